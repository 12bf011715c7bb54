package syncer

import (
	"context"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// Send has a target get what waits for it, refused records included, and returns when nothing waits
// any more. The queue of this node or another one must run. progress gets how many jobs wait; it
// may be nil. The error is the failure of the connector.
func (s *Syncer) Send(ctx context.Context, org ringdex.OrganizationID, name string, accept bool, progress func(waiting int64)) (State, error) {
	state, err := s.Show(ctx, org, name)
	if err != nil {
		return state, err
	}
	if !state.Writes {
		return state, ringdex.Fail(ringdex.Invalid, "connector.writes_nothing", ringdex.Show(name))
	}
	open, err := s.open(org, &state.Connector)
	if err != nil {
		return state, err
	}
	if isComplete(open) {
		if err := s.skipToHead(ctx, org, &state.Connector); err != nil {
			return state, err
		}
		err := s.replace(ctx, org, &state.Connector, state.Done, accept)
		return s.after(ctx, org, name, err)
	}
	if err := s.retry(ctx, org, ringdex.SentFilter{Connector: state.ID, Refused: true}); err != nil {
		return state, err
	}
	if state.Waiting > 0 {
		err := s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error { return s.resume(w, state.ID) })
		if err != nil {
			return state, err
		}
	}
	return s.drain(ctx, org, name, progress)
}

// skipToHead says that a connector that gets all records in one call needs no earlier change, and
// no job.
func (s *Syncer) skipToHead(ctx context.Context, org ringdex.OrganizationID, c *ringdex.Connector) error {
	return s.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		at, err := w.Cursor(cursorOf(c.ID))
		if err != nil {
			return err
		}
		if err := w.MoveCursor(cursorOf(c.ID), at, w.Head().Cursor); err != nil {
			return err
		}
		_, err = jobs.In(w).RemoveJobs(ringdex.JobFilter{Kind: JobReplace, Group: c.ID.String(), State: ringdex.JobWaiting})
		return err
	})
}

// after returns the state after a call; a guard that has stopped it is its error.
func (s *Syncer) after(ctx context.Context, org ringdex.OrganizationID, name string, err error) (State, error) {
	state, failed := s.Show(ctx, org, name)
	if err == nil {
		err = failed
	}
	if err == nil && !state.Done.Failure.IsZero() {
		err = &ringdex.Error{Code: ringdex.Unavailable, Text: state.Done.Failure}
	}
	return state, err
}

// drainPoll is the interval of looking whether all is sent.
const drainPoll = 100 * time.Millisecond

// drain reads the journal and waits until the jobs are done, or fail.
func (s *Syncer) drain(ctx context.Context, org ringdex.OrganizationID, name string, progress func(int64)) (state State, err error) {
	ticker := time.NewTicker(drainPoll)
	defer ticker.Stop()
	for {
		more, err := s.follower.Pass(ctx, org)
		if err != nil {
			return state, err
		}
		if more {
			continue // until the window of jobs is full
		}
		if state, err = s.progress(ctx, org, name); err != nil {
			return state, err
		}
		if progress != nil {
			progress(state.Waiting)
		}
		failing, err := s.failing(ctx, org, &state)
		if err != nil || failing || state.Behind == 0 && state.Waiting == 0 {
			return s.after(ctx, org, name, err)
		}
		select {
		case <-ctx.Done():
			return state, ctx.Err()
		case <-ticker.C:
		}
	}
}

// progress is Show without the count of what was sent.
func (s *Syncer) progress(ctx context.Context, org ringdex.OrganizationID, name string) (state State, err error) {
	err = s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		c, err := find(r, name)
		if err != nil {
			return err
		}
		state, err = s.progressOf(r, c)
		return err
	})
	return state, err
}

// failing reports whether the jobs of a connector wait behind a failed one that is not due yet.
// They run one after the other.
func (s *Syncer) failing(ctx context.Context, org ringdex.OrganizationID, state *State) (failing bool, err error) {
	if state.Waiting == 0 {
		return false, nil
	}
	f := ringdex.JobFilter{Kind: JobPush, Group: state.ID.String(), State: ringdex.JobWaiting}
	err = s.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		first, err := jobs.Of(r).Jobs(f, ringdex.Page{Limit: 1})
		failing = len(first) > 0 && first[0].Error != "" && first[0].Due.After(s.deps.Clock())
		return err
	})
	return failing, err
}

// Check tests the settings of a connector against its system.
func (s *Syncer) Check(ctx context.Context, org ringdex.OrganizationID, name string) error {
	open, err := s.named(ctx, org, name)
	if err != nil {
		return err
	}
	checker, ok := open.(connector.Checker)
	if !ok {
		return nil
	}
	return checker.Check(ctx)
}

// Discover returns the columns of a connector's system; none if it has none to tell. Unavailable,
// with the reason, if the system does not tell them.
func (s *Syncer) Discover(ctx context.Context, org ringdex.OrganizationID, name string) ([]connector.Column, error) {
	open, err := s.named(ctx, org, name)
	if err != nil {
		return nil, err
	}
	discoverer, ok := open.(connector.Discoverer)
	if !ok {
		return nil, ringdex.Fail(ringdex.Invalid, "connector.discovers_nothing", ringdex.Show(name))
	}
	columns, err := discoverer.Discover(ctx)
	if ringdex.CodeOf(err) == ringdex.Internal {
		err = &ringdex.Error{Code: ringdex.Unavailable, Text: FailureOf(err), Cause: err}
	}
	return columns, err
}

func (s *Syncer) named(ctx context.Context, org ringdex.OrganizationID, name string) (connector.Connector, error) {
	state, err := s.Show(ctx, org, name)
	if err != nil {
		return nil, err
	}
	return s.open(org, &state.Connector)
}

func enqueueAll(w ringdex.Writer, all []ringdex.Job) error {
	if len(all) == 0 {
		return nil
	}
	return jobs.In(w).Enqueue(all)
}
