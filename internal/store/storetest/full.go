package storetest

import (
	"reflect"
	"testing"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// hard is text that encodings and engines have been known to spoil.
const hard = "Příliš \"žluťoučký\" kůň\\ 'úpěl' <b>&amp;</b> ďábelské\u2028ódy 👩‍👩‍👧 \t\r\n\x01 \ufeff %s $1 ?"

// fullContact has every field set; wantFull fails for one that is not.
func fullContact(id ringdex.ID) *ringdex.Contact {
	return &ringdex.Contact{
		ID: id, Version: 7, Source: "crm", ExternalIDs: []ringdex.ExternalID{{Source: "crm", ID: "42"}, {Source: "erp", ID: hard}},
		MissingSince: map[string]string{"crm": "2026-03-01T12:00:00Z"},
		UserName:     "Jana.Nováková@example.com", Roles: ringdex.EndUser | ringdex.Administrator, PasswordChanged: at(-100), MustChangePassword: true,
		FirstName: "Jana", MiddleName: "Eva", LastName: "Nováková", DisplayName: hard,
		Emails: []string{"Jana.Novakova@Example.com", "jana@example.org"}, Phones: fullPhones(), Language: ringdex.Czech,
		TimeZone: "Central Europe Standard Time", Skype: "jana.n",
		Note: hard, AdminNote: "for administrators", OperatorNote: "for operators", AdditionalInformation: "more",
		DefaultCompany: 3, Companies: []int64{3, 1}, InternalGroups: []int64{12, 11}, OperatorGroups: []int64{21},
		Tags: []string{"vip", "b2b"}, Agents: []string{"petr", "alena"}, Links: map[string]string{"name": "https://crm.example/42?a=1&b=2"},
		Organization: "Acme", Department: "Sales", Division: "North", EmployeeID: "E-7", Manager: "Petr",
		Identifier: "ID-42", BirthDate: "1944-05-14", BirthPlace: "Brno", Gender: "female", MaritalStatus: "married",
		Job: "buyer", JobTitle: "Head of buying", Homepage: "https://example.com", Industry: "steel", Fax: "+420 222 333 444",
		PESEL: "44051401359", REGON: "123456785", NIP: "1234563218",
		Home: fullAddress("home"), MailDrop: fullAddress("mail drop"), Invoice: fullAddress("invoice"),
		Custom: map[int64]string{1: "one", 36: hard}, Locked: []string{"phones", "custom.36"}, Words: fullWords(), Created: at(-200), Updated: at(-50),
	}
}

// fullWords are what two sources say.
func fullWords() []ringdex.Word {
	return []ringdex.Word{
		{Source: "crm", At: at(-60), Said: []ringdex.Said{{Field: "custom.36", Values: []string{hard}}, {Field: "phones", Values: []string{"1", "2"}}}},
		{Source: "erp", At: at(-70), Said: []ringdex.Said{{Field: "note"}}},
	}
}

func fullAddress(of string) ringdex.Address {
	return ringdex.Address{Street: of + " street", Building: "12/3", Flat: "4", PostalCode: "602 00", City: "Brno", Country: "CZE"}
}

// fullPhones have between them every field of a number.
func fullPhones() []phone.Number {
	return []phone.Number{number("+420 603 303 963 linka 12"), number("12 (internal)"), number("00420 222 333 444")}
}

// fullCompany has every field set.
func fullCompany(id int64) *ringdex.Company {
	return &ringdex.Company{
		ID: id, Version: 9, Source: "erp", ExternalIDs: []ringdex.ExternalID{{Source: "crm", ID: "c1"}, {Source: "erp", ID: hard}},
		MissingSince: map[string]string{"erp": "2026-03-01T12:00:00Z"},
		Name:         "Žďárské strojírny", Description: hard, Web: "https://zdar.example", Location: "hall 7", Street: "Dlouhá 1",
		PostalCode: "591 01", City: "Žďár nad Sázavou", Country: "CZE", TimeZone: "Central Europe Standard Time", Disabled: true,
		Emails: []string{"Info@zdar.example"}, EmailDomains: []string{"zdar.example", "zdas.example"}, Phones: fullPhones(), Tags: []string{"steel"},
		Custom: map[int64]string{2: hard}, Locked: []string{"name"}, Words: fullWords(), Created: at(-300), Updated: at(-40),
	}
}

// wantFull fails for fields of v that are not set: a test that fills everything must not forget a
// new one.
func wantFull(t *testing.T, v any) {
	t.Helper()
	for _, path := range unset(reflect.ValueOf(v), "") {
		t.Errorf("%T%s is not set; set it in full.go, and keep it in the store", v, path)
	}
}

// unset are the paths of what is not set. A field of a list's elements must be set in one of them.
func unset(v reflect.Value, path string) []string {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return unset(v.Elem(), path)
	case v.Kind() == reflect.Struct && !isValue(v.Interface()):
		var paths []string
		for i := range v.NumField() {
			paths = append(paths, unset(v.Field(i), path+"."+v.Type().Field(i).Name)...)
		}
		return paths
	case v.Kind() == reflect.Slice && v.Len() > 0:
		return unsetInAll(v, path+"[]")
	case v.IsZero(), v.Kind() == reflect.Map && v.Len() == 0, v.Kind() == reflect.Slice:
		return []string{path}
	}
	return nil
}

// isValue reports whether a struct is kept as one value, so that not all of its fields have to be
// set.
func isValue(v any) bool {
	switch v.(type) {
	case time.Time, message.Text:
		return true
	}
	return false
}

func unsetInAll(list reflect.Value, path string) []string {
	missing := map[string]int{}
	var paths []string
	for i := range list.Len() {
		for _, p := range unset(list.Index(i), path) {
			if missing[p]++; missing[p] == list.Len() {
				paths = append(paths, p)
			}
		}
	}
	return paths
}
