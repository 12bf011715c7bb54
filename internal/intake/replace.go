package intake

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
)

// replace imports all batches and deletes missing contacts. It stages portions as far as possible,
// so that others can write in between; the last transaction applies the rest and publishes
// everything. Outcomes are reported before, and are valid only if that commits.
func (s *stream) replace(ctx context.Context) error {
	next, stop := iter.Pull2(s.ahead(ctx))
	defer stop()
	defer s.in.stagers.leave(s)
	left, err := s.portions(ctx, next)
	if err == nil {
		err = s.foresee(ctx)
	}
	if err == nil {
		err = s.publish(ctx, left, next)
	}
	if err != nil && s.staged {
		err = errors.Join(err, s.in.rollBack(context.WithoutCancel(ctx), s.order.Organization, s.run.ID))
	}
	return err
}

// publish applies what was not staged and publishes everything.
func (s *stream) publish(ctx context.Context, left []*batch, next func() (*batch, error, bool)) error {
	if !s.staged {
		if whole, err := s.small(ctx, &left, next); whole || err != nil {
			return err
		}
	}
	if err := s.in.stagers.enter(ctx, s); err != nil {
		return err
	}
	return s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error {
		if err := s.begin(w, left); err != nil {
			return err
		}
		if err := w.Publish(s.run.ID); err != nil {
			return err
		}
		s.head = w.Head().Changes
		for i, b := range left {
			left[i] = nil // frees memory for batches in planning
			if err := s.take(w, b); err != nil {
				return err
			}
		}
		if err := s.takeRest(w, next); err != nil {
			return err
		}
		return s.complete(w)
	})
}

// small carries a run out that is all read and has nothing staged. It waits for another run only
// where that has staged what it needs: its transaction can begin anew.
func (s *stream) small(ctx context.Context, left *[]*batch, next func() (*batch, error, bool)) (whole bool, err error) {
	b, err, more := next()
	if err != nil || more {
		*left = append(*left, b)
		return false, err
	}
	before := s.progress
	err = s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error {
		s.progress = before
		s.run.FirstSeq = w.Head().Changes
		return s.whole(w, *left)
	})
	for _, b := range *left {
		if !b.planned() {
			break
		}
		err = errors.Join(err, s.tell(b)) // also if a guard stops the run: the outcomes explain it
	}
	return true, err
}

// whole writes all that a run changes.
func (s *stream) whole(w ringdex.Writer, batches []*batch) error {
	if err := s.learn(w, batches); err != nil {
		return err
	}
	for _, b := range batches {
		if err := s.carryOut(w, b); err != nil {
			return err // b may have no plan, and so no contacts to note
		}
		if err := s.note(b); err != nil {
			return err
		}
	}
	return s.complete(w)
}

// complete deletes the source's missing contacts and ends the run.
func (s *stream) complete(w ringdex.Writer) error {
	if err := s.removeRest(w); err != nil {
		return err
	}
	s.run.LastSeq = w.Head().Changes
	return s.put(w, true)
}

// takeRest applies the batches that were not read yet.
func (s *stream) takeRest(w ringdex.Writer, next func() (*batch, error, bool)) error {
	for {
		b, err, more := next()
		if err != nil || !more {
			return err
		}
		if err := s.take(w, b); err != nil {
			return err
		}
	}
}

func (s *stream) take(w ringdex.Writer, b *batch) error {
	if err := s.carryOut(w, b); err != nil {
		return err
	}
	return s.done(b)
}

// note records the contacts of a batch.
func (s *stream) note(b *batch) error {
	for i := range b.plan.outcomes {
		o := &b.plan.outcomes[i]
		id := o.Ref.Contact
		if o.Action == ringdex.Refused {
			id = s.refused.note(&b.records[i], b.plan.refused[i], s.keepsRefused(&b.rules.Source))
		}
		if id.IsZero() || s.inventory.arrive(b.records[i].Identity.ExternalID, id) {
			continue
		}
		if err := s.came.Put(xxhash.Sum64(id[:]), 0); err != nil {
			return err
		}
	}
	return nil
}

// removeRest deletes the source's missing contacts.
func (s *stream) removeRest(w ringdex.Writer) error {
	rest, err := s.surplus(w)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(rest, batchSize) {
		if err := s.remove(w, chunk); err != nil {
			return err
		}
	}
	return nil
}

// predict returns how many contacts a dry run would delete, or its refusal.
func (s *stream) predict(r ringdex.Reader) error {
	rest, err := s.surplus(r)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(rest, batchSize) {
		contacts, err := s.missing(r, chunk)
		if err != nil {
			return err
		}
		for _, c := range contacts {
			if c.Source != s.order.Source {
				continue
			}
			if s.run.Counts.Deleted++; s.order.Missing != nil {
				s.order.Missing(c)
			}
		}
	}
	return nil
}

// remove deletes contacts. From a contact of another source it removes only this source's external
// id.
func (s *stream) remove(w ringdex.Writer, ids []ringdex.ID) error {
	contacts, err := s.missing(w, ids)
	if err != nil {
		return err
	}
	rules, err := s.in.Rules(w, s.order.Source)
	if err != nil {
		return err
	}
	cause := ringdex.Cause{Source: s.order.Source, Run: s.run.ID, Actor: s.order.Actor, At: s.in.deps.Clock()}
	changes := make([]ringdex.Change, 0, len(contacts))
	for _, c := range contacts {
		change := ringdex.Change{Ref: c.Ref(), Action: ringdex.Deleted, Cause: cause, Contact: ringdex.Images[ringdex.Contact]{Before: c}}
		if c.Source != s.order.Source {
			change.Action, change.Contact.After = ringdex.Updated, s.unlinked(c, cause, &rules)
		} else {
			s.run.Counts.Deleted++
		}
		changes = append(changes, change)
	}
	return w.Apply(changes)
}

// missing reads missing contacts, except those that the run keeps, and sorts them by external id.
func (s *stream) missing(r ringdex.Reader, ids []ringdex.ID) ([]*ringdex.Contact, error) {
	found, err := r.Contacts(ids)
	maps.DeleteFunc(found, func(_ ringdex.ID, c *ringdex.Contact) bool { return s.spares(c) })
	return slices.SortedFunc(maps.Values(found), func(a, b *ringdex.Contact) int {
		return strings.Compare(a.ExternalID(s.order.Source), b.ExternalID(s.order.Source))
	}), err
}

// spares reports whether a replacing run keeps a missing contact: it never deletes staff, or a
// contact that was created after the run began.
func (s *stream) spares(c *ringdex.Contact) bool {
	return c.Roles.Rank() != 0 || c.Created.After(s.run.Started)
}

func (s *stream) unlinked(c *ringdex.Contact, cause ringdex.Cause, rules *ringdex.Rules) *ringdex.Contact {
	is := c.Clone()
	is.Leave(rules, s.order.Source)
	is.Version++
	is.Updated = cause.At
	return is
}
