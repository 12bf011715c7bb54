package storetest

import (
	"errors"
	"testing"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

var prunes = suite{
	"what is old goes, bit by bit":          prune,
	"what is old goes in its organization":  pruneApart,
	"old runs become figures of their days": foldRuns,
}

// aged fills an organization with rows of two ages: before and after the moment 1000.
func (f *fixture) aged(each int) (horizon ringdex.Horizon, young ringdex.ID) {
	f.t.Helper()
	old, young := ringdex.NewID(at(500)), ringdex.NewID(at(1000))
	for i := range each {
		f.deliver(delivery(f, old, 500+i), delivery(f, old, 1000+i))
		f.update(func(w ringdex.Writer) error {
			return errors.Join(w.AddRefusals(old, 0, []ringdex.Refusal{refusal(i)}), w.AddRefusals(young, 0, []ringdex.Refusal{refusal(i)}),
				jobs.In(w).Enqueue([]ringdex.Job{newJob("", 0), newJob("", 0), newJob("", 5000)}))
		})
		var results []ringdex.JobResult
		for n, j := range f.claim("n", 2000, 2) {
			results = append(results, ended(j, ringdex.JobDead, 500+500*n+i, "no"))
		}
		f.settle("n", results...)
	}
	return ringdex.Horizon{Refusals: at(1000), Deliveries: at(1000), DeadJobs: at(1000)}, young
}

func (f *fixture) prune(h ringdex.Horizon, limit int) (n int64) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) (err error) {
		n, err = w.Prune(h, limit)
		return err
	})
	return n
}

func prune(t *testing.T, f *fixture) {
	h, young := f.aged(5)
	wantEqual(t, "without a horizon", f.prune(ringdex.Horizon{}, 100), 0)
	wantEqual(t, "deliveries only", f.prune(ringdex.Horizon{Deliveries: h.Deliveries}, 1), 1)
	for _, want := range []int64{6, 6, 2, 0} {
		wantEqual(t, "pruned", f.prune(h, 2), want)
	}
	for _, d := range f.deliveries(ringdex.DeliveryFilter{}) {
		if d.At.Before(h.Deliveries) {
			t.Errorf("a delivery of %v is there", d.At)
		}
	}
	wantEqual(t, "deliveries left", len(f.deliveries(ringdex.DeliveryFilter{})), 5)
	wantEqual(t, "dead jobs left", len(f.jobs(ringdex.JobFilter{State: ringdex.JobDead})), 5)
	wantEqual(t, "jobs left", len(f.jobs(ringdex.JobFilter{})), 10)
	f.view(func(r ringdex.Reader) error {
		left, err := r.Refusals(young, ringdex.Page{Limit: 100})
		wantEqual(t, "refusals left", len(left), 5)
		return err
	})
}

func pruneApart(t *testing.T, f *fixture) {
	other := f.in(f.addOrganization("other"))
	h, _ := f.aged(2)
	before := f.state()
	other.aged(2)
	wantEqual(t, "pruned elsewhere", other.prune(h, 100), 6)
	wantEqual(t, "an organization beside one that prunes", f.state(), before)
}

// oldRun is an ended run of the helpdesk's source.
func oldRun(at time.Time, calls int64, counts ringdex.Counts) ringdex.Run {
	return ringdex.Run{
		ID: ringdex.NewID(at), Source: "helpdesk", Kind: ringdex.KindContact, Door: "helpdesk", Actor: "jana", State: ringdex.RunFinished,
		Started: at, Active: at, Finished: at, Calls: calls, Counts: counts,
	}
}

func foldRuns(t *testing.T, f *fixture) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	next := day.AddDate(0, 0, 1)
	first := oldRun(day, 2, ringdex.Counts{Read: 6, Created: 1, Updated: 2, Unchanged: 3})
	last := oldRun(next.Add(-time.Millisecond), 3, ringdex.Counts{Read: 3, Created: 1, Refused: 2, Deleted: 4})
	file := oldRun(day.Add(time.Hour), 0, ringdex.Counts{Read: 1, Created: 1})
	file.Source, file.Door = "erp", "import"
	open := oldRun(day.Add(2*time.Hour), 1, ringdex.Counts{})
	open.State, open.Finished = ringdex.RunRunning, time.Time{}
	young := oldRun(next, 1, ringdex.Counts{Read: 1, Updated: 1})
	put := func(runs ...ringdex.Run) {
		f.update(func(w ringdex.Writer) error {
			for _, run := range runs {
				if err := w.PutRun(run); err != nil {
					return err
				}
			}
			return nil
		})
	}
	put(first, file, open, young)
	h := ringdex.Horizon{Runs: next}
	wantEqual(t, "folded", []int64{f.prune(h, 1), f.prune(h, 1), f.prune(h, 1)}, []int64{1, 1, 0})
	put(last) // it was reopened, say
	wantEqual(t, "folded later", []int64{f.prune(h, 100), f.prune(h, 100)}, []int64{1, 0})

	calls := first.Daily()
	calls.Runs, calls.Calls, calls.Counts = 2, 5, ringdex.Counts{Read: 9, Created: 2, Updated: 2, Unchanged: 3, Refused: 2, Deleted: 4}
	f.view(func(r ringdex.Reader) error {
		left, err := r.Runs(ringdex.Page{Limit: 10})
		byID := map[ringdex.ID]ringdex.Run{}
		for _, run := range left {
			byID[run.ID] = run
		}
		wantEqual(t, "runs left", byID, map[ringdex.ID]ringdex.Run{calls.ID: calls, file.Daily().ID: file.Daily(), open.ID: open, young.ID: young})
		ended, _, failed := r.EndedRuns(0, 10)
		wantEqual(t, "ended runs", ended, []ringdex.Run{young})
		return errors.Join(err, failed)
	})
}
