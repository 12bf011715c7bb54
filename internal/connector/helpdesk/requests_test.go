package helpdesk_test

import (
	"testing"

	"ringdex/internal/connector"
	emulator "ringdex/internal/emulator/helpdesk"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// TestRequests compares what is sent with the recorded forms in testdata, each of which names its
// source.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "contact_fields.link=36", "contact_fields.orders=38/DoubleValue")
	w.system.ContactFields(
		emulator.Field{ID: 36, Title: "Odkaz", Member: "TextBoxValue"}, emulator.Field{ID: 38, Title: "Objednávky", Member: "DoubleValue"},
	)
	w.sends("company_new.txtar", func() {
		w.write(companies(connector.Change{Key: "ea045f14", Company: bombardino()}))
	})
	batch := contacts(connector.Change{Key: "aa9e70", Contact: cmelak()})
	batch.Companies = map[int64]connector.Change{7: {Key: "ea045f14", Memory: w.memories["ea045f14"]}}
	batch.Fields = []ringdex.Field{
		{ID: 1, Kind: ringdex.KindContact, Key: "link", Title: "Link", Type: ringdex.TypeText},
		{ID: 2, Kind: ringdex.KindContact, Key: "orders", Title: "Orders", Type: ringdex.TypeInteger},
	}
	w.sends("contact_new.txtar", func() { w.write(batch) })

	c := batch.Changes[0].Contact
	c.LastName, c.DefaultCompany, c.Phones, c.Custom = "", 0, []phone.Number{number("777 123 456")}, map[int64]string{2: "1"}
	w.sends("contact_changed.txtar", func() { w.write(batch) })
	batch.Changes[0].Contact, batch.Changes[0].OnGone = nil, connector.DeleteGone
	w.sends("contact_deleted.txtar", func() { w.write(batch) })
}

// sends compares what do sends with a file.
func (w *world) sends(name string, do func()) {
	w.Helper()
	w.Calls()
	do()
	w.Golden(name)
}

func bombardino() *ringdex.Company {
	return &ringdex.Company{
		Name: "Bombardino s.r.o.", Web: "https://bombardino.example", City: "Praha", Country: "CZE", Emails: []string{"info@bombardino.example"},
		EmailDomains: []string{"bombardino.example"}, Phones: []phone.Number{number("222 333 444")},
	}
}

// cmelak is the contact of the vendor's sample.
func cmelak() *ringdex.Contact {
	return &ringdex.Contact{
		FirstName: "František", LastName: "Čmelák", Emails: []string{"cmelak@mailinator.com"}, Phones: []phone.Number{number("603 303 963")},
		DefaultCompany: 7, Companies: []int64{7}, Custom: map[int64]string{1: "https://yoursystem.com/contact/aa9e70", 2: "0"},
	}
}
