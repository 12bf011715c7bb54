package journal

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// Target is a reader whose cursor is in the database, such as a webhook.
type Target interface {
	// Cursor is the name of its cursor.
	Cursor() string
	// Queue selects its jobs: those that are open fill its window.
	Queue() ringdex.JobFilter
	// Wants reports whether a change may concern it, by what is known without images: kind, action and cause.
	Wants(c *ringdex.Change) bool
	// Jobs returns what is to be done about a portion; r reads the same snapshot. Unlike the rest it may be called for
	// changes that are not enqueued in the end.
	Jobs(r ringdex.Reader, p *Portion) ([]ringdex.Job, error)
}

// Targets returns the targets of an organization that are to be read for.
type Targets func(org ringdex.OrganizationID, r ringdex.Reader) ([]Target, error)

// Follower reads the journals of organizations for targets. Many goroutines may use it at once.
type Follower struct {
	store   ringdex.Store
	log     *slog.Logger
	targets Targets

	mu        sync.Mutex
	committed map[ringdex.OrganizationID]<-chan struct{}
}

// NewFollower makes a Follower.
func NewFollower(store ringdex.Store, log *slog.Logger, targets Targets) *Follower {
	return &Follower{store: store, log: log, targets: targets, committed: map[ringdex.OrganizationID]<-chan struct{}{}}
}

// Start puts the cursor of a new target at the end of the journal: it gets what is written from then on.
func Start(w ringdex.Writer, cursor string) error {
	return w.MoveCursor(cursor, ringdex.Cursor{}, ringdex.Cursor{Changes: w.Head(), Runs: w.RunsEnded()})
}

// Forget removes the cursor of a target.
func Forget(w ringdex.Writer, cursor string) error {
	at, err := w.Cursor(cursor)
	if err != nil {
		return err
	}
	return w.MoveCursor(cursor, at, ringdex.Cursor{})
}

// When the journal is looked at.
const (
	tick   = time.Second
	breath = 50 * time.Millisecond
)

// Follow reads the journal of an organization for all targets until ctx ends, which is its error. It logs failures and
// tries again: a job would otherwise die of a database that is out of reach for long. before is called before each look.
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

// signal is that of commits. A subscription never ends, and Follow may be called anew: each organization has one.
func (f *Follower) signal(org ringdex.OrganizationID) <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.committed[org] == nil {
		f.committed[org] = f.store.Subscribe()
	}
	return f.committed[org]
}

// step moves one target on.
type step struct {
	target   Target
	from, to ringdex.Cursor
	jobs     []ringdex.Job
	more     bool
}

// Pass moves each target one portion on; more reports whether there is more to read at once.
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

// stepOf reads on from where the target stands, unless its window is full.
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

// take moves the cursor and enqueues the jobs, both or neither. moved is false when another process has moved the
// cursor, or the target is gone: the next pass reads anew.
func (f *Follower) take(ctx context.Context, org ringdex.OrganizationID, s *step) (moved bool, err error) {
	err = f.store.Update(ctx, org, func(w ringdex.Writer) error {
		if moved, err = f.isTarget(org, w, s.target); err != nil || !moved {
			return err
		}
		if err := w.MoveCursor(s.target.Cursor(), s.from, s.to); err != nil {
			return err
		}
		return w.Enqueue(s.jobs)
	})
	if ringdex.CodeOf(err) == ringdex.Conflict {
		return false, nil
	}
	return moved && err == nil, err
}

// isTarget reports whether a target still is one: its cursor would come back otherwise.
func (f *Follower) isTarget(org ringdex.OrganizationID, r ringdex.Reader, t Target) (bool, error) {
	targets, err := f.targets(org, r)
	for _, other := range targets {
		if other.Cursor() == t.Cursor() {
			return true, err
		}
	}
	return false, err
}
