package journal

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// Target is a journal reader with a persistent cursor, such as a webhook.
type Target interface {
	// Cursor returns the name of its cursor.
	Cursor() string
	// Queue selects its jobs. The open ones fill its window.
	Queue() ringdex.JobFilter
	// Wants reports whether it may want a change, judged without images: by kind, action and cause.
	Wants(c *ringdex.Change) bool
	// Jobs returns the jobs for a portion; r reads the same snapshot. Its result may be discarded.
	Jobs(r ringdex.Reader, p *Portion) ([]ringdex.Job, error)
}

// Plain is a Target that only needs to know which records have changed. Its portions have no images
// and are larger.
type Plain interface {
	Target
	Plain()
}

// Targets returns the active targets of an organization.
type Targets func(org ringdex.OrganizationID, r ringdex.Reader) ([]Target, error)

// Follower reads the journals of organizations for targets. It is safe for concurrent use.
type Follower struct {
	store   ringdex.Store
	log     *slog.Logger
	targets Targets

	mu        sync.Mutex
	committed map[ringdex.OrganizationID]<-chan struct{}
}

// NewFollower returns a Follower.
func NewFollower(store ringdex.Store, log *slog.Logger, targets Targets) *Follower {
	return &Follower{store: store, log: log, targets: targets, committed: map[ringdex.OrganizationID]<-chan struct{}{}}
}

// Start puts the cursor of a new target at the end of the journal: it gets later changes only.
func Start(w ringdex.Writer, cursor string) error {
	return w.MoveCursor(cursor, ringdex.Cursor{}, w.Head().Cursor)
}

// Forget removes the cursor of a target.
func Forget(w ringdex.Writer, cursor string) error {
	at, err := w.Cursor(cursor)
	if err != nil {
		return err
	}
	return w.MoveCursor(cursor, at, ringdex.Cursor{})
}

// Intervals of polling the journal.
const (
	tick   = time.Second
	breath = 50 * time.Millisecond
)

// Follow reads the journal of an organization for all targets until ctx ends, and returns its
// error. It logs failures and retries: otherwise a long outage of the database would make the job
// dead. It calls before ahead of each pass.
func (f *Follower) Follow(ctx context.Context, org ringdex.OrganizationID, before func()) error {
	return Watch(ctx, Watched{Committed: f.signal(org), Every: tick, Pause: breath}, func() (more bool) {
		before()
		more, err := f.Pass(ctx, org)
		if err != nil && ctx.Err() == nil {
			f.log.ErrorContext(ctx, "the journal cannot be read", "organization", org, "error", err)
		}
		return more && err == nil
	})
}

// signal returns the channel of commits. A subscription never ends and Follow may be called again,
// so it keeps one for each organization.
func (f *Follower) signal(org ringdex.OrganizationID) <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.committed[org] == nil {
		f.committed[org] = f.store.Subscribe()
	}
	return f.committed[org]
}

// step advances one target.
type step struct {
	target   Target
	from, to ringdex.Cursor
	jobs     []ringdex.Job
	more     bool
}

// Pass advances each target by one portion; more reports whether another pass has more to read.
func (f *Follower) Pass(ctx context.Context, org ringdex.OrganizationID) (more bool, err error) {
	var steps []step
	err = f.store.View(ctx, org, func(r ringdex.Reader) error {
		steps, err = f.steps(org, r)
		return err
	})
	if err != nil {
		return false, err
	}
	for i := range steps {
		moved, err := f.take(ctx, org, &steps[i])
		if err != nil {
			return false, err
		}
		more = more || moved && steps[i].more
	}
	return more, nil
}

func (f *Follower) steps(org ringdex.OrganizationID, r ringdex.Reader) (steps []step, err error) {
	targets, err := f.targets(org, r)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		s, err := stepOf(r, t)
		if err != nil {
			return nil, err
		}
		if s.to != s.from {
			steps = append(steps, s)
		}
	}
	return steps, nil
}

// stepOf reads from the target's cursor, unless its window is full.
func stepOf(r ringdex.Reader, t Target) (s step, err error) {
	s.target = t
	if s.from, err = r.Cursor(t.Cursor()); err != nil {
		return s, err
	}
	s.to = s.from
	if room, err := HasRoom(r, t); err != nil || !room {
		return s, err
	}
	p, err := read(r, t, s.from)
	if err != nil {
		return s, err
	}
	s.to, s.more = p.To, p.More
	s.jobs, err = t.Jobs(r, &p)
	return s, err
}

// take moves the cursor and enqueues the jobs in one transaction. moved is false if another process
// has moved the cursor or the target was removed: the next pass reads again.
func (f *Follower) take(ctx context.Context, org ringdex.OrganizationID, s *step) (moved bool, err error) {
	err = f.store.Update(ctx, org, func(w ringdex.Writer) error {
		if moved, err = f.isTarget(org, w, s.target); err != nil || !moved {
			return err
		}
		if err := w.MoveCursor(s.target.Cursor(), s.from, s.to); err != nil {
			return err
		}
		return jobs.In(w).Enqueue(s.jobs)
	})
	if ringdex.CodeOf(err) == ringdex.Conflict {
		return false, nil
	}
	return moved && err == nil, err
}

// isTarget reports whether a target still exists: moving its cursor would otherwise recreate it.
func (f *Follower) isTarget(org ringdex.OrganizationID, r ringdex.Reader, t Target) (bool, error) {
	targets, err := f.targets(org, r)
	for _, other := range targets {
		if other.Cursor() == t.Cursor() {
			return true, err
		}
	}
	return false, err
}
