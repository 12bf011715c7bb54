package syncer

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"ringdex/internal/connector/call"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

func TestUnsure(t *testing.T) {
	t.Parallel()
	companies := make([]int64, 5000)
	for _, c := range []struct {
		args     records
		attempts int // before this one
		want     int
	}{
		{records{Companies: companies}, 0, 0},
		{records{Companies: companies}, 1, 2 * portion}, // it ended with its node
		{records{Companies: companies[:700]}, 1, 700},
		{records{Companies: companies, First: 100, Tried: 3}, 3, 100}, // it ended by itself
		{records{Companies: companies, First: 100, Tried: 3}, 4, 2 * portion},
		{records{Companies: companies, Unsure: true}, 0, 5000}, // of an older program
	} {
		if got := c.args.unsure(c.attempts); got != c.want {
			t.Errorf("of %d records %d are unsure after %d attempts, want %d", c.args.count(), got, c.attempts, c.want)
		}
		if again := c.args.again(c.attempts); again.unsure(0) != c.want {
			t.Errorf("a new job has %d unsure records, want %d", again.unsure(0), c.want)
		}
	}
}

// A job that fails in the middle leaves what is left: the records of the failed call, unsure, and
// those behind them. A batch that fails again and again is halved.
func TestWhatIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const all, limit = 2300, 500
	w.many(all)
	w.remote.limit = limit
	w.remote.fail = append(make([]error, 3), slices.Repeat([]error{&call.Error{Status: http.StatusBadGateway}}, patientFor+1)...)
	c := w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	if _, err := w.send(); err == nil {
		t.Fatal("the call did not fail")
	}
	w.view(func(r ringdex.Reader) error {
		list, err := jobs.Of(r).Jobs(ringdex.JobFilter{Kind: JobPush, Group: c.ID.String()}, ringdex.Page{Limit: 9})
		var args records
		if err != nil || len(list) != 1 || json.Unmarshal(list[0].Args, &args) != nil {
			t.Fatalf("jobs %+v, %v", list, err)
		}
		if args.count() != all-3*limit || args.First != limit || args.Size >= limit/2 || args.unsure(list[0].Attempts) != limit {
			t.Errorf("%d records are left, of which %d are unsure, in batches of %d", args.count(), args.First, args.Size)
		}
		return nil
	})
	if state := w.mustSend(); state.Sent != all || len(w.remote.has) != all {
		t.Errorf("the state is %+v", state)
	}
	times := map[string]int{}
	for _, names := range w.remote.calls {
		for _, name := range names {
			times[name]++
		}
	}
	for name, n := range times {
		if n > 1 {
			t.Errorf("%s was sent %d times", name, n)
		}
	}
}

// many imports contacts of the CRM in one call.
func (w *world) many(n int) {
	w.t.Helper()
	var records []intake.Record
	for i := range n {
		records = append(records, recordOf(fmt.Sprintf("K-%d", i), "lastName", fmt.Sprintf("N%d", i)))
	}
	order := intake.Order{Organization: w.org, Source: "crm", Kind: ringdex.KindContact, Door: "test", Actor: "jana"}
	if result, err := w.intake.Call(w.t.Context(), order, records); err != nil || result.Run.Counts.Created != int64(n) {
		w.t.Fatal(err, result.Run.Counts)
	}
}
