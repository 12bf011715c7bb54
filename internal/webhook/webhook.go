// Package webhook sends changes of the directory to endpoints.
//
// Each endpoint is a target of the package journal: a job for each organization follows the journal
// and enqueues one job for each event that an endpoint wants. These jobs deliver the events of one
// record in order, each at least once, with retries for three days.
//
// Endpoints manages endpoints, Sender runs the jobs. Requests follow Standard Webhooks.
package webhook

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
)

// Store is a store with a log of deliveries.
type Store interface {
	ringdex.Store
	outbound.Deliveries
}

// Deps are what a Sender needs.
type Deps struct {
	Store    Store
	Clock    ringdex.Clock
	Log      *slog.Logger
	Outbound *outbound.Client
	Box      *seal.Box // decrypts the endpoints' secrets
}

// Sender runs the jobs of webhooks.
type Sender struct {
	deps Deps
	out  outbound.Sender

	follower *journal.Follower

	mu      sync.Mutex
	waiting map[ringdex.OrganizationID]map[ringdex.ID]time.Time // time since which each endpoint's oldest event waits
}

// New returns a Sender.
func New(d Deps) *Sender {
	out := outbound.Logged(outbound.Paced(outbound.Attempts(d.Outbound, d.Clock), d.Clock), d.Store, d.Log)
	s := &Sender{deps: d, out: out, waiting: map[ringdex.OrganizationID]map[ringdex.ID]time.Time{}}
	s.follower = journal.NewFollower(d.Store, d.Log, s.targets)
	return s
}

// How many jobs of a kind a node runs concurrently. A job that follows a journal never ends, so the
// limit allows one for each organization.
const (
	followers  = 10_000
	deliverers = 32
	replayers  = 2
)

// Works returns the kinds of its jobs.
func (s *Sender) Works() []jobs.Work {
	return []jobs.Work{
		{Kind: JobFollow, Run: s.follow, Workers: followers, Timeout: -1, GiveUp: -1},
		{Kind: JobDeliver, Run: s.deliver, Workers: deliverers, Timeout: outbound.AttemptTimeout + time.Minute, Delay: delay, GiveUp: -1},
		{Kind: JobReplay, Run: s.replay, Workers: replayers},
	}
}

// Start enqueues JobFollow for each organization that has endpoints and no such job.
func (s *Sender) Start(ctx context.Context) error {
	organizations, err := s.deps.Store.Organizations(ctx)
	if err != nil {
		return err
	}
	for _, o := range organizations {
		if err := s.start(ctx, o.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sender) start(ctx context.Context, org ringdex.OrganizationID) error {
	needed := false
	look := func(r ringdex.Reader) error {
		hooks, err := ringdex.Documents[ringdex.Webhook](r)
		if err != nil || len(hooks) == 0 {
			return err
		}
		n, err := journal.OpenJobs(r, ringdex.JobFilter{Kind: JobFollow})
		needed = n == 0
		return err
	}
	if err := s.deps.Store.View(ctx, org, look); err != nil || !needed {
		return err
	}
	return s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		return enqueueFollow(w, s.deps.Clock())
	})
}
