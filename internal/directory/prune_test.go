package directory

import (
	"errors"
	"os"
	"testing"
	"time"

	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

// TestPrune: of rows around the days on which they are to go, the older ones go, however many there
// are.
func TestPrune(t *testing.T) {
	t.Parallel()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC)
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	old, young, hook := ringdex.NewID(ago(91)), ringdex.NewID(ago(89)), ringdex.NewID(now)
	const many = 2*pruneAtOnce + 1
	var refusals []ringdex.Refusal
	for i := range many {
		refusals = append(refusals, ringdex.Refusal{At: ringdex.Position{Index: i}})
	}
	if err := st.Update(t.Context(), o.ID, func(w ringdex.Writer) error {
		return errors.Join(w.PutRun(ringdex.Run{ID: old}), w.AddRefusals(old, 0, refusals), w.AddRefusals(young, 0, refusals[:1]))
	}); err != nil {
		t.Fatal(err)
	}
	if err := st.AddDeliveries(t.Context(), o.ID, []ringdex.Delivery{
		{ID: old, Webhook: hook, At: ago(31)}, {ID: young, Webhook: hook, At: ago(29)},
	}); err != nil {
		t.Fatal(err)
	}
	d := New(st, func() time.Time { return now })
	for _, want := range []int64{many + 1, 0} {
		if n, err := d.Prune(t.Context(), o.ID, Keep{Runs: 400 * 24 * time.Hour}); n != want || err != nil {
			t.Errorf("pruned %d, %v, want %d", n, err, want)
		}
	}
	if err := st.View(t.Context(), o.ID, func(r ringdex.Reader) error {
		gone, err := r.Refusals(old, ringdex.Page{Limit: 10})
		stay, err2 := r.Refusals(young, ringdex.Page{Limit: 10})
		told, err3 := outbound.LogOf(r).Deliveries(ringdex.DeliveryFilter{Webhook: hook}, ringdex.Page{Limit: 10})
		_, err4 := r.Run(old)
		if len(gone) != 0 || len(stay) != 1 || len(told) != 1 || told[0].ID != young {
			t.Errorf("left are %d and %d refusals, and the deliveries %+v", len(gone), len(stay), told)
		}
		return errors.Join(err, err2, err3, err4)
	}); err != nil {
		t.Fatal(err)
	}
}

// TestPruneFoldsRuns: the day on which a run's time is over is folded when it is over as a whole,
// and refused records go with their runs.
func TestPruneFoldsRuns(t *testing.T) {
	t.Parallel()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 7, 20, 3, 0, 0, 0, time.UTC)
	run := func(at time.Time) ringdex.Run {
		return ringdex.Run{ID: ringdex.NewID(at), State: ringdex.RunFinished, Started: at, Counts: ringdex.Counts{Read: 1, Refused: 1}}
	}
	old, young := run(now.AddDate(0, 0, -11)), run(time.Date(2026, 7, 10, 0, 0, 0, 0, time.UTC))
	refused := []ringdex.Refusal{{Key: "1"}}
	if err := st.Update(t.Context(), o.ID, func(w ringdex.Writer) error {
		return errors.Join(w.PutRun(old), w.PutRun(young), w.AddRefusals(old.ID, 0, refused), w.AddRefusals(young.ID, 0, refused))
	}); err != nil {
		t.Fatal(err)
	}
	d := New(st, func() time.Time { return now })
	for _, test := range []struct {
		keep time.Duration
		want int64
	}{{0, 0}, {12 * 24 * time.Hour, 0}, {10 * 24 * time.Hour, 2}, {10 * 24 * time.Hour, 0}} {
		if n, err := d.Prune(t.Context(), o.ID, Keep{Runs: test.keep}); n != test.want || err != nil {
			t.Errorf("with %v, pruned %d, %v, want %d", test.keep, n, err, test.want)
		}
	}
	runs, err := d.Runs(t.Context(), o.ID, ringdex.Page{Limit: 10})
	if err != nil || len(runs) != 2 || runs[0].ID != young.ID || runs[1].Runs != 1 || runs[1].Counts != old.Counts {
		t.Errorf("runs are %+v, %v, want the younger one and a day", runs, err)
	}
}
