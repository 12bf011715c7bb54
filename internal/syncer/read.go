package syncer

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Reading is how a connector is to read.
type Reading struct {
	Full   bool // everything, and what is missing is marked
	DryRun bool // nothing is written, and nothing is kept
	Accept bool // without the guard, this time

	Outcome func(ringdex.Kind, *ringdex.Outcome) // receives each outcome; may be nil

	job int64 // that reads; 0 for none
}

// Report is what a read has done.
type Report struct {
	Runs    []ringdex.Run // one for each kind, in order
	Notes   []message.Text
	Missing int   // records marked as missing
	Err     error // why it stopped; nil if it did not
}

// nightly is when everything is read, by the clock of UTC, if the connector has a schedule.
const nightly = "17 1 * * *"

// Read reads from a connector now. The error is also in the report, unless nothing was tried:
// NotFound for an unknown name, Conflict while it reads elsewhere, Invalid for a target.
func (s *Syncer) Read(ctx context.Context, org ringdex.OrganizationID, name string, how Reading) (Report, error) {
	var c ringdex.Connector
	err := s.deps.Store.View(ctx, org, func(r ringdex.Reader) (err error) {
		c, err = find(r, name)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	return s.read(ctx, org, &c, how)
}

func (s *Syncer) read(ctx context.Context, org ringdex.OrganizationID, c *ringdex.Connector, how Reading) (Report, error) {
	open, err := s.open(org, c)
	if err != nil {
		return Report{}, err
	}
	reader, ok := open.(connector.Reader)
	if !ok {
		return Report{}, ringdex.Fail(ringdex.Invalid, "connector.reads_nothing", ringdex.Show(c.Name))
	}
	if how.DryRun {
		return s.dryRead(ctx, org, c, reader, how)
	}
	state, release, err := s.claim(ctx, org, c.ID, how.job)
	if err != nil {
		return Report{}, err
	}
	defer release()
	return s.claimed(ctx, org, c, reader, how, state)
}

func (s *Syncer) dryRead(ctx context.Context, org ringdex.OrganizationID, c *ringdex.Connector, reader connector.Reader, how Reading) (Report, error) {
	var state ringdex.ConnectorState
	err := s.deps.Store.View(ctx, org, func(r ringdex.Reader) (err error) {
		state, err = doneBy(r, c.ID)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	sink, err := s.newSink(ctx, org, c, how)
	if err != nil {
		return Report{}, err
	}
	_, err = reader.Read(ctx, query(&state, how), sink)
	sink.report.Err = err
	return sink.report, err
}

func query(state *ringdex.ConnectorState, how Reading) connector.Query {
	q := connector.Query{Since: state.Place, DryRun: how.DryRun, Held: state.Held && !how.Accept && !how.Full && !how.DryRun}
	if how.Full {
		q.Since = nil
	}
	return q
}

// claimed reads while the connector is claimed, and stores what has become of it.
func (s *Syncer) claimed(ctx context.Context, org ringdex.OrganizationID, c *ringdex.Connector, reader connector.Reader, how Reading, state ringdex.ConnectorState) (Report, error) {
	sink, err := s.newSink(ctx, org, c, how)
	if err != nil {
		return Report{}, err
	}
	began := s.deps.Clock()
	place, err := reader.Read(ctx, query(&state, how), sink)
	sink.report.Err = err
	return sink.report, s.keep(ctx, org, c.ID, err, func(now *ringdex.ConnectorState) {
		if err == nil && (how.Full || len(state.Place) == 0) {
			now.Complete = began
		}
		if err == nil || place != nil {
			now.Place = place
		}
		now.Notes, now.Runs = sink.report.Notes, sink.runs()
		if !errors.Is(err, connector.ErrHeld) {
			now.Failure, now.Held = FailureOf(err), sink.held
		}
		now.Ended, now.Node, now.Job = s.deps.Clock(), "", 0
	})
}

// FailureOf returns why a connector failed, for the person who looks after it: the words of the
// system, too.
func FailureOf(err error) message.Text {
	if err == nil {
		return message.Text{}
	}
	if _, ours := err.(interface{ Message() message.Text }); ours { // its own text, not that of its cause
		return message.Of(err)
	}
	return ringdex.TextOf(err)
}

// keep changes the state even if the caller's context has ended, and returns err. A connector can
// read and send at once, so it changes the state as it is now.
func (s *Syncer) keep(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, err error, change func(*ringdex.ConnectorState)) error {
	failed := s.deps.Store.Update(context.WithoutCancel(ctx), org, func(w ringdex.Writer) error {
		if _, err := ringdex.FindDocument[ringdex.Connector](w, id.String()); err != nil {
			return err // it was removed during the read
		}
		state, err := doneBy(w, id)
		if err != nil {
			return err
		}
		change(&state)
		return w.PutDocument(state)
	})
	if err == nil && ringdex.CodeOf(failed) != ringdex.NotFound {
		err = failed
	}
	return err
}

// claim makes this node the only one that reads from the connector.
func (s *Syncer) claim(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, job int64) (state ringdex.ConnectorState, release func(), err error) {
	if _, busy := s.reading.LoadOrStore(id, true); busy {
		return state, nil, ringdex.Fail(ringdex.Conflict, "connector.busy")
	}
	release = func() { s.reading.Delete(id) }
	alive, err := s.alive(ctx)
	if err == nil {
		err = s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
			if state, err = doneBy(w, id); err != nil {
				return err
			}
			if reads, err := s.readsElsewhere(w, &state, alive); err != nil || reads {
				return cmp.Or(err, error(ringdex.Fail(ringdex.Conflict, "connector.busy")))
			}
			state.Node, state.Job, state.Began, state.Ended = s.deps.Node, job, s.deps.Clock(), time.Time{}
			return w.PutDocument(state)
		})
	}
	if err != nil {
		release()
	}
	return state, release, err
}

// readsElsewhere reports whether another node reads from the connector. A node that lives may have
// ended its read and could not store that: then its job is not running any more.
func (s *Syncer) readsElsewhere(r ringdex.Reader, state *ringdex.ConnectorState, alive map[string]bool) (bool, error) {
	if state.Node == "" || state.Node == s.deps.Node || !alive[state.Node] {
		return false, nil
	}
	if state.Job == 0 {
		return true, nil
	}
	held, err := jobs.Of(r).Jobs(ringdex.JobFilter{ID: state.Job, State: ringdex.JobRunning}, ringdex.Page{Limit: 1})
	return len(held) > 0 && held[0].Node == state.Node, err
}

func (s *Syncer) alive(ctx context.Context) (map[string]bool, error) {
	nodes, err := s.deps.Nodes(ctx)
	alive := map[string]bool{}
	for _, n := range nodes {
		alive[n.ID] = n.Alive
	}
	return alive, err
}

// once are the arguments of a JobRead that was asked for.
type once struct {
	Full   bool `json:"full,omitempty"`
	Accept bool `json:"accept,omitempty"`
}

// Trigger has a connector read soon, on any node, or a target get what waits for it. It does not
// wait for that. NotFound if there is no such connector.
func (s *Syncer) Trigger(ctx context.Context, org ringdex.OrganizationID, name string, how Reading) error {
	return s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		c, err := find(w, name)
		if err != nil {
			return err
		}
		able, err := s.abilities(&c)
		if err != nil {
			return err
		}
		var all []ringdex.Job
		if able.Reads {
			all = append(all, jobs.New(JobRead, c.ID.String(), "once", once{how.Full, how.Accept}, s.deps.Clock()))
		}
		if able.Writes {
			all = append(all, jobs.New(JobRetry, c.ID.String(), "once", once{Accept: how.Accept}, s.deps.Clock()))
		}
		return enqueueAll(w, all)
	})
}

// busyPause is how long a scheduled read waits for one that was started by hand.
const busyPause = 30 * time.Second

// readJob is the handler of JobRead: it reads, and comes back at the next time of the schedule.
func (s *Syncer) readJob(ctx context.Context, job ringdex.Job) error {
	c, state, err := s.scheduled(ctx, job)
	if ringdex.CodeOf(err) == ringdex.NotFound || err == nil && c.Disabled {
		return nil // enabling it enqueues the job
	}
	if err != nil {
		return err
	}
	if len(job.Args) > 0 {
		return s.readOnce(ctx, job, &c)
	}
	now := s.deps.Clock()
	full := len(state.Place) == 0 || !jobs.NextCron(nightly, time.UTC, state.Complete).After(now)
	report, err := s.read(ctx, job.Organization, &c, Reading{Full: full && !state.Held, job: job.ID})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case ringdex.CodeOf(err) == ringdex.Conflict && report.Err == nil:
		return jobs.Again(busyPause, nil)
	case err != nil:
		s.deps.Log.WarnContext(ctx, "a connector could not read; it tries again on schedule", "connector", c.Name, "error", err)
	}
	return jobs.Again(jobs.NextCron(c.Schedule, time.UTC, now).Sub(now), nil)
}

// readOnce reads on request. A read that the database has failed is tried again: no schedule would
// do it.
func (s *Syncer) readOnce(ctx context.Context, job ringdex.Job, c *ringdex.Connector) error {
	var how once
	if err := json.Unmarshal(job.Args, &how); err != nil {
		return jobs.Dead(err)
	}
	report, err := s.read(ctx, job.Organization, c, Reading{Full: how.Full, Accept: how.Accept, job: job.ID})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case ringdex.CodeOf(err) == ringdex.Conflict && report.Err == nil:
		return jobs.Again(busyPause, how)
	case ringdex.CodeOf(err) == ringdex.Unavailable:
		return err
	case err != nil:
		s.deps.Log.WarnContext(ctx, "a connector could not read", "connector", c.Name, "error", err)
	}
	return nil // the state of the connector says how it ended
}

// scheduled loads the connector of a job.
func (s *Syncer) scheduled(ctx context.Context, job ringdex.Job) (c ringdex.Connector, state ringdex.ConnectorState, err error) {
	err = s.deps.Store.View(ctx, job.Organization, func(r ringdex.Reader) error {
		if c, err = ringdex.FindDocument[ringdex.Connector](r, job.Group); err != nil {
			return err
		}
		state, err = doneBy(r, c.ID)
		return err
	})
	return c, state, err
}
