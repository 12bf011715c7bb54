package sheet

import (
	"strings"
	"testing"

	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/format"
)

var testFields = []ringdex.Field{
	{ID: 1, Kind: ringdex.KindContact, Key: "customField1", Title: "Důležitost", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 1, Title: "Nízká"}, {ID: 2, Title: "VIP"}}},
	{ID: 36, Kind: ringdex.KindContact, Title: "Dluh", Type: ringdex.TypeDecimal},
	{ID: 41, Kind: ringdex.KindContact, Key: "since", Title: "Zákazníkem od", Type: ringdex.TypeDate},
	{ID: 42, Kind: ringdex.KindContact, Key: "newsletter", Title: "Novinky", Type: ringdex.TypeCheckBox},
	{ID: 43, Kind: ringdex.KindContact, Key: "note", Title: "Poznámka obchodníka", Type: ringdex.TypeTextArea},
	{ID: 1, Kind: ringdex.KindCompany, Key: "ico", Title: "IČ", Type: ringdex.TypeText},
}

func open(t *testing.T, text string, opt Options) (*Sheet, error) {
	t.Helper()
	if opt.Kind == "" {
		opt.Kind = ringdex.KindContact
	}
	opt.Fields, opt.Regions = testFields, phone.Regions{"CZ"}
	r, err := format.Open(strings.NewReader(text), table.Options{Layout: table.Layout{Guard: true}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return New(r, opt)
}

func records(t *testing.T, text string, opt Options) []intake.Record {
	t.Helper()
	s, err := open(t, text, opt)
	if err != nil {
		t.Fatal(err)
	}
	var all []intake.Record
	for rec, err := range s.Records() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rec)
	}
	return all
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
		{header: "A;B", want: `none of the columns is known ("A", "B"); name them with --map COLUMN=FIELD`},
		{header: "A;B", maps: "A=colour", want: `--map A=colour: a contact has no field "colour"`},
		{header: "A;B", maps: "A=customField2", want: `--map A=customField2: a contact has no field "customField2"`},
		{header: "A;B", maps: "C=email", want: `--map C=email: the file has no column "C"; it has "A", "B"`},
		{header: "A;B", maps: "A=lastName B=lastName", want: `--map: the columns "A" and "B" cannot both be lastName`},
		{header: "A;B", maps: "A=email #1=phone", want: `--map: the column "#1" cannot be both email and phone`},
	} {
		opt := Options{Kind: test.kind}
		for m := range strings.FieldsSeq(test.maps) {
			mapping, err := ParseMapping(m)
			if err != nil {
				t.Fatal(err)
			}
			opt.Map = append(opt.Map, mapping)
		}
		s, err := open(t, test.header+"\n", opt)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			var fields []string
			for _, c := range s.Columns() {
				if c.Field == "" && c.Note == "" {
					t.Errorf("%s: column %q is left out without a reason", test.header, c.Title)
				}
				fields = append(fields, firstOf(c.Field, "-"))
			}
			got = strings.Join(fields, " ")
		}
		if got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.header, test.maps, got, test.want)
		}
	}
	for _, wrong := range []string{"", "a", "=a", "a="} {
		if _, err := ParseMapping(wrong); err == nil {
			t.Errorf("%q was taken for a mapping", wrong)
		}
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// contactOf is the contact that a row of one file makes, or its problems.
func contactOf(t *testing.T, header, row string, opt Options) (*ringdex.Contact, string) {
	t.Helper()
	all := records(t, header+"\n"+row+"\n", opt)
	if len(all) != 1 {
		t.Fatalf("%s: %d records", row, len(all))
	}
	rules := ringdex.Rules{Regions: phone.Regions{"CZ"}, Fields: testFields, Source: ringdex.Source{Key: "file"}}
	edits, problems := ringdex.PrepareContact(all[0].Ops, &rules)
	c := &ringdex.Contact{}
	_, more := ringdex.Apply(c, edits, nil)
	var told []string
	for _, p := range append(append(all[0].Problems, problems...), more...) {
		told = append(told, p.Field+": "+p.Message)
	}
	return c, strings.Join(told, " | ")
}

func TestCells(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, row, want string }{
		{"Telefon;x", "777 123 456 / 603 303 963", "777 123 456,603 303 963"},
		{"Telefon;Mobil", "+420 222 333 444 linka 12;00420603303963", "+420 222 333 444 linka 12,00420603303963"},
		{"Telefon;x", "420603303963", "420603303963"},
		{"Telefon;x", "603303963.0", "603303963.0"},
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
		{"Příjmení;Telefon", "'=1+1;'+420 603 303 963", "=1+1 +420 603 303 963"},
	} {
		if strings.HasSuffix(test.header, ";x") {
			test.row += ";"
		}
		c, problems := contactOf(t, "ID;"+test.header, "K;"+test.row, Options{})
		if got := summary(c); got != test.want || problems != "" {
			t.Errorf("%s / %s: got %q %s, want %q", test.header, test.row, got, problems, test.want)
		}
	}
}

// summary is what is set of a contact, in short.
func summary(c *ringdex.Contact) string {
	parts := []string{
		c.LastName, strings.Join(ringdex.FindBuiltIn(ringdex.ContactFields, "phones").Texts(c), ","), strings.Join(c.Emails, ","),
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
		{"Telefon;x", "nemá", `Telefon: "nemá" is not a phone number`},
		{"Telefon;Mobil", "603303963;-", `Mobil: "-" is not a phone number`},
		{"Příjmení;x", "#N/A", `Příjmení: "#N/A": the spreadsheet could not work this cell out`},
		{"Příjmení;x", "#NÁZEV?", `Příjmení: "#NÁZEV?": the spreadsheet could not work this cell out`},
		{"Příjmení;Telefon", "Nový;########", `Telefon: "########": the column was too narrow`},
		{"E-mail;x", "novak(at)x.cz", `E-mail: "novak(at)x.cz" is not an e-mail address`},
		{"Role;x", "král", `Role: "král" is not a role; use Administrator,`},
		{"ID;Jazyk;x", "K;klingonsky", `Jazyk: "klingonsky" is not a language`},
		{"ID;Dluh;x", "K;mnoho", `Dluh: "mnoho" is not a number`},
		{"ID;Dluh;x", "K;1.234,50", `Dluh: "1.234,50" is not a number`},
		{"customField1;Jméno", "střední;Jan", `customField1: "střední" is not an item of "Důležitost"`},
		{"Jméno;Telefon", "Jan", `: the row has 1 value, the header has 2`},
		{"Jméno;Telefon", "Jan;1;2", `: the row has 3 values, the header has 2`},
		{"Jméno;Poznámka", ";nic", `: there is nothing to call this contact by`},
		{"Jméno;Ostatní", ";něco", `: none of the columns that are taken has a value in this row`},
	} {
		if strings.HasSuffix(test.header, ";x") {
			test.row += ";"
		}
		if _, got := contactOf(t, test.header, test.row, Options{}); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s / %s: got %q, want %q…", test.header, test.row, got, test.want)
		}
	}
}
