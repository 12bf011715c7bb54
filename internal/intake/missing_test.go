package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

// missing marks what a reading of the source crm that had these ids lacks.
func (f *fixture) missing(kind ringdex.Kind, accept bool, had ...string) (int, error) {
	f.t.Helper()
	return f.MarkMissing(f.t.Context(), Missing{
		Organization: f.org, Source: f.order().Source, Kind: kind, Actor: "sync", Accept: accept,
		Has: func(x string) bool { return strings.Contains(" "+strings.Join(had, " ")+" ", " "+x+" ") },
	})
}

func (f *fixture) wantMissing(kind ringdex.Kind, want int, had ...string) {
	f.t.Helper()
	if n, err := f.missing(kind, false, had...); err != nil || n != want {
		f.t.Errorf("%d were marked, want %d: %v", n, want, err)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	names := func(x string) Record { return record(x, set("lastName", "Name "+x)) }
	f.call(names("1"), names("2"), names("3"))
	f.foreign(names("2"), names("9"))
	f.wait(time.Hour)
	at := f.clock().Format(time.RFC3339)
	f.wantMissing(ringdex.KindContact, 1, "1", "3")
	if diff := cmp.Diff(map[string]string{f.order().Source: at}, f.contact("2").MissingSince); diff != "" {
		t.Errorf("marks of the missing one (-want +got):\n%s", diff)
	}
	f.wait(time.Hour)
	f.wantMissing(ringdex.KindContact, 0, "1", "3") // it keeps its first time
	f.wantMissing(ringdex.KindContact, 1, "3")
	if got := f.contact("2").MissingSince[f.order().Source]; got != at {
		t.Errorf("missing since %s, want %s", got, at)
	}
	report := f.call(names("1"), names("2"), names("3"))
	f.wantActions(report, ringdex.Updated, ringdex.Updated, ringdex.Unchanged)
	for _, x := range []string{"1", "2", "3"} {
		if since := f.contact(x).MissingSince; len(since) > 0 {
			t.Errorf("%s is back, and missing since %v", x, since)
		}
	}
}

func TestMissingCompanies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	report := f.run(f.companies(), record("A", set("name", "Alfa")), record("B", set("name", "Beta")))
	f.wantMissing(ringdex.KindCompany, 1, "A")
	if c := f.company(report.Outcomes[1].Ref.Company); c.MissingSince[f.companies().Source] == "" {
		t.Error("the company is not marked")
	}
	f.wantActions(f.run(f.companies(), record("B", set("name", "Beta"))), ringdex.Updated)
	f.wantMissing(ringdex.KindCompany, 0, "A", "B")
}

// A reading without most records is a broken one: nothing is marked until a person accepts it.
func TestMissingIsGuarded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	records := make([]Record, 0, missingFloor+1)
	for i := range missingFloor + 1 {
		records = append(records, record(fmt.Sprint("x", i), set("lastName", fmt.Sprint("Name ", i))))
	}
	for len(records) > 0 {
		n := min(100, len(records))
		f.call(records[:n]...)
		records = records[n:]
	}
	n, err := f.missing(ringdex.KindContact, false, "none")
	if ringdex.CodeOf(err) != ringdex.Conflict || n != 0 {
		t.Errorf("%d were marked: %v", n, err)
	}
	f.wantMissing(ringdex.KindContact, missingFloor, "x0")
	if n, err := f.missing(ringdex.KindContact, true, "none"); err != nil || n != 1 {
		t.Errorf("accepted: %d were marked: %v", n, err)
	}
	f.putSource(ringdex.Source{Key: f.order().Source, MaxDelete: "0"})
	f.call(record("new", set("lastName", "New")))
	if _, err := f.missing(ringdex.KindContact, false, "none"); ringdex.CodeOf(err) != ringdex.Conflict {
		t.Errorf("the source allows none: %v", err)
	}
}
