package jobs

import (
	"context"
	"encoding/json"
	"time"

	"ringdex/internal/ringdex"
)

// Store is a store that the queue can run on. Its transactions are also Readers and Writers of the
// queue; see Of and In. Its own methods run jobs, for all organizations. They do not lock an
// organization as Update does, so jobs run during an import, and their writes send no signal
// (Subscribe).
type Store interface {
	ringdex.Store
	Heartbeats

	// ClaimJobs assigns due jobs to the node, the longest due first within each kind, and returns
	// them with incremented Attempts. Of jobs with the same kind, group and key it returns only the
	// oldest that is not dead, and none while another one runs. It writes only when there is
	// something to return.
	ClaimJobs(ctx context.Context, c ringdex.JobClaim) ([]ringdex.Job, error)
	// SettleJobs ends attempts of the node, all of them or none. It ignores jobs that the node no
	// longer holds.
	SettleJobs(ctx context.Context, node string, results []ringdex.JobResult) error
	// HeldJobs returns the jobs that the node holds, without their arguments.
	HeldJobs(ctx context.Context, node string) ([]ringdex.Job, error)
	// JobFigures returns the figures of all organizations and kinds that have jobs.
	JobFigures(ctx context.Context) ([]ringdex.JobFigures, error)
	// Rescue makes jobs of dead nodes available again, and returns how many.
	Rescue(ctx context.Context) (int64, error)
}

// Reader reads the queue of an organization.
type Reader interface {
	Jobs(f ringdex.JobFilter, p ringdex.Page) ([]ringdex.Job, error) // by ID
	CountJobs(f ringdex.JobFilter) (int64, error)
}

// Writer fills the queue of an organization.
type Writer interface {
	Reader

	// Enqueue adds jobs; those with the same kind, group and key will run in this order. A job is
	// not due before a waiting predecessor.
	Enqueue(jobs []ringdex.Job) error
	// Advance replaces the arguments of a running job, so that an attempt after this one begins
	// where this one is. Conflict if the node does not hold the attempt any more.
	Advance(j ringdex.Job, args json.RawMessage) error
	// RetryJobs makes dead jobs wait again, with no attempts, and returns how many. It ignores the
	// filter's State.
	RetryJobs(f ringdex.JobFilter, due time.Time) (int64, error)
	// RemoveJobs deletes jobs, even running ones, and returns how many. It does not undo the work
	// of a running job.
	RemoveJobs(f ringdex.JobFilter) (int64, error)
}

// Of returns the queue as r sees it.
func Of(r ringdex.Reader) Reader { return ringdex.Part[Reader](r) }

// In returns the queue in the transaction of w, so that jobs commit together with their cause.
func In(w ringdex.Writer) Writer { return ringdex.Part[Writer](w) }

// Heartbeats records which nodes are alive.
type Heartbeats interface {
	// Beat stores a heartbeat of the node.
	Beat(ctx context.Context, n ringdex.Node) error
	// Nodes returns the nodes that were seen within a day, newest first.
	Nodes(ctx context.Context) ([]ringdex.Node, error)
	// Leave removes the node. Its jobs are available again immediately.
	Leave(ctx context.Context, node string) error
}
