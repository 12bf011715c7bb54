package helpdesk_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	emulator "ringdex/internal/emulator/helpdesk"
	"ringdex/internal/ringdex"
)

// A helpdesk has records before the first push: with our key from an earlier integration, or
// without any. They are not doubled, and their own values stay.
func TestExistingContacts(t *testing.T) {
	t.Parallel()
	for name, others := range map[string]int{"a small helpdesk": 0, "one that is too large to be read": 4001} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, emulator.Options{})
			for i := range others {
				w.system.AddContact(map[string]any{"UserName": fmt.Sprintf("other%d", i)})
			}
			known := w.system.AddContact(map[string]any{"UserName": "eva0@example.cz", "Phones": []any{"+420603000000"}})
			w.system.SetExternalID(known, "K-0")
			free := w.system.AddContact(map[string]any{"UserName": "EVA1@example.cz", "SkypeName": "eva", "Phones": []any{"+420111222333"}})
			staff := w.system.AddContact(map[string]any{"UserName": "eva2@example.cz", "RoleOperator": true})

			results := w.write(contacts(people(4)...))
			w.check(results, ringdex.Created, ringdex.Created, ringdex.Refused, ringdex.Created)
			if want := "the user name eva2@example.cz belongs to another user of the helpdesk, " + staff; text(results[2].Problem) != want {
				t.Errorf("the reason is %q, want %q", text(results[2].Problem), want)
			}
			all := w.system.Contacts()[others:]
			if len(all) != 4 {
				t.Fatalf("the helpdesk has %d contacts, want 4", len(all))
			}
			if got := all[0].Values; got["FirstName"] != "Eva" || !cmp.Equal(got["Phones"], []any{"+420603000000"}) {
				t.Errorf("the contact with our key is %v", got)
			}
			got := all[1]
			if got.ID != free || got.ExternalID != "K-1" || got.Values["SkypeName"] != "eva" || !cmp.Equal(got.Values["Phones"], []any{"+420111222333", "+420603000001"}) {
				t.Errorf("the contact that was taken over is %+v", got)
			}
			w.system.Reset()
			if got := actions(w.write(contacts(people(2)...))); got[ringdex.Unchanged] != 2 || len(w.system.Stats().Calls) != 0 {
				t.Errorf("the next time actions are %v, calls %v", got, w.system.Stats().Calls)
			}
		})
	}
}

// A contact that somebody has made there since the census is taken over, too.
func TestContactMadeMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	w.write(contacts(people(1)...))
	free := w.system.AddContact(map[string]any{"UserName": "eva1@example.cz", "Phones": []any{"+420603000001"}})
	w.check(w.write(contacts(people(2)...)), ringdex.Unchanged, ringdex.Created)
	all := w.system.Contacts()
	if len(all) != 2 || all[1].ID != free || all[1].ExternalID != "K-1" || !cmp.Equal(all[1].Values["Phones"], []any{"+420603000001"}) {
		t.Errorf("the contacts are %v", all)
	}
}

func TestNoAdoption(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "adopt=false")
	w.system.AddContact(map[string]any{"UserName": "eva0@example.cz"})
	w.check(w.write(contacts(people(2)...)), ringdex.Refused, ringdex.Created)
}

// Several people share an e-mail; a user name is unique (seed 002).
func TestSharedEmail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	results := w.write(contacts(connector.Change{Key: "K-1", Contact: jan()}, connector.Change{Key: "K-2", Contact: jan()}))
	w.check(results, ringdex.Created, ringdex.Created)
	all := w.system.Contacts()
	if all[0].Values["UserName"] != "jan@example.cz" || all[1].Values["UserName"] != "K-2" || all[1].Values["Email"] != "jan@example.cz" {
		t.Errorf("the contacts are %v", all)
	}
	if want := "the user name jan@example.cz belongs to another user of the helpdesk, " + all[0].ID; text(results[1].Note) != want {
		t.Errorf("the note is %q, want %q", text(results[1].Note), want)
	}
	again := w.write(contacts(connector.Change{Key: "K-1", Contact: jan()}, connector.Change{Key: "K-2", Contact: jan()}))
	w.check(again, ringdex.Unchanged, ringdex.Unchanged)
}

func TestExistingCompanies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{})
	free := w.system.AddCompany(map[string]any{"Name": "Firma", "Web": "firma.example", "Emails": []any{"info@firma.example"}})
	w.system.AddCompany(map[string]any{"Name": "Dvojník"})
	w.system.AddCompany(map[string]any{"Name": "Dvojník"})
	results := w.write(companies(
		connector.Change{Key: "C-1", Company: &ringdex.Company{Name: "Firma", Emails: []string{"info@firma.example"}}},
		connector.Change{Key: "C-2", Company: &ringdex.Company{Name: "Dvojník"}},
	))
	w.check(results, ringdex.Created, ringdex.Created)
	all := w.system.Companies()
	if len(all) != 4 || all[0].ID != free || all[0].ExternalID != "C-1" || all[3].ExternalID != "C-2" {
		t.Fatalf("the companies are %v", all)
	}
	if got := all[0].Values; got["Web"] != "firma.example" || !cmp.Equal(got["Emails"], []any{"info@firma.example"}) {
		t.Errorf("the company that was taken over is %v", got)
	}
}
