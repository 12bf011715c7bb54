package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
)

// What a source has and a replacing run has not read.

// surplus returns the source's missing contacts, or an error if a guard refuses to delete them.
func (s *stream) surplus(r ringdex.Reader) ([]ringdex.ID, error) {
	if n := &s.run.Counts; n.Created+n.Updated+n.Unchanged == 0 {
		return nil, ringdex.Fail(ringdex.Invalid, "intake.replace_none")
	}
	rest, before, err := s.rest(r)
	if err != nil {
		return nil, err
	}
	if err := s.mayDelete(r, rest, before); err != nil {
		s.run.Counts.Deleted = int64(len(rest)) // what would have been
		return nil, err
	}
	return rest, nil
}

// rest returns the missing contacts, sorted, and how many the source had before the run.
func (s *stream) rest(r ringdex.Reader) (rest []ringdex.ID, before int, err error) {
	var failed error
	err = s.absent(r, func(contact ringdex.ID) {
		if !s.hasCome(contact, &failed) && failed == nil {
			rest = append(rest, contact)
		}
	})
	slices.SortFunc(rest, func(a, b ringdex.ID) int { return bytes.Compare(a[:], b[:]) })
	kept := int(s.run.Counts.Updated+s.run.Counts.Unchanged) + s.refused.kept
	return rest, kept + len(rest), errors.Join(err, failed)
}

// absent calls fn for the contacts of the source that have not come, and maybe for some that have.
func (s *stream) absent(r ringdex.Reader, fn func(contact ringdex.ID)) error {
	if s.inventory.holds() {
		return s.inventory.absent(r, fn)
	}
	if err := s.recount(); err != nil {
		return err
	}
	if s.awaited.holds() {
		return s.awaited.absent(r, fn)
	}
	return ringdex.ContactsOfSource(r, s.order.Source, func(_ string, m ringdex.Found) { fn(m.Contact) })
}

// foresee looks, if the inventory was given up, for what has not come, on a snapshot: the last
// transaction reads only what others have written since, and does not keep them waiting for a scan
// of the source.
func (s *stream) foresee(ctx context.Context) error {
	if !s.inventory.lost() {
		return nil
	}
	if err := s.recount(); err != nil {
		return err
	}
	var failed error
	s.awaited = newInventory(s.order.Source, s.in.remembers)
	s.awaited.skips = func(contact ringdex.ID) bool { return s.hasCome(contact, &failed) }
	err := s.in.deps.Store.View(ctx, s.order.Organization, func(r ringdex.Reader) error {
		_, err := s.awaited.at(r)
		return err
	})
	return errors.Join(err, failed)
}

// recount notes in came what an inventory has seen come that does not hold any more.
func (s *stream) recount() (err error) {
	if s.inventory != nil {
		s.inventory.has.each(true, func(id ringdex.ID) { err = cmp.Or(err, s.came.Put(xxhash.Sum64(id[:]), 0)) })
	}
	return err
}

// hasCome reports whether came has a contact.
func (s *stream) hasCome(contact ringdex.ID, failed *error) bool {
	_, came, err := s.came.Get(xxhash.Sum64(contact[:]))
	*failed = cmp.Or(*failed, err)
	return came
}
