package storetest

import (
	"errors"
	"testing"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

var prunes = suite{
	"what is old goes, bit by bit":         prune,
	"what is old goes in its organization": pruneApart,
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
