package sheet

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

// A file that comes again has the same keys, however its numbers are written and whatever else has changed; equal
// rows are told apart; and a file that has ids later leads to the contacts it made without.
func TestKeys(t *testing.T) {
	t.Parallel()
	const old = "Jméno;Příjmení;E-mail;Telefon\nJan;Novák;jan@x.cz;603303963\nJan;Novák;jan@x.cz;603303963\nEva;Malá;;777 123 456\n"
	const next = "ID;Telefon;Jméno;Příjmení;E-mail;Poznámka\nK-1;+420 604 000 111;JAN;Novák;Jan@x.cz;x\nK-2;;Jan;Novák;jan@x.cz;\n;+420777123456;Eva;Malá;;y\n"
	before, after := records(t, old, Options{}), records(t, next, Options{})
	if before[0].Key.ExternalID == before[1].Key.ExternalID {
		t.Error("two equal rows have one key")
	}
	for i := range 2 {
		if after[i].Key.Former != before[i].Key.ExternalID || after[i].Key.ExternalID != []string{"K-1", "K-2"}[i] {
			t.Errorf("row %d: %+v does not lead to %+v", i, after[i].Key, before[i].Key)
		}
	}
	if before[2].Key != after[2].Key {
		t.Errorf("without an e-mail, the number in another form gives %+v instead of %+v", after[2].Key, before[2].Key)
	}
	names := records(t, "Uživatelské jméno;Jméno\njan;Jan\nJan;Eva\n", Options{})
	if names[0].Key.ExternalID == names[1].Key.ExternalID {
		t.Error("a user name that comes twice updates the first row instead of being refused")
	}
}

// Seed 002: e-mail and user name are required; a user name is the e-mail or jmeno.prijmeni.
func TestHelpdeskRules(t *testing.T) {
	t.Parallel()
	const file = "Jméno;Příjmení;E-mail;Uživatelské jméno\nJan;Novák;xx@yy.cz;\nJan;Novák;xx@yy.cz;\nJiří;Říha;;\nJiří;Říha;;\n"
	var got []string
	for _, rec := range records(t, file, Options{Rules: Rules{MakeUserNames: true}}) {
		got = append(got, (&draft{Record: &rec}).text("userName"))
	}
	if diff := cmp.Diff([]string{"xx@yy.cz", "xx2@yy.cz", "jiri.riha", "jiri.riha2"}, got); diff != "" {
		t.Errorf("made names (-want +got):\n%s", diff)
	}
	got = nil
	for _, rec := range records(t, file, Options{Rules: Rules{Helpdesk: true}}) {
		for _, p := range rec.Problems {
			got = append(got, p.Field)
		}
	}
	want := []string{"Uživatelské jméno", "Uživatelské jméno", "Uživatelské jméno", "E-mail", "Uživatelské jméno", "E-mail"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	for _, header := range []string{"Jméno;Uživatelské jméno\n", "Jméno;E-mail\n"} {
		if _, err := open(t, header, Options{Rules: Rules{Helpdesk: true}}); err == nil {
			t.Errorf("%q was taken under the helpdesk's rules", header)
		}
	}
}

func TestClearEmpty(t *testing.T) {
	t.Parallel()
	rec := records(t, "Jméno;Telefon;Mobil;Role;ID\nJan;;;;A\n", Options{ClearEmpty: true})[0]
	var removed []string
	for _, op := range rec.Ops {
		if op.Verb == ringdex.Remove {
			removed = append(removed, op.Field)
		}
	}
	want := []string{"phones", "role.end-user", "role.smart-user", "role.operator", "role.super-operator", "role.administrator"}
	if diff := cmp.Diff(want, removed); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
