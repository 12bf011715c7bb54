package mapping

import (
	"cmp"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

var testFields = []ringdex.Field{
	{ID: 1, Kind: ringdex.KindContact, Key: "customField1", Title: "Důležitost", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 1, Title: "Nízká"}, {ID: 2, Title: "VIP"}}},
	{ID: 36, Kind: ringdex.KindContact, Title: "Dluh", Type: ringdex.TypeDecimal},
	{ID: 41, Kind: ringdex.KindContact, Key: "since", Title: "Zákazníkem od", Type: ringdex.TypeDate},
	{ID: 42, Kind: ringdex.KindContact, Key: "newsletter", Title: "Novinky", Type: ringdex.TypeCheckBox},
	{ID: 43, Kind: ringdex.KindContact, Key: "note", Title: "Poznámka obchodníka", Type: ringdex.TypeTextArea},
	{ID: 1, Kind: ringdex.KindCompany, Key: "ico", Title: "IČ", Type: ringdex.TypeText},
}

func prepare(header string, opt Options) (*Mapping, error) {
	opt.Kind = cmp.Or(opt.Kind, ringdex.KindContact)
	opt.Fields, opt.Regions = testFields, phone.Regions{"CZ"}
	return New(strings.Split(header, ";"), opt)
}

// Our choice, but for the names of columns: those are heading's, and tested there.
func TestColumns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header, maps string
		kind         ringdex.Kind
		want         string // fields; "-" for those that are left out; or the error
	}{
		{header: "Jméno;Příjmení;E-mail;Telefon;Telefon 2;Mobil", want: "firstName lastName emails phones phones phones"},
		{header: "agent1;agent2;tags;nameUri;customField1Uri", want: "agents agents tags links.name links.customField1"},
		{header: "customField1;Důležitost;customField2", want: "custom.1 - -"},
		{header: "Dluh;since;NOVINKY;custom.41", want: "custom.36 custom.41 custom.42 -"},
		{header: "note;Poznámka;Poznámka obchodníka", want: "note - custom.43"},
		{header: "Ulice;Město;PSČ;Fakturační adresa - ulice", want: "home.street home.city home.postalCode invoice.street"},
		{header: "department;home.building;role.operator;companies", want: "department home.building role.operator companies"},
		{header: "Firma;Externí ID firmy;Role;Jazyk;Uživatelské jméno;Externí ID", want: "company companyExternalId role language userName externalId"},
		{header: "Jméno;Jméno;line;reason", want: "firstName - - -"},
		{header: "A;B;Jméno", maps: "A=lastName B=-", want: "lastName - firstName"},
		{header: "A;B", maps: "#2=phone a=Novinky", want: "custom.42 phones"},
		{header: "A=B;C", maps: "A=B=email", want: "emails -"},
		{header: "Jméno;A", maps: "Jméno=note", want: "note -"},
		{header: "Název;Telefony;IČ;Země", kind: ringdex.KindCompany, want: "name phones custom.1 country"},
		{header: "Jméno;Telefon;Jméno;Telefon", want: `: the columns "Jméno" and "Telefon" are there twice: two tables stand side by side, and numbers would go to the wrong person; put one below the other, or leave columns out`},
		{header: "Jméno;Telefon;Jméno;Telefon", maps: "#3=- #4=-", want: "firstName phones - -"},
		{header: "Straße geschäftlich;Telefon;Straße privat;Telefon", want: "home.street phones - phones"},
		{header: "Jméno;Telefon;Telefon", want: "firstName phones phones"},
		{header: "A;B", want: `: none of the columns is known ("A", "B")`},
		{header: "A;B", maps: "A=colour", want: `A=colour: a contact has no field "colour"`},
		{header: "A;B", maps: "A=customField2", want: `A=customField2: a contact has no field "customField2"`},
		{header: "A;B", maps: "C=email", want: `C=email: the file has no column "C"; it has "A", "B"`},
		{header: "A;B", maps: "A=lastName B=lastName", want: `: the columns "A" and "B" cannot both be lastName`},
		{header: "A;B", maps: "A=email #1=phone", want: `: the column "#1" cannot be both email and phone`},
	} {
		opt := Options{Kind: test.kind}
		for m := range strings.FieldsSeq(test.maps) {
			i := strings.LastIndexByte(m, '=')
			opt.Assigned = append(opt.Assigned, Assignment{m[:i], m[i+1:]})
		}
		m, err := prepare(test.header, opt)
		got := ""
		if err != nil {
			p, _ := errors.AsType[*ringdex.Error](err)
			got = p.Field + ": " + p.Error()
			if p.Key == "" {
				t.Errorf("%q has no key", got)
			}
		} else {
			var fields []string
			for _, c := range m.Columns() {
				if (c.Field == "") != (c.LeftOut != nil) {
					t.Errorf("%s: column %q is left out: %v", test.header, c.Title, c.LeftOut)
				}
				fields = append(fields, cmp.Or(c.Field, "-"))
			}
			got = strings.Join(fields, " ")
		}
		if got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.header, test.maps, got, test.want)
		}
	}
}

// contactOf is the contact that a row makes, or its problems.
func contactOf(t *testing.T, header string, cells []string, opt Options) (*ringdex.Contact, string) {
	t.Helper()
	m, err := prepare(header, opt)
	if err != nil {
		t.Fatal(err)
	}
	read := m.Read(cells)
	rules := ringdex.Rules{Regions: phone.Regions{"CZ"}, Fields: testFields, Source: ringdex.Source{Key: "file"}}
	edits, problems := ringdex.PrepareContact(read.Ops, &rules)
	c := &ringdex.Contact{}
	more := ringdex.Apply(c, edits)
	var told []string
	for _, p := range append(append(read.Problems, problems...), more...) {
		told = append(told, p.Field+": "+p.Error())
	}
	return c, strings.Join(told, " | ")
}

func TestCells(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, row, want string }{
		{"Telefon;x", "777 123 456 / 603 303 963", "777 123 456,603 303 963"},
		{"Telefon;Mobil", "+420 222 333 444 linka 12;00420603303963", "+420 222 333 444 linka 12,00420603303963"},
		{"Telefon;x", "420603303963", "420603303963"},
		{"Telefon;x", "603303963.0", "603303963"},
		{"Telefon;Mobil", ";777123456", "777123456"},
		{"E-mail;E-mail 2", "a@x.cz, mailto:b@x.cz;Jan Novák <c@x.cz>", "a@x.cz,b@x.cz,c@x.cz"},
		{"tags;agent1", `"""a, b"", c;d";22`, "a, b|c|d 22"},
		{"Role;x", "Operátor", "operator"},
		{"Role;x", "end-user, SUPERVIZOR", "end-user,super-operator"},
		{"Jazyk;x", "Česky", "cs"},
		{"Jazyk;x", "pl-PL", "pl"},
		{"Dluh;Novinky", "1 234,50;ano", "36=1234.5 42=true"},
		{"Dluh;Novinky", "-5;NE", "36=-5 42=false"},
		{"customField1;since", "vip;21. 2. 2022", "1=2 41=2022-02-21T00:00:00.000Z"},
		{"Příjmení;Telefon", "=1+1;+420 603 303 963", "=1+1 +420 603 303 963"},
		{"tags;Příjmení", "* myContacts ::: VIP~~~Brno;Roh~~~Roh", "Roh; Roh myContacts|VIP|Brno"},
		{"Telefon;Klapka", "222 333 444;12", "222 333 444 ext. 12"},
		{"Telefon;Klapka;Mobil;Linka", "222333444, 222333445;12.0;;7", "222333444 ext. 12,222333445,7"},
		{"Telefon;Linka", ";101", "101"},
		{"Telefon;Mobil", "777 111 001 volat až po 17h;nevolat 777111040", "777 111 001,777111040"},
		{"Předvolba;Telefon;Předvolba 2;Mobil", "+420;222111001;+421;905111001", "+420 222111001,+421 905111001"},
		{"Předvolba;Telefon;Předvolba;Mobil", "+420;;+421;905111001", "+421 905111001"},
		{"Telefon;Mobil;Předvolba", "222111001;777111001;+420", "+420 222111001,+420 777111001"},
		{"Předvolba;Telefon;Mobil", "02;22111001;777111001", "02 22111001,777111001"},
		{"Kierunkowy;Telefon;Telefon 2;Kraj", "22;111 20 01;602 111 001;PL", "+48221112001,+48602111001"},
		{"Země;Telefon", "Slovensko (SK);0905111003", "+421905111003"},
		{"Země;Telefon", "Deutschland, Berlin;030 23125020", "+493023125020"},
		{"Země;Telefon", "Slovenská rep.;0905111003", "+421905111003"},
		{"Země;Telefon;Linka", "POL;223 001 483;101", "+48223001483 ext. 101"},
		{"Země;Telefon;Linka", "CZ;777003330 domů;7", "+420777003330 ext. 7"},
		{"Země;Telefon;Mobil", "Brazil;011 2345 6789;777 302 804", "+551123456789,777 302 804"},
		{"Fakturační země;Telefon;Mobil", "slovenská;0905 302 803;", "+421905302803"},
		{"Country code;Telefon;Mobil", "(+48);602302804;", "+48 602302804"},
		{"Telefon;Linka", "222333444;603303963", "222333444,603303963"},
		{"Telefon;Linka", "222333444;-", "222333444"},
		{"Linka;Příjmení;Telefon", "101;Malá;222333444", "Malá 222333444,101"},
		{"Země;Telefon;Durchwahl", "DE;0711 2312502;11", "+49711231250211"},
		{"Vorwahl;Telefon;Durchwahl", "0049711;2312502;11", "0049711 2312502-11"},
	} {
		if strings.HasSuffix(test.header, ";x") {
			test.row += ";"
		}
		c, problems := contactOf(t, test.header, cellsOf(test.row), Options{})
		if got := summary(c); got != test.want || problems != "" {
			t.Errorf("%s / %s: got %q %s, want %q", test.header, test.row, got, problems, test.want)
		}
	}
}

// summary is what is set of a contact, in short.
func summary(c *ringdex.Contact) string {
	var texts []string
	for _, n := range c.Phones {
		texts = append(texts, n.Text)
	}
	parts := []string{
		c.LastName, strings.Join(texts, ","), strings.Join(c.Emails, ","),
		strings.Join(c.Tags, "|"), strings.Join(c.Agents, "|"), c.Roles.String(), string(c.Language),
	}
	for _, f := range testFields {
		if value := c.Custom[f.ID]; value != "" && f.Kind == ringdex.KindContact {
			parts = append(parts, strings.TrimPrefix(f.Name(), "custom.")+"="+value)
		}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// Certain damage is refused with the column's title and a reason, and nothing is guessed.
func TestDamage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, row, want string }{
		{"Telefon;x", "4,20604E+11", `Telefon: "4,20604E+11": a spreadsheet took this for an amount and cut its last digits off`},
		{"Mobil;Telefon", "777123456;4.20604E+11", `Telefon: "4.20604E+11": a spreadsheet`},
		{"Externí ID;Jméno", "1,23457E+12;Jan", `Externí ID: "1,23457E+12": a spreadsheet`},
		{"Telefon;x", "volat večer", `Telefon: "volat večer" is not a phone number`},
		{"Vorwahl;Telefon", "030;23125020", `Telefon: "23125020" with the prefix "030" is not a phone number in the regions of the organization, but it is one in DE`},
		{"Vorwahl;Telefon", "777;12", `Telefon: "12" with the prefix "777" is not a phone number`},
		{"Příjmení;x", "#N/A", `Příjmení: "#N/A": the spreadsheet could not compute this cell`},
		{"Příjmení;x", "#NÁZEV?", `Příjmení: "#NÁZEV?": the spreadsheet could not compute this cell`},
		{"Příjmení;Telefon", "Nový;########", `Telefon: "########": the column was too narrow`},
		{"E-mail;x", "novak(at)x.cz", `E-mail: "novak(at)x.cz" is not an e-mail address`},
		{"Role;x", "král", `Role: "král" is not a role; use Administrator,`},
		{"ID;Jazyk;x", "K;klingonsky", `Jazyk: "klingonsky" is not a language`},
		{"ID;Dluh;x", "K;mnoho", `Dluh: "mnoho" is not a number`},
		{"ID;Dluh;x", "K;1.234,50", `Dluh: "1.234,50" is not a number`},
		{"customField1;Jméno", "střední;Jan", `customField1: "střední" is not an item of "Důležitost"`},
	} {
		if strings.HasSuffix(test.header, ";x") {
			test.row += ";"
		}
		if _, got := contactOf(t, test.header, cellsOf(test.row), Options{}); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s / %s: got %q, want %q…", test.header, test.row, got, test.want)
		}
	}
}

// cellsOf reads one line of CSV.
func cellsOf(line string) []string {
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.LazyQuotes = ';', true
	cells, err := r.Read()
	if err != nil {
		panic(err)
	}
	return cells
}

func TestClearEmpty(t *testing.T) {
	t.Parallel()
	m, err := prepare("Jméno;Telefon;Mobil;Role;ID", Options{ClearEmpty: true})
	if err != nil {
		t.Fatal(err)
	}
	rec := m.Read([]string{"Jan", "", "", "", "A"})
	var removed []string
	for _, op := range rec.Ops {
		if op.Verb == ringdex.Remove {
			removed = append(removed, op.Field)
		}
	}
	want := []string{"phones", "role.end-user", "role.smart-user", "role.operator", "role.super-operator", "role.administrator"}
	if diff := gocmp.Diff(want, removed); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A cell whose numbers cannot be told apart refuses the row: no caller would be found by any of
// them.
func TestNumbersThatRunTogether(t *testing.T) {
	t.Parallel()
	for text, ops := range map[string]int{
		"603411001224411002731411003": 0, "2000145399 / 0800 / 12345678": 0,
		"603411001 224411002": 3, "603411001\t224411002\t731411003": 4, "12": 2,
	} {
		m, err := prepare("Telefon", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d := m.Read([]string{text}); len(d.Ops) != ops || (len(d.Problems) > 0) != (ops == 0) {
			t.Errorf("%q: %d operations, %v", text, len(d.Ops), d.Problems)
		}
	}
}

// The country of a row, or a prefix in a separate column, precedes the regions of the organization.
func TestPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, row, want string }{
		{"Země;Telefon", "Polska;602411005", "+48602411005"},
		{"Stát;Telefon", "SVK;0905 411 006", "+421905411006"},
		{"Telefon;Land", "030 23125020;Deutschland", "+493023125020"},
		{"Country;Phone", "GB;020 7946 0951", "+442079460951"},
		{"Country code;Phone", "+44;2079460951", "+442079460951"},
		{"Kierunkowy;Telefon", "48;602411005", "+48602411005"},
		{"Předvolba;Telefon", "+421;0905411006", "+421905411006"},
		{"Vorwahl;Rufnummer", "+49 30;23125020", "+493023125020"},
		{"Země;Telefon", "Česko;603411001", "603411001"},
		{"Země;Telefon", "Polska;+421905411006", "+421905411006"},
		{"Země;Telefon", "Atlantida;603411001", "603411001"},
		{"Předvolba;Telefon", "+48;12", ""},
	} {
		m, err := prepare(tt.header, Options{})
		if err != nil {
			t.Fatal(err)
		}
		d := m.Read(strings.Split(tt.row, ";"))
		if tt.want == "" {
			if len(d.Problems) != 1 || d.Problems[0].Key != "cell.prefix" {
				t.Errorf("%s: %v", tt.row, d.Problems)
			}
			continue
		}
		if got := strings.ReplaceAll(d.Text("phones"), " ", ""); got != tt.want || len(d.Problems) > 0 {
			t.Errorf("%s: %q %v, want %s", tt.row, got, d.Problems, tt.want)
		}
	}
}

// The numbers of a cell are divided in the country of their prefix, get their extension, and are in
// full where the cell has only other endings.
func TestNumbersOfACell(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, row, want, note string }{
		{"Country code;Phone", "+49;03023005017 - 0302/3005018", "+493023005017 +493023005018", ""},
		{"Vorwahl;Rufnummer", "0049;0302.300.8454   0302/3008455", "+493023008454 +493023008455", ""},
		{"Kierunkowy;Telefon", "48;223-003-905 / 223/003906 / 223/003907", "+48223003905 +48223003906 +48223003907", ""},
		{"Předvolba;Telefon", "(+43);0153-300-3200 / 0153/3003201", "+431533003200 +431533003201", ""},
		{"Telefon;Klapka", "222008165.0 | Tel.: +49 302 300 8166;101", "+420222008165x101 +493023008166", ""},
		{"Telefon;Klapka", "603005099.0   603/005100;12", "+420603005099x12 +420603005100", ""},
		{"Telefon;Linka", "222008165.0;7.0", "+420222008165x7", ""},
		{"Předvolba;Telefon", "+420;222008165.0", "+420222008165", ""},
		{"Telefon;Firma", "tel:+436645008619 domů / 777008620.0;", "+436645008619 +420777008620", ""},
		{"Telefon;Firma", "222 111 004/005/006;", "+420222111004 +420222111005 +420222111006", ""},
		{"Telefon;Firma", "222 111 004/5, 603303963;", "+420222111004 +420222111005 +420603303963", ""},
		{"Předvolba;Telefon", "+421;02/5293 1234/5", "+421252931234 +421252931235", ""},
		{"Telefon;Firma", "222 111 004-6;", "+420222111004", "cell.first_number"},
		{"Telefon;ringdexId", "222 111 004/5;01a21a48-d134-712c-8202-8078c8c29ef8", "+420222111004", ""},
	} {
		m, err := prepare(tt.header, Options{})
		if err != nil {
			t.Fatal(err)
		}
		d := m.Read(strings.Split(tt.row, ";"))
		var got []string
		for _, op := range d.Ops {
			if op.Field == "phones" && op.Verb == ringdex.Add {
				n := phone.Parse(op.Value.(string), phone.Regions{"CZ"})
				got = append(got, strings.TrimSuffix(n.E164+"x"+n.Extension, "x"))
			}
		}
		note := ""
		for _, n := range d.Notes {
			note = n.Key
		}
		if all := strings.Join(got, " "); all != tt.want || note != tt.note || len(d.Problems) > 0 {
			t.Errorf("%s: %s, note %q, %v; want %s", tt.row, all, note, d.Problems, tt.want)
		}
	}
}

// A date that is none costs the field, and the row says so.
func TestDays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, row, want, note string }{
		{"Příjmení;Datum narození", "Dub;3. 4. 1981", "1981-04-03", ""},
		{"Příjmení;Datum narození", "Dub;3.4.", "", "cell.not_date"},
		{"Příjmení;Datum narození", "Dub;0.0.00", "", ""},
		{"Birth Day;Birth Month;Birth Year", "3;4;1981", "1981-04-03", ""},
		{"Geburtsjahr;Geburtsmonat;Geburtstag", "1981;4;3", "1981-04-03", ""},
		{"dob_day;dob_month;dob_year", "3;4;", "", "cell.not_date"},
		{"Rok narození;Měsíc narození;Den narození", ";;", "", ""},
	} {
		m, err := prepare(tt.header, Options{})
		if err != nil {
			t.Fatal(err)
		}
		d := m.Read(strings.Split(tt.row, ";"))
		note := ""
		for _, n := range d.Notes {
			note = n.Key
		}
		if got := d.Text("birthDate"); got != tt.want || note != tt.note || len(d.Problems) > 0 {
			t.Errorf("%s: %q, note %q, %v; want %q, note %q", tt.row, got, note, d.Problems, tt.want, tt.note)
		}
	}
}

// What says "none" sets nothing, and no field keeps what cannot be seen.
func TestCleanCells(t *testing.T) {
	t.Parallel()
	m, err := prepare("ID;Jméno;Příjmení;Firma;Telefon;E-mail;Poznámka;PSČ", Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := m.Read([]string{"\ufeff712.0", "Nina\nEva", "Null", "NULL", "-", "n/a", "a\nb", `="01001"`})
	got := strings.Join([]string{d.ExternalID, d.Text("firstName"), d.Text("lastName"), d.Text("phones"), d.Text("emails"), d.Text("note"), d.Text("home.postalCode")}, "|")
	if want := "712|Nina Eva|Null|||a\nb|01001"; got != want || d.Company != nil || len(d.Problems) > 0 {
		t.Errorf("%q %v %v, want %q", got, d.Company, d.Problems, want)
	}
}

// The numbers of a company's house and flat are not lost: they join the street.
func TestHouses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, row, want string }{
		{"Nazwa;Ulica;Nr budynku;Nr lokalu", "Huta;Leśna;12;3", "Leśna 12/3"},
		{"Nazwa;Nr budynku;Ulica;Nr lokalu", "Huta;1;Polna;", "Polna 1"},
		{"name;address_street;address_descriptive_number", "Sklárna;Lesní;12", "Lesní 12"},
		{"Název;Ulice;Číslo popisné", "Sklárna;;12", "12"},
		{"Název;Ulice;Číslo popisné", "Sklárna;Lesní 12;12", "Lesní 12"},
		{"Název;Ulice;Číslo popisné", "Sklárna;Lesní 5;", "Lesní 5"},
	} {
		m, err := prepare(tt.header, Options{Kind: ringdex.KindCompany})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Read(strings.Split(tt.row, ";")).Text("street"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.header, got, tt.want)
		}
	}
}

// "Kontakt" names persons where no other column does and its values are neither numbers nor
// e-mails.
func TestContactColumns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, sample, want string }{
		{"Kontakt;Číslo;Firma", "Jan Novák;777111001;Alfa", "displayName phones company"},
		{"Kontakt;Jméno;Firma", "777111001;Jan Novák;Alfa", "phones firstName company"},
		{"Kontakt;Jméno;Firma", "Eva;Jan Novák;Alfa", "- firstName company"},
		{"Kontakt;Telefon;Firma", "jan@x.example;777111001;Alfa", "- phones company"},
		{"Kontakt;Firma", "Jan Novák;Alfa/777111001;Alfa", "displayName company"},
		{"Other;Name", "####;Jan/777111001;Eva", "phones displayName"},
		{"Privat;Name", "viz poznámka;Jan/#NV;Jan/777111001;Eva", "phones displayName"},
		{"Home2;Name", "linka 5;Jan/112;Ivo/777111001;Eva", "phones displayName"},
		{"number;Name", "viz poznámka;Jan/linka 5;Ivo/112;Ota/777111001;Eva", "- displayName"},
	} {
		var sample [][]string
		for row := range strings.SplitSeq(test.sample, "/") {
			sample = append(sample, strings.Split(row, ";"))
		}
		m, err := prepare(test.header, Options{Sample: sample})
		if err != nil {
			t.Fatal(err)
		}
		var fields []string
		for _, c := range m.Columns() {
			fields = append(fields, cmp.Or(c.Field, "-"))
		}
		if got := strings.Join(fields, " "); got != test.want {
			t.Errorf("%s / %s: %s, want %s", test.header, test.sample, got, test.want)
		}
	}
}
