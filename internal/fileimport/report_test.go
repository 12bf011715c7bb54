package fileimport

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ringdex/internal/mapping"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// A report is data: what a dry run would do, what was refused and by which keys, why columns are
// left out.
func TestReport(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	rows, err := Open(strings.NewReader("Příjmení;Telefon;Firma;Barva\nNovák;603303963;;\nMalá;1;Alfa;x\n\n;;;\nŘíha;4,2E+11;;\n"), table.Layout{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	im, err := New(d.store, d.intake(), phone.Regions{"CZ"}).Prepare(t.Context(), rows, Options{
		Organization: ringdex.Organization{ID: d.org}, Name: "f.csv", Kind: ringdex.KindContact, Source: "file", DryRun: true,
		Authority: ringdex.Authority{Rank: ringdex.Administrator},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = im.Close() }()
	r := im.Run(t.Context())
	if want := (ringdex.Counts{Read: 3, Created: 1, Refused: 2}); r.Run.Counts != want || r.Err != nil {
		t.Errorf("%+v, %v, want %+v", r.Run.Counts, r.Err, want)
	}
	if r.Figures.EmptyRows != 2 || r.Layout.Delimiter != ';' || !r.DryRun || r.Name != "f.csv" {
		t.Errorf("%d empty rows, %+v", r.Figures.EmptyRows, r)
	}
	if len(r.Changes) != 1 || r.Changes[0].Line != 2 || r.Changes[0].Action != ringdex.Created || r.Changes[0].Name != "Novák" {
		t.Errorf("changes %+v", r.Changes)
	}
	if diff := gocmp.Diff([]string{ringdex.UnknownCompany, "cell.cut"}, r.Keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if len(r.Refused) != 2 || r.Refused[0].Line != 3 || r.Refused[0].Problems[0].Field != "Firma" || r.Refused[1].Line != 6 {
		t.Errorf("refused %+v", r.Refused)
	}
	if last := r.Columns[3]; last.Field != "" || last.LeftOut.Key != mapping.KeyNotKnown {
		t.Errorf("the last column %+v", last)
	}
}

func TestOptionsRefused(t *testing.T) {
	t.Parallel()
	for key, test := range map[string]struct {
		header string
		opt    Options
	}{
		KeyReplaceCompanies:  {"Název\n", Options{Kind: ringdex.KindCompany, Replace: true}},
		KeyGuardOfReplace:    {"Příjmení\n", Options{MaxDelete: "10%"}},
		ringdex.KeyMaxDelete: {"Příjmení\n", Options{Replace: true, MaxDelete: "10%%"}},
		KeyNoEmails:          {"Jméno;Uživatelské jméno\n", Options{Rules: Rules{Helpdesk: true}}},
		KeyNoUserNames:       {"Jméno;E-mail\n", Options{Rules: Rules{Helpdesk: true}}},
		mapping.KeyNoneKnown: {"A;B\n", Options{}},
		"column.missing":     {"Jméno\n", Options{Assigned: []mapping.Assignment{{Column: "x", Field: "note"}}}},
	} {
		_, err := prepare(t, test.header, test.opt)
		if p, ok := err.(*ringdex.Error); !ok || p.Key != key || p.Code != ringdex.Invalid {
			t.Errorf("%q: %v, want %s", test.header, err, key)
		}
	}
}
