package thulium

import (
	"encoding/json"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/wire/wiretest"
)

func TestFieldsOnTheWire(t *testing.T) {
	t.Parallel()
	contacts := wiretest.Wire[ringdex.Contact]{
		On: ringdex.OnThulium, Table: ringdex.ContactFields, Prepare: ringdex.PrepareContact,
		Empty:  func() *ringdex.Contact { return &ringdex.Contact{FirstName: "Jan", LastName: "Novák"} },
		Render: func(c *ringdex.Contact) string { return rendered(t, FromContact(c, nil, "PL")) },
	}
	contacts.Check(t)
	companies := wiretest.Wire[ringdex.Company]{
		On: ringdex.OnThulium, Table: ringdex.CompanyFields, Prepare: ringdex.PrepareCompany,
		Empty:  func() *ringdex.Company { return &ringdex.Company{Name: "Acme"} },
		Render: func(c *ringdex.Company) string { return rendered(t, FromCompany(c, "PL")) },
	}
	companies.Check(t)
}

func rendered(t *testing.T, c *Customer) string {
	t.Helper()
	body, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
