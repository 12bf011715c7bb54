package helpdesk

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/wire/wiretest"
)

// TestFieldsOnTheWire: companies of a contact have names here, so they are known.
func TestFieldsOnTheWire(t *testing.T) {
	t.Parallel()
	v := View{Source: wiretest.Source, AdminNotes: true, OperatorNotes: true, Companies: map[int64]*ringdex.Company{7: {ID: 7, Name: "Acme"}}}
	contacts := wiretest.Wire[ringdex.Contact]{
		On: ringdex.OnHelpdesk, Table: ringdex.ContactFields, Prepare: ringdex.PrepareContact, Taken: takenBy(ContactPaths),
		Empty: func() *ringdex.Contact {
			return &ringdex.Contact{FirstName: "Jan", LastName: "Novák", DisplayName: "Jan"}
		},
		Render: func(c *ringdex.Contact) string { return rendered(t, v.Contact(c)) },
	}
	contacts.Check(t)
	companies := wiretest.Wire[ringdex.Company]{
		On: ringdex.OnHelpdesk, Table: ringdex.CompanyFields, Prepare: ringdex.PrepareCompany, Taken: takenBy(CompanyPaths),
		Empty:  func() *ringdex.Company { return &ringdex.Company{Name: "Acme"} },
		Render: func(c *ringdex.Company) string { return rendered(t, v.Company(c)) },
	}
	companies.Check(t)
}

func takenBy(paths map[string]string) func(string) bool {
	fields := slices.Collect(maps.Values(paths))
	return func(field string) bool { return slices.Contains(fields, field) }
}

func rendered(t *testing.T, v any) string {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestPathsLeadToFields: a path that leads nowhere would refuse what senders rely on.
func TestPathsLeadToFields(t *testing.T) {
	t.Parallel()
	for path, field := range ContactPaths {
		if f := ringdex.FindBuiltIn(ringdex.ContactFields, field); f == nil || !f.Written() {
			t.Errorf("/%s leads to %s, which no operation writes", path, field)
		}
	}
	for path, field := range CompanyPaths {
		if f := ringdex.FindBuiltIn(ringdex.CompanyFields, field); f == nil || !f.Written() {
			t.Errorf("/%s leads to %s, which no operation writes", path, field)
		}
	}
}
