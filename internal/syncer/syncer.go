// Package syncer runs connectors: it reads from remote systems on schedule and sends them the
// changes of the directory.
//
// What a Reader reads goes through intake, like everything that comes in: a run for each kind, one
// outcome for each record. A Writer or a Replacer is a target of package journal: a job for each
// organization follows the journal and enqueues a job for each portion of changed records, and that
// job sends the records as they are then. So a record that changes often is sent once, and a job
// that runs twice sends nothing the second time.
//
// It owns when a connector runs, on which node, what is tried again, and what is kept of each
// record (Memory). It leaves the wire to the connector, and knows no kind.
package syncer

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/fileimport"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
)

// Deps are what a Syncer needs.
type Deps struct {
	Store   ringdex.Store // also a Memory and the queue of package jobs
	Clock   ringdex.Clock
	Log     *slog.Logger
	Box     *seal.Box // encrypts and decrypts secrets
	Kinds   []connector.Kind
	HTTP    *http.Client
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	Intake  *intake.Intake
	Regions phone.Regions // of organizations without regions
	// AddField defines a custom field that a connector has found in its system.
	AddField func(ctx context.Context, org ringdex.OrganizationID, f ringdex.Field) (ringdex.Field, error)
	// FilesRoot is below which connectors that are not in ringdex.yaml may open folders, each in
	// that of its organization's key; "" for nowhere.
	FilesRoot string
	Node      string // this node, which owns its reads while it is alive
	Nodes     func(ctx context.Context) ([]ringdex.Node, error)
}

// Syncer configures and runs connectors. It is safe for concurrent use.
type Syncer struct {
	deps     Deps
	importer *fileimport.Importer
	follower *journal.Follower
	reading  sync.Map // ids of connectors that read on this node

	answering  sync.Map // *answerers by organization
	refreshing sync.Map // organizations whose answerers are being read
	paces      sync.Map // *pace by connector

	mu     sync.Mutex
	opened map[ringdex.ID]opened
}

// New returns a Syncer.
func New(d Deps) *Syncer {
	s := &Syncer{deps: d, opened: map[ringdex.ID]opened{}}
	s.importer = fileimport.New(d.Store, d.Intake, d.Regions)
	s.follower = journal.NewFollower(d.Store, d.Log, s.targets)
	return s
}

// The kinds of jobs. The group of all but the first is the id of the connector.
const (
	JobFollow  = "sync.follow"  // follows the journal of an organization
	JobRead    = "sync.read"    // reads, again and again
	JobPush    = "sync.push"    // sends records
	JobReplace = "sync.replace" // sends all records
	JobRetry   = "sync.retry"   // has refused records sent again
	JobKeep    = "sync.keep"    // keeps who called
)

// How many jobs of a kind a node runs concurrently. A job that follows a journal never ends.
const (
	followers = 10_000
	readers   = 4
	pushers   = 8
)

// pushTimeout limits a job that sends: a slow system has minutes for a portion of a few calls.
const pushTimeout = 30 * time.Minute

// Works returns the kinds of its jobs.
func (s *Syncer) Works() []jobs.Work {
	return []jobs.Work{
		{Kind: JobFollow, Run: s.follow, Workers: followers, Timeout: -1, GiveUp: -1},
		{Kind: JobRead, Run: s.readJob, Workers: readers, Timeout: -1, Delay: delay, GiveUp: -1},
		{Kind: JobPush, Run: s.pushJob, Workers: pushers, Timeout: pushTimeout, Delay: delay, GiveUp: -1},
		{Kind: JobReplace, Run: s.replaceJob, Workers: pushers, Timeout: pushTimeout, Delay: delay, GiveUp: -1},
		{Kind: JobRetry, Run: s.retryJob, Delay: delay, GiveUp: -1},
		{Kind: JobKeep, Run: s.keepJob, Delay: delay},
	}
}

// follow is the handler of JobFollow.
func (s *Syncer) follow(ctx context.Context, job ringdex.Job) error {
	return s.follower.Follow(ctx, job.Organization, func() {})
}

// Start enqueues the jobs of all connectors that have none, such as after a restored back-up.
func (s *Syncer) Start(ctx context.Context) error {
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

func (s *Syncer) start(ctx context.Context, org ringdex.OrganizationID) error {
	var all []ringdex.Connector
	err := s.deps.Store.View(ctx, org, func(r ringdex.Reader) (err error) {
		all, err = ringdex.Documents[ringdex.Connector](r)
		return err
	})
	if err != nil {
		return err
	}
	if s.loadAnswerers(ctx, org); len(all) == 0 {
		return nil
	}
	return s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		for i := range all {
			if err := s.enqueue(w, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// enqueue adds the lasting jobs of a connector that are not there.
func (s *Syncer) enqueue(w ringdex.Writer, c *ringdex.Connector) error {
	able, err := s.abilities(c)
	if err != nil {
		return nil // a kind that this program does not have: an older one is running
	}
	if able.Reads && c.Schedule != "" {
		if err := s.ensure(w, jobs.New(JobRead, c.ID.String(), c.ID.String(), nil, s.deps.Clock())); err != nil {
			return err
		}
	}
	if !able.Writes {
		return nil
	}
	if err := s.ensure(w, jobs.New(JobFollow, "", "", nil, s.deps.Clock())); err != nil {
		return err
	}
	return s.ensure(w, jobs.New(JobRetry, c.ID.String(), c.ID.String(), nil, s.deps.Clock()))
}

// ensure enqueues a job unless there is one of its kind, group and key.
func (s *Syncer) ensure(w ringdex.Writer, job ringdex.Job) error {
	n, err := journal.OpenJobs(w, ringdex.JobFilter{Kind: job.Kind, Group: job.Group, Key: job.Key})
	if err != nil || n > 0 {
		return err
	}
	return jobs.In(w).Enqueue([]ringdex.Job{job})
}
