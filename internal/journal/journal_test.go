// Package journal_test follows the journal of a real store.
package journal_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

type world struct {
	*testing.T
	store ringdex.Store
	org   ringdex.OrganizationID
}

var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world {
	t.Helper()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: began})
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, st, o.ID}
}

func (w *world) update(fn func(ringdex.Writer) error) {
	w.Helper()
	if err := w.store.Update(w.Context(), w.org, fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) view(fn func(ringdex.Reader) error) {
	w.Helper()
	if err := w.store.View(w.Context(), w.org, fn); err != nil {
		w.Fatal(err)
	}
}

// create adds contacts at a moment.
func (w *world) create(n int, at time.Time, run ringdex.ID) (changes []ringdex.Change) {
	w.Helper()
	for range n {
		c := &ringdex.Contact{ID: ringdex.NewID(at), Version: 1, LastName: "Novák"}
		changes = append(changes, ringdex.Change{
			Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Source: "crm", Run: run, At: at},
			Contact: ringdex.Images[ringdex.Contact]{After: c},
		})
	}
	w.update(func(wr ringdex.Writer) error { return wr.Apply(changes) })
	return changes
}

// target has one job for each change of a source.
type target struct{ name, source string }

func (t target) Cursor() string { return t.name }

func (t target) Queue() ringdex.JobFilter { return ringdex.JobFilter{Kind: "told", Group: t.name} }

func (t target) Wants(c *ringdex.Change) bool { return c.Cause.Source == t.source }

func (t target) Jobs(_ ringdex.Reader, p *journal.Portion) (list []ringdex.Job, err error) {
	for _, c := range p.Changes {
		if c.Contact.After == nil || !t.Wants(&c) {
			err = errors.New("a change without image, or one that is not wanted")
		}
		list = append(list, ringdex.Job{Kind: "told", Group: t.name, Key: strconv.FormatInt(c.Seq, 10)})
	}
	return list, err
}

func (w *world) follower(targets ...journal.Target) *journal.Follower {
	return journal.NewFollower(w.store, slog.New(slog.DiscardHandler), func(ringdex.OrganizationID, ringdex.Reader) ([]journal.Target, error) {
		return targets, nil
	})
}

// pass repeats Pass while there is more.
func (w *world) pass(f *journal.Follower) {
	w.Helper()
	for {
		more, err := f.Pass(w.Context(), w.org)
		if err != nil {
			w.Fatal(err)
		}
		if !more {
			return
		}
	}
}

// told are the sequences of which a target has a job.
func (w *world) told(name string) (all []int64) {
	w.Helper()
	w.view(func(r ringdex.Reader) error {
		list, err := jobs.Of(r).Jobs(ringdex.JobFilter{Group: name}, ringdex.Page{Limit: 5000})
		for _, j := range list {
			seq, _ := strconv.ParseInt(j.Key, 10, 64)
			all = append(all, seq)
		}
		return err
	})
	return all
}

func TestFollowersEnqueueEachChangeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.create(3, began, ringdex.ID{})
	late := target{"late", "crm"}
	w.update(func(wr ringdex.Writer) error { return journal.Start(wr, late.name) })
	w.create(500, began, ringdex.ID{})
	var all sync.WaitGroup
	for range 4 { // as on four nodes
		all.Go(func() {
			f := w.follower(target{"first", "crm"}, target{"other", "erp"}, late)
			for range 20 {
				if _, err := f.Pass(t.Context(), w.org); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	var want []int64
	for seq := range int64(503) {
		want = append(want, seq+1)
	}
	if got := w.told("first"); !slices.Equal(got, want) {
		t.Errorf("from the beginning: got %v", got)
	}
	if got := w.told("late"); !slices.Equal(got, want[3:]) {
		t.Errorf("from its start: got %v", got)
	}
	if got := w.told("other"); len(got) != 0 {
		t.Errorf("of another source: got %v", got)
	}
	w.view(func(r ringdex.Reader) error {
		at, err := r.Cursor("other")
		if at.Changes != 503 {
			t.Errorf("the cursor of a target that wants nothing is at %d", at.Changes)
		}
		return err
	})
}

// A target that is gone by the time its portion was read gets no cursor back.
func TestTargetThatGoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.create(1, began, ringdex.ID{})
	reads := 0
	f := journal.NewFollower(w.store, slog.New(slog.DiscardHandler), func(ringdex.OrganizationID, ringdex.Reader) ([]journal.Target, error) {
		if reads++; reads > 1 {
			return nil, nil
		}
		return []journal.Target{target{"gone", "crm"}}, nil
	})
	w.pass(f)
	w.view(func(r ringdex.Reader) error {
		at, err := r.Cursor("gone")
		if (at != ringdex.Cursor{}) {
			t.Errorf("its cursor is at %+v", at)
		}
		return err
	})
	if got := w.told("gone"); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.follower(target{"slow", "crm"})
	w.create(1500, began, ringdex.ID{})
	w.pass(f)
	if got := len(w.told("slow")); got != 1000 {
		t.Errorf("the window has %d jobs", got)
	}
	w.update(func(wr ringdex.Writer) error {
		_, err := jobs.In(wr).RemoveJobs(ringdex.JobFilter{Group: "slow"})
		return err
	})
	w.pass(f)
	if got := w.told("slow"); len(got) != 500 || got[0] != 1001 {
		t.Errorf("then it has %d jobs", len(got))
	}
}

// Sequences have gaps where a run was staged.
func TestSince(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := ringdex.NewID(began)
	w.create(10, began, ringdex.ID{})
	w.update(func(wr ringdex.Writer) error {
		_, err := wr.Stage(run)
		return err
	})
	w.create(1, began.Add(3*time.Hour), ringdex.ID{})
	w.update(func(wr ringdex.Writer) error { return wr.Publish(run) })
	w.update(func(wr ringdex.Writer) error {
		c := &ringdex.Contact{ID: ringdex.NewID(began), Version: 1}
		if _, err := wr.Stage(run); err != nil {
			return err
		}
		return wr.Apply([]ringdex.Change{{
			Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Run: run, At: began.Add(6 * time.Hour)}, Contact: ringdex.Images[ringdex.Contact]{After: c},
		}})
	})
	w.update(func(wr ringdex.Writer) error { return wr.Publish(run) })
	for _, c := range []struct {
		since time.Time
		left  int
	}{
		{began.Add(-time.Hour), 12},
		{began, 12},
		{began.Add(2 * time.Hour), 2},
		{began.Add(4 * time.Hour), 2}, // an hour early
		{began.Add(5 * time.Hour), 1},
		{began.Add(8 * time.Hour), 0},
	} {
		w.view(func(r ringdex.Reader) error {
			seq, err := journal.Since(r, c.since)
			if err != nil {
				return err
			}
			changes, err := r.Changes(seq, 100)
			if len(changes) != c.left {
				t.Errorf("since %s: %d changes after %d, want %d", c.since, len(changes), seq, c.left)
			}
			return err
		})
	}
}

func TestRunChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := ringdex.Run{ID: ringdex.NewID(began), FirstSeq: 3}
	w.create(3, began, ringdex.ID{})
	var want []ringdex.Ref
	for range 3 {
		for _, c := range w.create(401, began, run.ID) {
			want = append(want, c.Ref)
		}
		w.create(1, began, ringdex.ID{})
	}
	run.LastSeq = 3 + 3*402
	for action, want := range map[ringdex.Action][]ringdex.Ref{ringdex.Created: want, "": want, ringdex.Deleted: nil} {
		var got []ringdex.Ref
		err := journal.New(w.store).RunChanges(t.Context(), w.org, run, action, func(c ringdex.Change) error {
			got = append(got, c.Ref)
			return nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %d of %d changes, %v", action, len(got), len(want), err)
		}
	}
}

func TestWatchLooksAfterEachCommit(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancelCause(t.Context())
	over := errors.New("over")
	committed := make(chan struct{}, 1)
	looks := 0
	err := journal.Watch(ctx, journal.Watched{Committed: committed, Every: time.Hour}, func() (more bool) {
		switch looks++; looks {
		case 1:
			return true
		case 2:
			committed <- struct{}{}
		case 3:
			stop(over)
		}
		return false
	})
	if looks != 3 || !errors.Is(err, over) {
		t.Errorf("it looked %d times and ended with %v", looks, err)
	}
}

// A history has every change of the record, also where it was created again.
func TestHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.create(5, began, ringdex.ID{})
	at := began.Add(48 * time.Hour)
	first := &ringdex.Contact{ID: ringdex.NewID(at), Version: 1, LastName: "Novák", Created: at}
	second := w.next(first, "Nový", at)
	back := w.next(second, "Novotný", at)
	cause := ringdex.Cause{Source: "crm", Actor: "tester", At: at}
	change := func(action ringdex.Action, before, after *ringdex.Contact) ringdex.Change {
		c := ringdex.Change{Ref: first.Ref(), Action: action, Cause: cause, Contact: ringdex.Images[ringdex.Contact]{Before: before, After: after}}
		w.create(1, at, ringdex.ID{})
		w.update(func(wr ringdex.Writer) error {
			c.Seq = wr.Head().Changes + 1
			return wr.Apply([]ringdex.Change{c})
		})
		w.create(1200, at, ringdex.ID{})
		return c
	}
	want := []ringdex.Change{
		change(ringdex.Created, nil, first), change(ringdex.Updated, first, second), change(ringdex.Deleted, second, nil),
		change(ringdex.Created, nil, back), change(ringdex.Updated, back, w.next(back, "Nováček", at)),
	}
	slices.Reverse(want)
	for limit := range 7 {
		got, err := journal.New(w.store).History(t.Context(), w.org, first.Ref(), limit)
		if diff := cmp.Diff(want[:min(limit, len(want))], got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Errorf("at most %d (-want +got): %v\n%s", limit, err, diff)
		}
	}
	got, err := journal.New(w.store).History(t.Context(), w.org, ringdex.Ref{Kind: ringdex.KindCompany, Company: 7}, 10)
	if len(got) != 0 || err != nil {
		t.Errorf("of a company that never was: got %v, %v", got, err)
	}
}

// next is a contact after a change of its name.
func (w *world) next(c *ringdex.Contact, name string, at time.Time) *ringdex.Contact {
	after := *c
	after.Version, after.LastName, after.Updated = c.Version+1, name, at
	return &after
}
