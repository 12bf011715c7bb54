package intake

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// TestRecover closes the runs that crashes have left, and no other.
func TestRecover(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deps.Node = "this"
	ended := f.replaceWith(record("1", set("lastName", "Nová")))
	if err := f.deps.Store.(jobs.Heartbeats).Beat(t.Context(), ringdex.Node{ID: "alive"}); err != nil {
		t.Fatal(err)
	}
	left := map[string]ringdex.Run{}
	for _, node := range []string{"", "dead", "alive", "this"} {
		run := f.newRun(f.order())
		run.Node, run.Counts = node, ringdex.Counts{Read: 1000, Created: 1000}
		left[node] = run
		if err := f.deps.Store.Update(t.Context(), f.order().Organization, func(w ringdex.Writer) error { return w.PutRun(run) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, f.kept(ended.ID).State, ringdex.RunFinished)
	for node, run := range left {
		got := f.kept(run.ID)
		wantEqual(t, got.Counts, run.Counts)
		switch {
		case slices.Contains([]string{"alive", "this"}, node):
			wantEqual(t, got, run)
		case got.State != ringdex.RunStopped || got.Error.IsZero() || got.Finished.IsZero():
			t.Errorf("the run of the node %q is %+v", node, got)
		}
	}
}

// TestCallsAreARunAnHour: of an actor, door, kind and source. What neither changes nor refuses
// anything is in none.
func TestCallsAreARunAnHour(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.now.Store(time.Date(2026, 3, 1, 12, 10, 0, 0, time.UTC).UnixMilli())
	nova := record("1", set("lastName", "Nová"))
	first := f.call(nova).Run
	f.call(nova)
	f.wait(40 * time.Minute)
	f.call(record("2", set("email", "?")), record("3", set("lastName", "Malá")))
	f.call(record("4", set("email", "?")))
	g := *f
	g.actor = "eva"
	if other := g.call(record("5", set("lastName", "Velká"))).Run; other.ID == first.ID {
		t.Error("the call of another actor is in the same run")
	}
	run := f.kept(first.ID)
	wantEqual(t, run.Counts, ringdex.Counts{Read: 4, Created: 2, Refused: 2})
	wantEqual(t, run.Calls, 3)
	wantEqual(t, f.Recover(t.Context()), nil)
	wantEqual(t, f.kept(first.ID), run)
	f.wait(10 * time.Minute)
	if next := f.call(record("6", set("lastName", "Další"))).Run; next.ID == first.ID {
		t.Error("a call of the next hour is in the same run")
	}
	wantEqual(t, f.Recover(t.Context()), nil)
	run.State, run.Finished = ringdex.RunFinished, time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC)
	wantEqual(t, f.kept(first.ID), run)
}

// TestRecoverSeesAnEnd: a run that ends by itself while it is about to be closed keeps its own end.
func TestRecoverSeesAnEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	run := f.newRun(f.order())
	put := func(state ringdex.RunState) {
		t.Helper()
		run.State = state
		if err := f.deps.Store.Update(t.Context(), f.order().Organization, func(w ringdex.Writer) error { return w.PutRun(run) }); err != nil {
			t.Fatal(err)
		}
	}
	put(ringdex.RunRunning)
	g := f.between(func() { put(ringdex.RunFinished) })
	if err := g.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, f.kept(run.ID).State, ringdex.RunFinished)
}

// TestRunGoesOn: a run that others give up too early opens itself again, and ends as it would have.
func TestRunGoesOn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deps.Node = "silent"
	others := New(f.deps)
	others.deps.Node = "others"
	const total = 2*batchSize + 1
	told := 0
	var found []ringdex.RunState
	run, err := f.Stream(t.Context(), f.order(), rows(total), func(*ringdex.Outcome) error {
		if told++; told%batchSize != 1 { // the first of each batch
			return nil
		}
		err := f.deps.Store.View(t.Context(), f.order().Organization, func(r ringdex.Reader) error {
			runs, err := r.Runs(ringdex.Page{Limit: 1})
			found = append(found, runs[0].State)
			return err
		})
		return errors.Join(err, others.Recover(t.Context()))
	})
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, found, []ringdex.RunState{ringdex.RunRunning, ringdex.RunRunning, ringdex.RunFinished})
	wantEqual(t, run.State, ringdex.RunFinished)
	wantEqual(t, f.kept(run.ID), run)
	wantEqual(t, run.Counts, ringdex.Counts{Read: total, Created: total - total/10, Refused: total / 10})
}

// TestRecoverTellsEnds: a run whose end the store could not be told of, because it was out of
// reach, ends as it did.
func TestRecoverTellsEnds(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deps.Node = "this"
	out := &outOfReach{Store: f.deps.Store}
	in := New(f.deps)
	in.deps.Store = out
	told := 0
	run, err := in.Stream(t.Context(), f.order(), rows(2*batchSize), func(*ringdex.Outcome) error {
		if told++; told == batchSize {
			out.down.Store(true)
		}
		return nil
	})
	if ringdex.CodeOf(err) != ringdex.Unavailable {
		t.Fatalf("got %v", err)
	}
	wantEqual(t, f.kept(run.ID).State, ringdex.RunRunning)
	if err := in.Recover(t.Context()); ringdex.CodeOf(err) != ringdex.Unavailable {
		t.Fatalf("got %v", err)
	}
	out.down.Store(false)
	if err := in.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, run.State, ringdex.RunStopped)
	wantEqual(t, f.kept(run.ID), run)
	wantEqual(t, run.Counts.Read, batchSize)
}

// outOfReach is a store that cannot be written to at times.
type outOfReach struct {
	ringdex.Store
	down atomic.Bool
}

func (o *outOfReach) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	if o.down.Load() {
		return ringdex.Errorf(ringdex.Unavailable, "out of reach")
	}
	return o.Store.Update(ctx, org, fn)
}
