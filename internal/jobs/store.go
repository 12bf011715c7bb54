package jobs

import (
	"context"

	"ringdex/internal/ringdex"
)

// Store is a store that the queue can run on. Jobs are read and enqueued with everything else
// (ringdex.JobReader, ringdex.JobWriter); these methods run them, for all organizations. They do
// not lock an organization as Update does, so jobs run during an import, and their writes send no
// signal (Subscribe).
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

// Heartbeats records which nodes are alive.
type Heartbeats interface {
	// Beat stores a heartbeat of the node.
	Beat(ctx context.Context, n ringdex.Node) error
	// Leave removes the node. Its jobs are available again immediately.
	Leave(ctx context.Context, node string) error
}
