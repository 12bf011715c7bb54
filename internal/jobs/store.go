package jobs

import (
	"context"

	"ringdex/internal/ringdex"
)

// Store is a store that the queue can run on. Jobs are read and enqueued with everything else (ringdex.JobReader,
// ringdex.JobWriter); what is here runs them, for all organizations. It does not take an organization as Update does, so
// jobs run beside an import, and its writes give no signal (Subscribe).
type Store interface {
	ringdex.Store
	Heartbeats

	// ClaimJobs makes jobs that are due the node's own, of each kind the longest due first, and returns them with
	// Attempts counted. Of jobs with the same kind, group and key it returns only the oldest that is not dead, and none
	// while another one runs. It writes only when there is something to return.
	ClaimJobs(ctx context.Context, c ringdex.JobClaim) ([]ringdex.Job, error)
	// SettleJobs ends attempts of the node, all of them or none. It ignores jobs that the node no longer holds.
	SettleJobs(ctx context.Context, node string, results []ringdex.JobResult) error
	// HeldJobs are the jobs that the node holds, without their arguments.
	HeldJobs(ctx context.Context, node string) ([]ringdex.Job, error)
	// JobFigures are those of all organizations and kinds that have jobs.
	JobFigures(ctx context.Context) ([]ringdex.JobFigures, error)
	// Rescue makes jobs of nodes that are not alive available again, and returns how many.
	Rescue(ctx context.Context) (int64, error)
}

// Heartbeats say which nodes are alive.
type Heartbeats interface {
	// Beat notes that the node is alive.
	Beat(ctx context.Context, n ringdex.Node) error
	// Leave removes the node. Its jobs are available again at once.
	Leave(ctx context.Context, node string) error
}
