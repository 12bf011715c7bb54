package webhook

import (
	"context"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// How the journal is read.
const (
	tick    = time.Second           // how often it is looked at without a signal: other nodes give none
	breath  = 50 * time.Millisecond // between two looks: during an import signals come all the time
	batch   = 200                   // changes that are read at once for an endpoint
	stride  = 10_000                // changes that are passed over in one step when the endpoint wants none of them
	window  = 1000                  // deliveries that can run, at which an endpoint is not read for any further
	backlog = 10_000                // the same with those that wait behind a failure
	endings = 20                    // runs that are told of at once
)

// follow reads the journal for all endpoints of an organization until ctx ends. Failures are logged and tried again:
// the job would otherwise die of a database that is out of reach for long.
func (s *Sender) follow(ctx context.Context, job ringdex.Job) error {
	signal := s.signal(job.Organization)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	defer s.forget(job.Organization)
	var l lookout
	for {
		s.look(ctx, job.Organization, &l)
		more, err := s.pass(ctx, job.Organization)
		if err != nil && ctx.Err() == nil {
			s.deps.Log.ErrorContext(ctx, "webhooks cannot read the journal", "organization", job.Organization, "error", err)
		}
		if more && err == nil {
			continue
		}
		if err := rest(ctx, breath); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-signal:
		case <-ticker.C:
		}
	}
}

// signal is that of commits. A subscription is for good, and the job may begin anew: each organization has one.
func (s *Sender) signal(org ringdex.OrganizationID) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.signals[org] == nil {
		s.signals[org] = s.deps.Store.Subscribe()
	}
	return s.signals[org]
}

func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// portion is what an endpoint is told of at once.
type portion struct {
	hook     ringdex.Webhook
	from, to ringdex.Cursor
	changes  []ringdex.Change
	runs     []ringdex.Run
	scene    scene
	full     bool      // there may be more
	last     time.Time // of the newest change that was read
}

// pass brings each endpoint a portion further; more says that there is more to do at once.
func (s *Sender) pass(ctx context.Context, org ringdex.OrganizationID) (more bool, err error) {
	var portions []portion
	err = s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		portions, err = portionsOf(r)
		return err
	})
	if err != nil {
		return false, err
	}
	for i := range portions {
		p := &portions[i]
		moved, err := s.tell(ctx, org, p)
		if err != nil {
			return false, err
		}
		more = more || moved && p.full
	}
	return more, nil
}

func portionsOf(r ringdex.Reader) ([]portion, error) {
	hooks, err := r.Webhooks()
	if err != nil {
		return nil, err
	}
	var portions []portion
	for _, hook := range hooks {
		if hook.Disabled {
			continue
		}
		p, err := portionOf(r, hook)
		if err != nil {
			return nil, err
		}
		if p.to != p.from {
			portions = append(portions, p)
		}
	}
	return portions, nil
}

// portionOf reads on from where the endpoint stands, unless it has enough to do.
func portionOf(r ringdex.Reader, hook ringdex.Webhook) (p portion, err error) {
	p.hook = hook
	if p.from, err = r.Cursor(cursorOf(hook.ID)); err != nil {
		return p, err
	}
	p.to = p.from
	if room, err := hasRoom(r, hook.ID); err != nil || !room {
		return p, err
	}
	p.full = true
	for p.full && len(p.changes) == 0 && p.to.Changes < p.from.Changes+stride {
		if err := p.readChanges(r, p.to.Changes); err != nil {
			return p, err
		}
	}
	if err := p.readRuns(r); err != nil {
		return p, err
	}
	p.scene, err = newScene(r, p.changes)
	return p, err
}

// readChanges reads a batch of the journal after a sequence and keeps the changes that the endpoint may want, with
// their images. p.full reports whether the batch was a whole one.
func (p *portion) readChanges(r ringdex.JournalReader, after int64) error {
	changes, err := r.Changes(after, batch)
	p.full = len(changes) == batch
	if err != nil || len(changes) == 0 {
		return err
	}
	p.to.Changes = changes[len(changes)-1].Seq
	p.last = changes[len(changes)-1].Cause.At
	wanted := func(c *ringdex.Change) bool { return wants(&p.hook, c) }
	if err := r.FillAfter(changes, wanted); err != nil {
		return err
	}
	p.changes = slices.DeleteFunc(changes, func(c ringdex.Change) bool { return !wanted(&c) })
	return nil
}

// hasRoom reports whether the window of an endpoint has room for a batch. Deliveries that failed, and those behind them,
// do not count up to a limit of their own: a record that the receiver refuses must not stop all other ones.
func hasRoom(r ringdex.JobReader, hook ringdex.ID) (bool, error) {
	f := deliveriesOf(hook, "")
	all, err := alive(r, f)
	if err != nil || all <= window-batch || all > backlog-batch {
		return err == nil && all <= window-batch, err
	}
	f.NotFailing = true
	running, err := alive(r, f)
	return running <= window-batch, err
}

// readRuns takes the runs that have ended and of which all changes have been told: whoever hears that a run is
// finished may rely on that.
func (p *portion) readRuns(r ringdex.RunReader) error {
	for range endings {
		runs, next, err := r.EndedRuns(p.to.Runs, 1)
		if err != nil || len(runs) == 0 || runs[0].LastSeq > p.to.Changes {
			return err
		}
		p.to.Runs = next
		p.runs = append(p.runs, runs[0])
	}
	p.full = true
	return nil
}

// tell moves the cursor and enqueues what the endpoint wants to know, both or nothing. moved is false when somebody
// else has moved it, or it is gone: the next pass sees.
func (s *Sender) tell(ctx context.Context, org ringdex.OrganizationID, p *portion) (moved bool, err error) {
	now := s.deps.Clock()
	var list []ringdex.Job
	for _, e := range p.events(org) {
		list = append(list, e.Job(p.hook.ID, now))
	}
	err = s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		if err := w.MoveCursor(cursorOf(p.hook.ID), p.from, p.to); err != nil {
			return err
		}
		return w.Enqueue(list)
	})
	if ringdex.CodeOf(err) == ringdex.Conflict {
		return false, nil
	}
	return err == nil, err
}

// events are those of the portion that the endpoint wants.
func (p *portion) events(org ringdex.OrganizationID) []*Event {
	var events []*Event
	for i := range p.changes {
		if e := p.scene.changed(org, &p.hook, &p.changes[i]); e != nil {
			events = append(events, e)
		}
	}
	for i := range p.runs {
		if e := runEvent(org, &p.hook, &p.runs[i]); e != nil {
			events = append(events, e)
		}
	}
	return events
}
