package fileimport

import (
	"cmp"
	"context"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// A file that comes again has the same keys, however its numbers are written and whatever else has
// changed; equal rows are told apart; and a file that has ids later leads to the contacts it made
// without.
func TestKeys(t *testing.T) {
	t.Parallel()
	const old = "Jméno;Příjmení;E-mail;Telefon\nJan;Novák;jan@x.cz;603303963\nJan;Novák;jan@x.cz;603303963\nEva;Malá;;777 123 456\n"
	const next = "ID;Telefon;Jméno;Příjmení;E-mail;Poznámka\nK-1;+420 604 000 111;JAN;Novák;Jan@x.cz;x\nK-2;;Jan;Novák;jan@x.cz;\n;+420777123456;Eva;Malá;;y\n"
	before, after := records(t, old, Options{}), records(t, next, Options{})
	if before[0].Identity.ExternalID == before[1].Identity.ExternalID {
		t.Error("two equal rows have one key")
	}
	for i := range 2 {
		if after[i].Identity.Former != before[i].Identity.ExternalID || after[i].Identity.ExternalID != []string{"K-1", "K-2"}[i] {
			t.Errorf("row %d: %+v does not lead to %+v", i, after[i].Identity, before[i].Identity)
		}
	}
	if before[2].Identity != after[2].Identity {
		t.Errorf("without an e-mail, the number in another form gives %+v instead of %+v", after[2].Identity, before[2].Identity)
	}
	names := records(t, "Uživatelské jméno;Jméno\njan;Jan\nJan;Eva\n", Options{})
	if names[0].Identity.ExternalID == names[1].Identity.ExternalID {
		t.Error("a user name that comes twice updates the first row instead of being refused")
	}
}

// Seed 002: e-mail and user name are required; a user name is the e-mail or jmeno.prijmeni.
func TestHelpdeskRules(t *testing.T) {
	t.Parallel()
	const file = "Jméno;Příjmení;E-mail;Uživatelské jméno\nJan;Novák;xx@yy.cz;\nJan;Novák;xx@yy.cz;\nJiří;Říha;;\nJiří;Říha;;\n"
	var got []string
	for _, rec := range records(t, file, Options{Rules: Rules{MakeUserNames: true}}) {
		got = append(got, setOf(&rec, "userName"))
	}
	if diff := gocmp.Diff([]string{"xx@yy.cz", "xx2@yy.cz", "jiri.riha", "jiri.riha2"}, got); diff != "" {
		t.Errorf("made names (-want +got):\n%s", diff)
	}
	got = nil
	for _, rec := range records(t, file, Options{Rules: Rules{Helpdesk: true}}) {
		for _, p := range rec.Problems {
			got = append(got, p.Field)
		}
	}
	want := []string{"Uživatelské jméno", "Uživatelské jméno", "Uživatelské jméno", "E-mail", "Uživatelské jméno", "E-mail"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	for _, header := range []string{"Jméno;Uživatelské jméno\n", "Jméno;E-mail\n"} {
		if _, err := prepare(t, header, Options{Rules: Rules{Helpdesk: true}}); err == nil {
			t.Errorf("%q was taken under the helpdesk's rules", header)
		}
	}
}

// setOf is what a record sets a field to.
func setOf(rec *intake.Record, field string) string {
	for _, op := range rec.Ops {
		if op.Field == field && op.Verb == ringdex.Set {
			return op.Value.(string)
		}
	}
	return ""
}

// A row that says too little is refused with the reason.
func TestRowsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ file, want string }{
		{"Jméno;Telefon\nJan\n", "the row has 1 value, the header has 2"},
		{"Jméno;Telefon\nJan;1;2\n", "the row has 3 values, the header has 2"},
		{"Jméno;Poznámka\n;nic\n", "nothing identifies this contact: no name, organization, company, user name, e-mail or number"},
		{"Jméno;Ostatní\n;něco\n", "no column that is taken has a value in this row"},
	} {
		problems := records(t, test.file, Options{})[0].Problems
		if len(problems) != 1 || problems[0].Error() != test.want || problems[0].Field != "" {
			t.Errorf("%q: %v, want %q", test.file, problems, test.want)
		}
	}
}

// prepare has no store: the directory it reads has no fields.
func prepare(t *testing.T, text string, opt Options) (*Import, error) {
	t.Helper()
	rows, err := Open(strings.NewReader(text), table.Layout{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rows.Close() })
	opt.Kind = cmp.Or(opt.Kind, ringdex.KindContact)
	return New(noFields{}, nil, phone.Regions{"CZ"}).Prepare(t.Context(), rows, opt)
}

type noFields struct{ ringdex.Reader }

func (n noFields) View(_ context.Context, _ ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	return fn(n)
}

func (noFields) Documents(ringdex.DocumentKind) ([]ringdex.Document, error) { return nil, nil }

func records(t *testing.T, text string, opt Options) []intake.Record {
	t.Helper()
	im, err := prepare(t, text, opt)
	if err != nil {
		t.Fatal(err)
	}
	var all []intake.Record
	for rec, err := range im.records() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rec)
	}
	return all
}
