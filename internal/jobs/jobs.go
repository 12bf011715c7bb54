// Package jobs runs work that survives a restart: it claims due jobs, calls the handlers of their
// kinds, and records the results. It owns when a job runs, how often, and on how many nodes
// concurrently. It leaves the rows to the store, and the work itself to the handlers.
//
// A job runs at least once. It is enqueued in the transaction that causes it (Writer),
// so that the change and the job commit together. Jobs with the same kind, group and key run one
// after the other. When a node dies, another node takes over its jobs after ringdex.NodeTimeout; a
// node that stops normally returns its jobs immediately.
//
// The injected clock decides whether a job is due. The intervals of the package itself (polling,
// heartbeats) are real time. So a test can move its clock by a day and wake the queue.
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
	Run     func(ctx context.Context, job ringdex.Job) error // nil: done; Again; Dead; else: retry
	Workers int                                              // concurrent handlers on this node; 0: 4
	Timeout time.Duration                                    // of one attempt; 0: a minute, negative: none
	Delay   func(attempts int) time.Duration                 // after that many attempts; nil: Backoff
	GiveUp  time.Duration                                    // limit of the sum of delays; 0: three days, negative: none
	Cron    string                                           // "17 3 * * *": a job for each organization; never dead
	Zone    *time.Location                                   // of Cron; nil: UTC
}

// New returns a job that is due now. args is encoded as JSON; it may be nil.
func New(kind, group, key string, args any, now time.Time) ringdex.Job {
	j := ringdex.Job{Kind: kind, Group: group, Key: key, Due: now, Created: now}
	if args != nil {
		j.Args, _ = json.Marshal(args)
	}
	return j
}

// again is the error that Again returns.
type again struct {
	after time.Duration
	args  any
}

func (a *again) Error() string { return "again in " + a.after.String() }

// Again returns an error that reschedules the job after a delay without counting as a failure.
// Non-nil args replace the job's arguments. It serves work that is done piece by piece, or that
// must wait for something.
func Again(after time.Duration, args any) error { return &again{after, args} }

// delayed is the error that After returns.
type delayed struct {
	error
	after time.Duration
	args  any
}

func (d *delayed) Unwrap() error { return d.error }

// After returns an error that fails the attempt like why and retries the job after that delay, in
// place of the Delay of its kind. Non-nil args replace the job's arguments. It serves handlers that
// count their failures: Attempts also counts the attempts that ended with their node.
func After(after time.Duration, args any, why error) error { return &delayed{why, after, args} }

// dead is the error that Dead returns.
type dead struct{ error }

func (d *dead) Unwrap() error { return d.error }

// Dead returns an error that ends the job without further retries. The job stays visible until an
// operator retries or removes it.
func Dead(why error) error { return &dead{why} }

// The reasons for cancelling a handler. The node that gets the job next starts it from the
// beginning.
var (
	errStopping = errors.New("the program is stopping")
	errSilent   = errors.New("the database has not heard from this node for too long: another one may have taken the job over")
)
