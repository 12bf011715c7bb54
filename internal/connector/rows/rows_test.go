package rows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/rows"
	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func columns(names ...string) (all []connector.Column) {
	for _, name := range names {
		name, of, _ := strings.Cut(name, ":")
		all = append(all, connector.Column{Name: name, Type: of})
	}
	return all
}

// shown returns a record in one line.
func shown(rec intake.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:", rec.Identity.ExternalID)
	for _, op := range rec.Ops {
		if op.Verb != ringdex.Remove && op.Value != "" {
			fmt.Fprintf(&b, " %s=%v", op.Field, op.Value)
		} else if op.Field == "defaultCompany" {
			b.WriteString(" no company")
		}
	}
	if rec.Company != nil {
		fmt.Fprintf(&b, " of %s", rec.Company.ExternalID)
	}
	for _, p := range rec.Problems {
		fmt.Fprintf(&b, " !%s", p)
	}
	return b.String()
}

func TestRecord(t *testing.T) {
	t.Parallel()
	contact := rows.Options{Kind: ringdex.KindContact, Key: "name", Name: "title", Company: "account", Own: []string{"updated"}, Map: map[string]string{"number": "phones", "obrat": "custom.1"}}
	company := rows.Options{Kind: ringdex.KindCompany, Key: "name", Name: "title", Own: []string{"updated"}, Map: contact.Map}
	fields := []ringdex.Field{{ID: 1, Kind: ringdex.KindCompany, Key: "turnover", Title: "Turnover", Type: ringdex.TypeInteger}}
	for _, c := range []struct {
		why     string
		opt     rows.Options
		columns string
		cells   string
		want    string
	}{
		{"the last word is the last name", contact, "name|title|account|updated", "K-1|Jan Amos  Komenský|C-1|2024-05-06", "K-1: firstName=Jan Amos lastName=Komenský of C-1"},
		{"one word is the last name", contact, "name|title|account", "K-1|Komenský|", "K-1: lastName=Komenský no company"},
		{"a column of last names", contact, "name|title|lastname|firstname", "K-1|Ing. J. Novák|Novák|Jan", "K-1: displayName=Ing. J. Novák lastName=Novák firstName=Jan"},
		{"several values in a cell", contact, "name|title|number|e-mail", "K-1|Jan Novák|602 123 456; 222 333 444|a@x.cz, b@x.cz", "K-1: phones=602 123 456 phones=222 333 444 emails=a@x.cz emails=b@x.cz firstName=Jan lastName=Novák"},
		{"other letters", contact, "NAME|Title", "K-1|Jan Novák", "K-1: firstName=Jan lastName=Novák"},
		{"a recognised column does not take the name", company, "account|name|title|mesto|obrat", "x|C-1|Acme|Brno|5", "C-1: name=Acme city=Brno custom.1=5"},
		{"no key", contact, "name|title", "|Jan Novák", `: firstName=Jan lastName=Novák !the row has no key`},
	} {
		r, err := rows.New(columns(strings.Split(c.columns, "|")...), c.opt, fields, phone.Regions{"CZ"})
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		if got := shown(r.Record(0, strings.Split(c.cells, "|"))); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
}

func TestCustomFields(t *testing.T) {
	t.Parallel()
	opt := rows.Options{Kind: ringdex.KindContact, Key: "name", Name: "title", Custom: []string{"ICO", "dealer"}}
	table := columns("name", "title", "ico", "dealer:boolean", "x1:int", "zisk:decimal")
	r, err := rows.New(table, opt, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ico", "dealer", "x1", "zisk"}, r.LeftOut()); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	want := []ringdex.Field{
		{Kind: ringdex.KindContact, Key: "ico", Title: "ico", Type: ringdex.TypeText},
		{Kind: ringdex.KindContact, Key: "dealer", Title: "dealer", Type: ringdex.TypeCheckBox},
	}
	if diff := cmp.Diff(want, r.Wanted()); diff != "" {
		t.Errorf("wanted (-want +got):\n%s", diff)
	}
	opt.Custom = []string{rows.AllColumns}
	want[0].ID, want[1].ID = 1, 2
	if r, err = rows.New(table, opt, want, nil); err != nil || len(r.Wanted()) != 2 || r.Wanted()[0].Type != ringdex.TypeInteger {
		t.Errorf("with all columns, and two fields made: %v, %v", r.Wanted(), err)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		opt  rows.Options
		want string
	}{
		{rows.Options{Kind: ringdex.KindContact, Key: "id"}, `there is no column "id", which has the key; the columns are name, title`},
		{rows.Options{Kind: ringdex.KindContact, Key: "name", Map: map[string]string{"title": "nonsense"}}, `"nonsense"`},
		{rows.Options{Kind: ringdex.KindContact, Key: "name", Map: map[string]string{"nobody": "nonsense", "title": "web"}}, ""},
	} {
		_, err := rows.New(columns("name", "title"), c.opt, nil, nil)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %s", c.opt, err, c.want)
		}
	}
}
