package vcard

import (
	"bytes"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/wire/wiretest"
)

func TestFieldsOnTheWire(t *testing.T) {
	t.Parallel()
	contacts := wiretest.Wire[ringdex.Contact]{
		On: ringdex.OnVCard, Table: ringdex.ContactFields, Prepare: ringdex.PrepareContact,
		Empty:  func() *ringdex.Contact { return &ringdex.Contact{FirstName: "Jan"} },
		Render: func(c *ringdex.Contact) string { return card(func(w *Writer) { w.Contact(c, "") }) },
	}
	contacts.Check(t)
	companies := wiretest.Wire[ringdex.Company]{
		On: ringdex.OnVCard, Table: ringdex.CompanyFields, Prepare: ringdex.PrepareCompany,
		Empty:  func() *ringdex.Company { return &ringdex.Company{Name: "Acme"} },
		Render: func(c *ringdex.Company) string { return card(func(w *Writer) { w.Company(c) }) },
	}
	companies.Check(t)
}

func card(write func(*Writer)) string {
	var out bytes.Buffer
	w := NewWriter(&out, "4.0")
	write(w)
	_ = w.Flush() // a buffer takes everything
	return out.String()
}
