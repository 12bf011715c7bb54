// Package jobs runs work that survives a restart: it claims jobs that are due, hands them to the handlers of their
// kinds, and settles how they ended. It owns when a job runs, how often and on how many nodes at once. The rows are
// the store's, and what a kind of work does is its handler's.
//
// A job runs at least once. It is enqueued in the transaction that makes it necessary (ringdex.JobWriter), so there is
// none without its reason and no reason without its job. Jobs with the same kind, group and key run one after the
// other. A job of a node that has died is taken over by another one after ringdex.NodeTimeout; one that stops in an
// orderly way gives its jobs back at once.
//
// Whether a job is due is asked of the injected clock, again and again; what the package itself waits for (the next
// look, the next beat) is real time. So a test that moves its clock by a day, and wakes the queue, lives through it.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"ringdex/internal/ringdex"
)

// Work is one kind of job.
type Work struct {
	Kind    string
	Run     func(ctx context.Context, job ringdex.Job) error // nil: done; Again, Dead; any other error: again after Delay
	Workers int                                              // how many at once on this node; 0 means 4
	Timeout time.Duration                                    // of one attempt; 0 means a minute, negative none
	Delay   func(attempts int) time.Duration                 // before the next attempt, after so many; nil means Backoff
	GiveUp  time.Duration                                    // a job that has waited as long for its next attempts, taken together, is dead; 0 means three days, negative never
	Cron    string                                           // "17 3 * * *": every organization has one such job, in Zone's time; it never dies
	Zone    *time.Location                                   // nil means UTC
}

// New is a job that is due at once. Arguments are anything that JSON knows, or nil.
func New(kind, group, key string, args any, now time.Time) ringdex.Job {
	j := ringdex.Job{Kind: kind, Group: group, Key: key, Due: now, Created: now}
	if args != nil {
		j.Args, _ = json.Marshal(args)
	}
	return j
}

// again is what Again makes.
type again struct {
	after time.Duration
	args  any
}

func (a *again) Error() string { return "again in " + a.after.String() }

// Again has the job run again after a while without counting as a failure, with other arguments when args is not nil:
// for work that goes on piece by piece, or that has to wait for something.
func Again(after time.Duration, args any) error { return &again{after, args} }

// dead is what Dead makes.
type dead struct{ error }

func (d *dead) Unwrap() error { return d.error }

// Dead ends the job for good: to try again would be in vain. It stays visible until somebody retries or removes it.
func Dead(why error) error { return &dead{why} }

// Why handlers are told to end before they have. What they were doing is begun anew by whoever gets the job next.
var (
	errStopping = errors.New("the program is stopping")
	errSilent   = errors.New("the database has not heard from this node for too long: another one may have taken the job over")
)
