package helpdesk_test

import (
	"os"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/emulator/fault"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func TestMain(m *testing.M) { os.Exit(dialecttest.Main(m)) }

// TestAnotherRingdex writes into a ringdex, which serves the same wire: what is written there is
// equal, also after a lost answer, and what is equal changes nothing there.
func TestAnotherRingdex(t *testing.T) {
	t.Parallel()
	there := dialecttest.NewWorld(t, nil)
	there.Settle(there.Org, &dialecttest.Seed{Fields: []ringdex.Field{
		{ID: 36, Kind: ringdex.KindContact, Key: "stufe", Title: "Stufe", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 901, Title: "Gold"}, {ID: 902, Title: "Silber"}}},
	}})
	w := connect(t, &connectortest.Clock{}, fault.Handler(there.Handler, onCall(2, importContacts, fault.Cut)), "password="+there.Names.Keys["write"], "contact_fields.level=36", "contact_paths=Email,FirstName,LastName,Language,Phones,DefaultCustomer,Department")
	if err := w.connector.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	firms := companies(connector.Change{Key: "C-1", Company: bombardino()})
	w.check(w.write(firms), ringdex.Created)
	batch := contacts(append(people(98), connector.Change{Key: "K-x", Contact: cmelak()})...)
	batch.Fields = []ringdex.Field{{ID: 1, Kind: ringdex.KindContact, Key: "level", Title: "Level", Type: ringdex.TypeText}}
	batch.Changes[98].Contact.Custom, batch.Changes[98].Contact.Department = map[int64]string{1: "gold"}, "Nákup"
	batch.Companies = map[int64]connector.Change{7: {Key: "C-1", Memory: w.memories["C-1"]}}
	if _, err := w.try(batch); err == nil {
		t.Fatal("the lost answer is no error")
	}
	for i := range batch.Changes {
		batch.Changes[i].Unsure = true
	}
	if got := actions(w.write(batch)); got[ringdex.Created] != 99 {
		t.Errorf("actions are %v, want 99 created", got)
	}
	w.equal(ringdex.KindCompany, &firms)
	w.equal(ringdex.KindContact, &batch)

	head := headOf(there)
	for i := range batch.Changes {
		batch.Changes[i].Unsure = false
	}
	if got := actions(w.write(batch)); got[ringdex.Unchanged] != 99 || headOf(there) != head {
		t.Errorf("actions are %v, want 99 unchanged; the journal there went from %d to %d", got, head, headOf(there))
	}
	c := batch.Changes[98].Contact
	c.Phones, c.LastName, c.DefaultCompany, c.Custom = []phone.Number{number("777 123 456")}, "", 0, map[int64]string{1: "Silber"}
	if got := actions(w.write(batch)); got[ringdex.Updated] != 1 || headOf(there) != head+1 {
		t.Errorf("actions are %v, want one updated; the journal there went from %d to %d", got, head, headOf(there))
	}
	w.equal(ringdex.KindContact, &batch)
}

// headOf returns the last number of the journal.
func headOf(there *dialecttest.World) (seq int64) {
	there.View(there.Org, func(r ringdex.Reader) error {
		seq = r.Head().Changes
		return nil
	})
	return seq
}
