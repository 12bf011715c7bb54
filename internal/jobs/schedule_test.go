package jobs

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

func prague(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestNext: clocks in Prague go forward on 29 March 2026 from 2:00 to 3:00, and back on 25 October
// from 3:00 to 2:00.
func TestNext(t *testing.T) {
	t.Parallel()
	zone := prague(t)
	for _, c := range []struct {
		cron, from string
		want       []string
	}{
		{"30 2 * * *", "2026-03-28 12:00", []string{"2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"}},
		{"30 2 * * *", "2026-10-24 12:00", []string{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}},
		{"0,30 2 * * *", "2026-10-24 12:00", []string{"2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-26T02:00:00+01:00"}},
		{"0 3 * * *", "2026-10-24 12:00", []string{"2026-10-25T03:00:00+01:00", "2026-10-26T03:00:00+01:00"}},
		{"30 1 * * *", "2026-10-24 12:00", []string{"2026-10-25T01:30:00+02:00", "2026-10-26T01:30:00+01:00"}},
		{"30 * * * *", "2026-10-25 01:00", []string{
			"2026-10-25T01:30:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00",
		}},
		{"30 * * * *", "2026-03-29 01:00", []string{"2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00"}},
		{"@daily", "2026-10-25 01:00", []string{"2026-10-26T00:00:00+01:00"}},
	} {
		s := parseSchedule(Work{Cron: c.cron, Zone: zone})
		at, err := time.ParseInLocation("2006-01-02 15:04", c.from, zone)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range c.want {
			at = s.next(at)
			got = append(got, at.In(zone).Format(time.RFC3339))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q from %s: %v, want %v", c.cron, c.from, got, c.want)
		}
	}
}

// runs notes when something ran.
type runs struct {
	mu  sync.Mutex
	all []time.Time
}

func (r *runs) note(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, at)
}

func (r *runs) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.all)
}

// scheduled are the jobs that schedules have made.
func (w *world) scheduled() []ringdex.Job { return w.jobs(ringdex.JobFilter{Group: scheduleGroup}) }

// TestScheduleOnceOnTwoNodes lives through four days with two nodes and two organizations: the days
// around the one that lacks the hour, and around the one that has it twice.
func TestScheduleOnceOnTwoNodes(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]time.Time{"forward": morning, "back": time.Date(2026, 10, 24, 8, 0, 0, 0, time.UTC)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheduleOnceOnTwoNodes(t, begin)
		})
	}
}

func scheduleOnceOnTwoNodes(t *testing.T, begin time.Time) {
	w := newWorld(t)
	w.now = begin
	each := map[ringdex.OrganizationID]*runs{w.org: {}, w.addOrganization("acme"): {}}
	work := Work{Kind: "night", Cron: "30 2 * * *", Zone: prague(t), Run: func(_ context.Context, j ringdex.Job) error {
		each[j.Organization].note(w.clock())
		return nil
	}}
	a, b := w.run(w.node("a", nil, work)), w.run(w.node("b", nil, work))
	w.until("all have it", func() bool {
		figures, err := w.store.JobFigures(t.Context())
		return err == nil && len(figures) == len(each)
	})
	for day := 1; day <= 4; day++ {
		for range 24 {
			w.pass(time.Hour, a, b)
		}
		w.until("everybody has had it", func() bool {
			rests := true
			for org, r := range each {
				j := w.in(org).scheduled()
				rests = rests && r.len() >= day && j[0].State == ringdex.JobWaiting && j[0].Due.After(w.clock())
			}
			return rests
		})
	}
	for org, r := range each {
		if r.len() != 4 {
			t.Errorf("organization %d: it ran at %v", org, r.all)
		}
	}
	late := w.addOrganization("late")
	w.until("a new organization has it too", func() bool {
		n := int64(0)
		err := w.store.View(t.Context(), late, func(r ringdex.Reader) (err error) {
			n, err = Of(r).CountJobs(ringdex.JobFilter{Kind: "night"})
			return err
		})
		return err == nil && n == 1
	})
	if n := len(w.scheduled()); n != 1 {
		t.Errorf("there are %d of them", n)
	}
}

// TestScheduleMoves: a new expression changes the time, and a removed job is created again.
func TestScheduleMoves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	no := func(context.Context, ringdex.Job) error { return nil }
	due := func() time.Time {
		jobs := w.scheduled()
		if len(jobs) != 1 {
			t.Fatalf("there are %+v", jobs)
		}
		return jobs[0].Due
	}
	schedule := func(cron string) {
		t.Helper()
		if err := w.node("n", w.store, Work{Kind: "night", Cron: cron, Run: no}).schedule(t.Context(), w.org); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		schedule("0 3 * * *")
		if want := morning.Add(19 * time.Hour); !due().Equal(want) {
			t.Errorf("due at %v, want %v", due(), want)
		}
	}
	schedule("0 9 * * *")
	if want := morning.Add(time.Hour); !due().Equal(want) {
		t.Errorf("due at %v, want %v", due(), want)
	}
	w.update(func(wr ringdex.Writer) error { _, err := In(wr).RemoveJobs(ringdex.JobFilter{}); return err })
	schedule("0 9 * * *")
	due()
}

// TestScheduledFails: it is tried again for a while, then goes back to its time, and never dies.
func TestScheduledFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var r runs
	fail := []error{errors.New("no"), errors.New("no"), Again(time.Minute, "piece"), errors.New("no"), Dead(errors.New("never")), nil}
	var args []string
	work := Work{Kind: "hourly", Cron: "0 * * * *", Delay: func(int) time.Duration { return 20 * time.Minute }}
	work.Run = func(_ context.Context, j ringdex.Job) error {
		args = append(args, string(j.Args))
		r.note(w.clock())
		return fail[r.len()-1]
	}
	a := w.run(w.node("a", nil, work))
	w.until("it is there", func() bool { return len(w.scheduled()) == 1 })
	at := func(minutes int) time.Time { return morning.Add(time.Duration(minutes) * time.Minute) }
	// At 9:00 and 9:20 it fails, at 9:40 there is more to do, 9:41 fails, and 10:01 would be after
	// its time. At 10:00 it is hopeless, and at 11:00 it goes well.
	for i, due := range []int{60, 80, 100, 101, 120, 180, 240} {
		w.until("it waits for its time", func() bool {
			j := w.scheduled()[0]
			return r.len() == i && j.State == ringdex.JobWaiting && j.Due.Equal(at(due))
		})
		w.pass(at(due).Sub(w.clock()), a)
		if i == len(fail)-1 {
			break
		}
	}
	w.until("it has run well", func() bool { return r.len() == len(fail) && w.scheduled()[0].Error == "" })
	a.stop()
	if want := []string{"{}", "{}", "{}", `"piece"`, "{}", "{}"}; !slices.Equal(args, want) {
		t.Errorf("the arguments were %q, want %q", args, want)
	}
}
