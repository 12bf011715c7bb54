package syncer

import (
	"context"
	"encoding/json"
	"iter"

	"ringdex/internal/connector"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// replaceJob is the handler of JobReplace: it sends all contacts in one call.
func (s *Syncer) replaceJob(ctx context.Context, job ringdex.Job) error {
	c, state, err := s.scheduled(ctx, job)
	switch {
	case ringdex.CodeOf(err) == ringdex.NotFound:
		return nil
	case err != nil:
		return err
	case c.Disabled:
		return jobs.Again(awayPause, nil)
	case state.Held:
		return nil // a person goes on: Accept
	}
	return s.replace(ctx, job.Organization, &c, state, false)
}

// replaced is the state of a connector that sends all contacts.
type replaced struct {
	Count int64 `json:"count"` // of contacts the last time
}

// countIn returns how many contacts a connector has sent in one call; 0 if it sends changes.
func countIn(state *ringdex.ConnectorState) int64 {
	var r replaced
	_ = json.Unmarshal(state.Place, &r) // the place of a reader has another form
	return r.Count
}

// replace sends all contacts, unless they are too few compared with the last time.
func (s *Syncer) replace(ctx context.Context, org ringdex.OrganizationID, c *ringdex.Connector, state ringdex.ConnectorState, accept bool) error {
	open, err := s.open(org, c)
	if err != nil {
		return err
	}
	r := replacing{s: s, org: org, c: c}
	_ = json.Unmarshal(state.Place, &r.before) // the first time there is none
	began := s.deps.Clock()
	err = r.send(ctx, open.(connector.Replacer), accept) // a target without it has no such job
	err = s.keep(ctx, org, c.ID, err, func(now *ringdex.ConnectorState) {
		now.Began, now.Ended, now.Failure, now.Held = began, s.deps.Clock(), FailureOf(err), r.held
		if err == nil {
			now.Place, _ = json.Marshal(replaced{r.n})
		}
	})
	if r.held {
		return nil
	}
	return err
}

// replacing is one call that sends all contacts.
type replacing struct {
	s       *Syncer
	org     ringdex.OrganizationID
	c       *ringdex.Connector
	before  replaced
	n       int64 // contacts this time
	refused []ringdex.Sent
	held    bool
}

// shrunkFloor is how many contacts may be fewer than the last time, even if that is a large share.
const shrunkFloor = 500

// send has all contacts replaced. They are read once: the guard stops the call behind the last one.
func (r *replacing) send(ctx context.Context, to connector.Replacer, accept bool) error {
	err := r.view(ctx, func(rd ringdex.Reader, l *load, all iter.Seq2[connector.Change, error]) error {
		if err := l.linkAll(rd); err != nil {
			return err
		}
		b := connector.Batch{Kind: ringdex.KindContact, Fields: l.fields, Companies: l.linked}
		return to.Replace(ctx, r.guarded(all, accept), &b, r.refuse)
	})
	if err != nil {
		return err
	}
	return r.s.deps.Store.Update(ctx, r.org, r.remember)
}

// guarded counts contacts, and ends with an error if they are none or too few.
func (r *replacing) guarded(all iter.Seq2[connector.Change, error], accept bool) iter.Seq2[connector.Change, error] {
	return func(yield func(connector.Change, error) bool) {
		for c, err := range all {
			if !yield(c, err) || err != nil {
				return
			}
			r.n++
		}
		if accept {
			return
		}
		if err := r.guard(); err != nil {
			yield(connector.Change{}, err)
		}
	}
}

// guard refuses an empty or a shrunken set.
func (r *replacing) guard() error {
	fewer := r.before.Count - r.n
	if r.n > 0 && fewer <= max(shrunkFloor, r.before.Count/10) {
		return nil
	}
	r.held = r.before.Count > 0
	return ringdex.Fail(ringdex.Conflict, "connector.shrunken", r.n, r.before.Count)
}

// refuse notes a contact that the system has refused.
func (r *replacing) refuse(c connector.Change, result connector.Result) error {
	sent := sentOf(&c, &result, ringdex.Sent{}, r.s.deps.Clock())
	r.refused = append(r.refused, sent)
	return nil
}

// remember replaces what is kept of refused contacts: the others were accepted.
func (r *replacing) remember(w ringdex.Writer) error {
	old, err := memoryOf(w).ListSent(ringdex.SentFilter{Connector: r.c.ID}, ringdex.Ref{}, int(r.n)+len(r.refused))
	if err != nil {
		return err
	}
	gone := make([]ringdex.Ref, len(old))
	for i := range old {
		gone[i] = old[i].Ref
	}
	if err := memoryIn(w).ForgetSent(r.c.ID, gone); err != nil {
		return err
	}
	return memoryIn(w).PutSent(r.c.ID, r.refused)
}

// view calls fn with the contacts that concern the system, on a snapshot.
func (r *replacing) view(ctx context.Context, fn func(ringdex.Reader, *load, iter.Seq2[connector.Change, error]) error) error {
	return r.s.deps.Store.View(ctx, r.org, func(rd ringdex.Reader) error {
		l, err := loadOf(rd, r.c, nil)
		if err != nil {
			return err
		}
		return fn(rd, l, func(yield func(connector.Change, error) bool) { r.each(rd, l, yield) })
	})
}

// errEnough stops the reading of contacts.
const errEnough = ringdex.Code("enough")

func (r *replacing) each(rd ringdex.Reader, l *load, yield func(connector.Change, error) bool) {
	err := rd.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
		change := l.change(c.Ref(), c, nil)
		if l.concerns(&change) && !yield(change, nil) {
			return errEnough
		}
		return nil
	})
	if err != nil && ringdex.CodeOf(err) != errEnough {
		yield(connector.Change{}, err)
	}
}
