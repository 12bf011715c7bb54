package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

// TestGrowingDelay: an attempt after the other, each later than the one before, until it is given
// up.
func TestGrowingDelay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	work := Work{Kind: "work", GiveUp: time.Hour, Run: func(context.Context, ringdex.Job) error {
		return errors.New("no" + "\x00" + strings.Repeat("ž", 5000))
	}}
	a := w.run(w.node("a", nil, work))
	w.enqueue(w.plain(""))
	var waited []time.Duration
	for n := 1; ; n++ {
		var j ringdex.Job
		w.until(fmt.Sprint("attempt ", n), func() bool {
			j = w.jobs(ringdex.JobFilter{})[0]
			return j.Attempts == n && j.State != ringdex.JobRunning
		})
		if len(j.Error) > errorText || !strings.HasPrefix(j.Error, "nož") {
			t.Errorf("%d bytes of error: %q", len(j.Error), j.Error)
		}
		if j.State == ringdex.JobDead {
			break
		}
		wait := j.Due.Sub(w.clock())
		waited = append(waited, wait)
		w.pass(wait-time.Millisecond, a)
		w.pass(time.Millisecond, a)
	}
	if want := 9; len(waited) != want { // 5 s · (2^9 - 1) is 43 minutes, the next one would make it 85
		t.Errorf("it was tried again %d times, want %d: %v", len(waited), want, waited)
	}
	for i, wait := range waited {
		if base := 5 * time.Second << i; wait < base*8/10 || wait > base*12/10 {
			t.Errorf("wait %d was %s, want %s or a fifth more or less", i, wait, base)
		}
	}
	w.update(func(wr ringdex.Writer) error {
		_, err := In(wr).RetryJobs(ringdex.JobFilter{}, w.clock())
		return err
	})
	w.until("somebody brings it back, and it has all its time again", func() bool {
		j := w.jobs(ringdex.JobFilter{})[0]
		return j.State == ringdex.JobWaiting && j.Attempts == 1
	})
}

func TestBackoffEnds(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 13: 20480 * time.Second, 14: 6 * time.Hour, 1000: 6 * time.Hour} {
		if got := growing(n); got != want {
			t.Errorf("growing(%d) is %s, want %s", n, got, want)
		}
	}
	k := kind{Work: Work{GiveUp: 3 * 24 * time.Hour}}
	n := 1
	for ; !k.givesUp(n); n++ {
	}
	if n != 24 { // 13 that double come to 11 hours, and 11 of six hours to 66
		t.Errorf("after three days of waits it is attempt %d", n)
	}
	if (&kind{Work: Work{GiveUp: -1}}).givesUp(1 << 20) {
		t.Error("who never gives up has given up")
	}
}

// TestEndings: how an attempt ends decides what becomes of its job.
func TestEndings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	step := 0
	endings := []func(ctx context.Context) error{
		func(context.Context) error { return Again(time.Minute, map[string]int{"piece": 2}) },
		func(context.Context) error { panic("somebody's mistake") },
		func(context.Context) error {
			return After(time.Hour, map[string]int{"piece": 3}, errors.New("it has failed for the first time"))
		},
		func(context.Context) error { return fmt.Errorf("while working: %w", Again(time.Hour, nil)) },
		func(context.Context) error { return Again(0, func() {}) }, // that is no JSON
		func(context.Context) error { return Dead(errors.New("it is gone")) },
	}
	var seen []string
	work := Work{Kind: "work", Delay: func(int) time.Duration { return time.Second }}
	work.Run = func(ctx context.Context, j ringdex.Job) error {
		seen = append(seen, string(j.Args))
		step++
		return endings[step-1](ctx)
	}
	a := w.run(w.node("a", nil, work))
	w.enqueue(New("work", "", "", map[string]int{"piece": 1}, w.clock()))
	for i, want := range []ringdex.Job{
		{State: ringdex.JobWaiting, Attempts: 0, Due: w.clock().Add(time.Minute)},
		{State: ringdex.JobWaiting, Attempts: 1, Due: w.clock().Add(61 * time.Second), Error: "the handler panicked: somebody's mistake"},
		{State: ringdex.JobWaiting, Attempts: 2, Due: w.clock().Add(61*time.Second + time.Hour), Error: "it has failed for the first time"},
		{State: ringdex.JobWaiting, Attempts: 0, Due: w.clock().Add(61*time.Second + 2*time.Hour)},
		{State: ringdex.JobWaiting, Attempts: 1, Due: w.clock().Add(62*time.Second + 2*time.Hour), Error: "json: unsupported type: func()"},
		{State: ringdex.JobDead, Attempts: 2, Due: w.clock().Add(62*time.Second + 2*time.Hour), Error: "it is gone"},
	} {
		w.until(fmt.Sprint("ending ", i), func() bool {
			j := w.jobs(ringdex.JobFilter{})[0]
			return j.State == want.State && j.Attempts == want.Attempts && j.Due.Equal(want.Due) && j.Error == want.Error
		})
		w.pass(want.Due.Sub(w.clock()), a)
	}
	a.stop()
	want := []string{`{"piece":1}`, `{"piece":2}`, `{"piece":2}`, `{"piece":3}`, `{"piece":3}`, `{"piece":3}`}
	if !slices.Equal(seen, want) {
		t.Errorf("the arguments were %q, want %q", seen, want)
	}
}

// TestTimeout: a handler that takes too long is told so, and has failed.
func TestTimeout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	work := Work{Kind: "work", Timeout: time.Millisecond, Delay: func(int) time.Duration { return time.Second }}
	work.Run = func(ctx context.Context, _ ringdex.Job) error { <-ctx.Done(); return ctx.Err() }
	w.run(w.node("a", nil, work))
	w.enqueue(w.plain(""))
	w.until("it has failed", func() bool {
		return w.jobs(ringdex.JobFilter{})[0].Error == "it took longer than 1ms: context deadline exceeded"
	})
}

func TestRegisterTwicePanics(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]Work{"twice": {Kind: "work"}, "no schedule": {Kind: "other", Cron: "every now and then"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := NewQueue(Deps{})
			q.Register(Work{Kind: "work"})
			defer func() {
				if recover() == nil {
					t.Error("it was taken")
				}
			}()
			q.Register(second)
		})
	}
}
