package heading

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

func TestRecognise(t *testing.T) {
	t.Parallel()
	for kind, tests := range map[ringdex.Kind]map[string]string{
		ringdex.KindContact: {
			"Příjmení": "lastName", "PRIJMENI": "lastName", "Nazwisko": "lastName", "Nachname": "lastName", "Surname": "lastName",
			"last_name": "lastName", "lastName": "lastName", "Last Name*": "lastName", "Priezvisko": "lastName", "Pr\u030Ci\u0301jmeni\u0301": "lastName",
			"Jméno": "firstName", "Meno": "firstName", "Imię": "firstName", "Vorname": "firstName", "Jméno a příjmení": "displayName",
			"E-mail": "email", "e_mail": "email", "E-mail (povinné)": "email", "E-Mail-Adresse": "email", "Email 2": "email2",
			"Telefon": "phone", "Telefon 1": "phone", "Telefon 2": "phone2", "Tel.": "phone", "Tel. č.": "", "2. telefon": "phone2", "phone1": "phone",
			"Phone 3 - Value": "phone3", "Druhý telefon": "phone2", "Telefon [+420]": "phone", "Telefon 420603": "", "Mobil": "mobile",
			"Handy": "mobile", "Komórka": "mobile", "Telefon (mobil)": "mobile", "Mobil 2": "mobile2", "Faks": "fax",
			"PSČ": "postalCode", "psc": "postalCode", "PSČ (bez mezery)": "postalCode", "Kod pocztowy": "postalCode", "PLZ": "postalCode", "ZIP": "postalCode",
			"Ulice a č.p.": "street", "Straße": "street", "Strasse": "street", "Město": "city", "Země": "country", "Č. p.": "building",
			"Fakturační adresa": "invoice.street", "Fakturační PSČ": "invoice.postalCode", "Město (fakturační)": "invoice.city",
			"invoice_address.city": "invoice.city", "mailDrop.street": "mailDrop.street", "mail_drop_address.postcode": "mailDrop.postalCode",
			"Korespondenční ulice": "mailDrop.street", "Rechnungsort": "invoice.city", "Adres korespondencyjny - miasto": "mailDrop.city",
			"Datum narození": "birthDate", "Data urodzenia": "birthDate", "Geburtsdatum": "birthDate", "PESEL": "pesel", "REGON": "regon", "NIP": "nip",
			"customField6": "customField6", "Custom field 3": "customField3", "customField7": "", "customField1Uri": "customField1Uri", "nameUri": "nameUri",
			"agent2": "agent2", "Společnost": "company", "Nazwa firmy": "company", "ID firmy": "companyExternalId", "organization": "organization",
			"Role": "role", "Jazyk": "language", "Poznámka": "note", "ID": "externalId", "Externí ID": "externalId", "Uživatelské jméno": "userName",
			"": "", "  ": "", "***": "", "42": "", "(telefon)": "phone", "Телефон": "", "Oblíbená barva": "",
		},
		ringdex.KindCompany: {
			"Název": "name", "Popis": "description", "Web": "web", "Ulice a č.p.": "street", "Město": "city", "PSČ": "postalCode", "Kód země": "country",
			"E-maily": "emails", "Domény e-mailů": "emailDomains", "Telefony": "phones", "Externí ID": "externalId", "Nazwa firmy": "name",
			"Firma": "name", "Časová zóna": "timeZone", "Disabled": "disabled", "EmailsDomains": "emailDomains", "StreetNo": "street",
			"CountryCode": "country", "TimeZoneId": "timeZone", "Telefon 2": "phones2", "Location": "location", "Příjmení": "",
		},
		"animal": {"name": ""},
	} {
		for header, want := range tests {
			if got, ok := Recognise(kind, header); got != want || ok != (want != "") {
				t.Errorf("%s %q: %q, %v, want %q", kind, header, got, ok, want)
			}
		}
	}
}

// TestRecogniseTheWires: the headings of the helpdesk (wire/helpdesk.md section 8) and the columns
// of VOIPEX (wire/voipex.md 5.1) are recognised, all of them, as different fields.
func TestRecogniseTheWires(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind   ringdex.Kind
		header string
		want   string
	}{
		{
			ringdex.KindContact, "Uživatelské jméno;E-mail;Jméno;Příjmení;Telefon;Role;Společnost;Jazyk;Poznámka;Externí ID",
			"userName;email;firstName;lastName;phone;role;company;language;note;externalId",
		},
		{
			ringdex.KindCompany, "Název;Popis;Web;Ulice a č.p.;Město;PSČ;Kód země;E-maily;Domény e-mailů;Telefony;Externí ID",
			"name;description;web;street;city;postalCode;country;emails;emailDomains;phones;externalId",
		},
		{
			ringdex.KindContact, "firstName;lastName;organization;externalId;email;phone1;phone2;agent1;agent2;customField1;customField2;customField3;" +
				"customField4;customField5;customField6;nameUri;organizationUri;customField1Uri;customField2Uri;customField3Uri;" +
				"customField4Uri;customField5Uri;customField6Uri",
			"firstName;lastName;organization;externalId;email;phone;phone2;agent1;agent2;customField1;customField2;customField3;" +
				"customField4;customField5;customField6;nameUri;organizationUri;customField1Uri;customField2Uri;customField3Uri;" +
				"customField4Uri;customField5Uri;customField6Uri",
		},
	} {
		var got []string
		for _, m := range RecogniseAll(tt.kind, strings.Split(tt.header, ";"), nil) {
			got = append(got, m.Field)
		}
		if got := strings.Join(got, ";"); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.header, got, tt.want)
		}
	}
}

func TestRecogniseAll(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ header, want string }{
		{"Name;Vorname;Ort", "lastName;firstName;city"},
		{"name;surname;phone_number", "firstName;lastName;phone"},
		{"Name;Telefon", "displayName;phone"},
		{"Name;Vorname;Nachname", "displayName;firstName;lastName"},
		{"Telefon;Telefon;Mobil;Telefon 2;Telefon", "phone;phone3;mobile;phone2;phone4"},
		{"Město;Obec;Barva", "city;city again;"},
		{"Kraj;PSČ", ";postalCode"},
		{"Kraj;Kod pocztowy", "country;postalCode"},
	} {
		var got []string
		for i, m := range RecogniseAll(ringdex.KindContact, strings.Split(tt.header, ";"), nil) {
			if m.Column != i || m.Header != strings.Split(tt.header, ";")[i] {
				t.Errorf("%+v in column %d", m, i)
			}
			if m.Duplicate {
				m.Field += " again"
			}
			got = append(got, m.Field)
		}
		if got := strings.Join(got, ";"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.header, got, tt.want)
		}
	}
}

// TestNames reads the tables, which refuses a name under two fields, and proves that it does.
func TestNames(t *testing.T) {
	t.Parallel()
	for kind, s := range map[ringdex.Kind]string{ringdex.KindContact: contactNames, ringdex.KindCompany: companyNames} {
		if _, err := parseNames(s); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	for _, tt := range []struct{ in, want string }{
		{"a\n  Name\nb\n  NÁME\n", `line 4: "name" means both a and b`},
		{"a\n  b\nb\n", `line 3: "b" means both a and b`},
		{"a #\n  Tel\nb\n  2. tel; Tel #\n", `line 4: "tel#" means both a and b`},
		{"  a\n", "line 1: names before the first field"},
		{"a !\n", `line 1: unknown mark "!"`},
		{"a\n  x; ;y\n", "line 2: empty name of a"},
	} {
		if _, err := parseNames(tt.in); err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v, want %s", tt.in, err, tt.want)
		}
	}
}

// TestFields pins the vocabulary: others map these names.
func TestFields(t *testing.T) {
	t.Parallel()
	contact := strings.Fields(`additionalInformation adminNote agent1 agent2 birthDate birthPlace building city company
		companyExternalId country customField1 customField1Uri customField2 customField2Uri customField3 customField3Uri customField4
		customField4Uri customField5 customField5Uri customField6 customField6Uri dayOfBirth department displayName email externalId fax firstName flat gender
		homepage identifier industry invoice.building invoice.city invoice.country invoice.flat invoice.postalCode invoice.street job
		jobTitle language lastName mailDrop.building mailDrop.city mailDrop.country mailDrop.flat mailDrop.postalCode mailDrop.street
		maritalStatus middleName mobile monthOfBirth nameUri nip note operatorNote organization organizationUri pesel phone phoneExtension phonePrefix postalCode regon ringdexId ringdexSource role
		street tags userName yearOfBirth`)
	company := strings.Fields(`building city country description disabled emailDomains emails externalId flat location name phoneExtension phonePrefix phones postalCode ringdexId ringdexSource street
		timeZone web`)
	if diff := cmp.Diff(contact, without(slices.Sorted(maps.Keys(tableOf(ringdex.KindContact).fields)), "phone2")); diff != "" {
		t.Errorf("contact (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(company, slices.Sorted(maps.Keys(tableOf(ringdex.KindCompany).fields))); diff != "" {
		t.Errorf("company (-want +got)\n%s", diff)
	}
	for _, k := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
		for _, f := range slices.Sorted(maps.Keys(tableOf(k).fields)) {
			if got, ok := Recognise(k, f); got != f || !ok {
				t.Errorf("%s: %q is recognised as %q", k, f, got)
			}
		}
	}
}

func without(list []string, s string) []string {
	return slices.DeleteFunc(list, func(x string) bool { return x == s })
}

func FuzzRecognise(f *testing.F) {
	for _, s := range []string{"Telefon 2", "E-mail (x)", "Fakturační PSČ", "#", "phone99999999999999999999", "\xff", "a[b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
			field, ok := Recognise(k, s)
			if ok != (field != "") {
				t.Fatalf("%q, %v", field, ok)
			}
			if again, _ := Recognise(k, field); ok && again != field {
				t.Fatalf("%q is %q, which is %q", s, field, again)
			}
			if upper, _ := Recognise(k, " "+s+"\t:"); utf8.ValidString(s) && upper != field && !strings.ContainsAny(s, "([") {
				t.Fatalf("%q is %q, with a colon %q", s, field, upper)
			}
			RecogniseAll(k, []string{s, s, "name", s}, nil)
		}
	})
}

// TestProducts has the headers of exports of address books, telephone systems and programs of
// sales.
func TestProducts(t *testing.T) {
	t.Parallel()
	numbers := func(int) bool { return true }
	for _, tt := range []struct{ header, want string }{
		{"FirstName,LastName,Company,Mobile,Mobile2,Home,Home2,Business,Business2,Email,Other,BusinessFax", "firstName lastName company mobile mobile2 phone phone2 phone3 phone4 email phone5 fax"},
		{"First Name,Last Name,Company,Email,Business Number,Business Number 2,Mobile,Mobile 2,Home,Home 2,Other", "firstName lastName company email phone phone2 mobile mobile2 phone3 phone4 phone5"},
		{"displayname,firstname,society,mobilenumber,officenumber,homenumber,othernumber", "displayName firstName company mobile phone phone2 phone3"},
		{"First Name,Last Name,Account Name,Office Phone,Mobile,Email Address,Primary Address City", "firstName lastName company phone mobile email city"},
		{"Person - Name,Person - Organization,Person - Email - Work,Person - Phone - Work,Person - Phone - Mobile", "displayName company email phone mobile"},
		{"id,name,email,external_id,phone", "- displayName email externalId phone"},
		{"Vorname,Nachname,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Tel. dienstlich,Tel. privat,Mobil-Tel.-Nr.", "firstName lastName email email2 phone phone2 mobile"},
		{"Telefon Firma,Haupttelefon,E-Mail 2: Adresse,Land/Region privat,Abteilung", "phone phone2 email2 country department"},
		{"Telefon do zaměstnání,Telefon do zaměstnání 2,Telefon společnosti,E-mailová adresa 2,Oddělení", "phone phone2 phone3 email2 department"},
		{"Telefon służbowy,Telefon służbowy 2,Telefon główny,Ulica (dom),Kraj/region (dom),Oddział", "phone phone2 phone3 street country department"},
		{"Nazwa,Imię,Nazwisko,Telefon 1", "company firstName lastName phone"},
		{"NAZWA,OSOBA KONTAKTOWA", "company displayName"},
		{"Název,Telefon", "displayName phone"},
	} {
		var got []string
		for _, m := range RecogniseAll(ringdex.KindContact, strings.Split(tt.header, ","), numbers) {
			if m.Field == "" {
				m.Field = "-"
			}
			got = append(got, m.Field)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.header, strings.Join(got, " "), tt.want)
		}
	}
	for header, want := range map[string]string{
		"NAZWA,ULICA,NUMER,TELEFON":            "name street building phones",
		"Firma,Straße,Nr.,Telefon,Durchwahl":   "name street building phones phoneExtension",
		"Název,Telefon,Klapka,Telefon 2,Linka": "name phones phoneExtension phones2 phoneExtension2",
		"Company,Phone,Ext.,Street,No":         "name phones phoneExtension street building",
		"Firma,Číslo,Ulice":                    "name - street",
	} {
		var got []string
		for _, m := range RecogniseAll(ringdex.KindCompany, strings.Split(header, ","), nil) {
			if m.Field == "" {
				m.Field = "-"
			}
			got = append(got, m.Field)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n got %s\nwant %s", header, strings.Join(got, " "), want)
		}
	}
	for _, word := range []string{"Home", "Business 2", "Číslo"} {
		if m := RecogniseAll(ringdex.KindContact, []string{word}, nil); m[0].Field != "" {
			t.Errorf("%q is %s without a value that says so", word, m[0].Field)
		}
	}
}
