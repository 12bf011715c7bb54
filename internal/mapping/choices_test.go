package mapping

import (
	"slices"
	"testing"

	"ringdex/internal/ringdex"
)

// Each choice can be given to a column, which fills that field then; no field is there twice.
func TestChoices(t *testing.T) {
	t.Parallel()
	fields := []ringdex.Field{
		{ID: 36, Kind: ringdex.KindContact, Key: "crm", Title: "CRM", Type: ringdex.TypeText},
		{ID: 41, Kind: ringdex.KindCompany, Title: "VIP", Type: ringdex.TypeCheckBox},
	}
	for kind, some := range map[ringdex.Kind][]string{
		ringdex.KindContact: {"firstName", "phones", "emails", "externalId", "company", "companies", "home.street", "birthDate", "role", "links.name", "custom.36"},
		ringdex.KindCompany: {"name", "phones", "externalId", "street", "city", "custom.41"},
	} {
		choices := Choices(kind, fields)
		for _, name := range some {
			if !slices.Contains(choices, name) {
				t.Errorf("%s: no %s", kind, name)
			}
		}
		for i, name := range choices {
			if slices.Contains(choices[:i], name) {
				t.Errorf("%s: %s is there twice", kind, name)
			}
			m, err := New([]string{"x", "Name"}, Options{Kind: kind, Fields: fields, Assigned: []Assignment{{"#1", name}, {"#2", "-"}}})
			if name == "phoneExtension" {
				continue // without a column of numbers before it, it is one
			}
			if err != nil || m.Columns()[0].Field != name {
				t.Errorf("%s: %s becomes %+v, %v", kind, name, m, err)
			}
		}
	}
}
