package intake

import "ringdex/internal/ringdex"

// A replacing run is one transaction, and nobody else writes the organization while it lasts. So it begins as late as
// can be: records that are what they were need none, and as many batches as memory has room for are read, compared and
// planned on snapshots before it. In most runs, of a file that comes every night, that is all of them.

// heldWeight is how much waits for the transaction at most: some 20 MB, which are 8 batches of new contacts, or 20 in
// which one contact in ten has changed.
const heldWeight = 24 * batchSize

// weight is what a batch takes in memory while it waits, in records: a change holds its contact as it will be.
func (b *batch) weight() int { return len(b.records) + 2*len(b.plan.changes) }

// hold gathers batches before the transaction. Those that change nothing are done at once, up to the first one that
// does: outcomes are reported in order.
func (s *stream) hold(next func() (*batch, error, bool)) (held []*batch, err error) {
	for weight := 0; weight < heldWeight; {
		b, err, more := next()
		if err != nil || !more {
			return held, err
		}
		if len(held) == 0 && b.planned && b.settled() && !b.repeats {
			if err := s.accept(b); err != nil {
				return nil, err
			}
			continue
		}
		b.unload()
		weight += b.weight()
		if held = append(held, b); !b.planned {
			break // it is planned in the transaction, and whatever follows may depend on it
		}
	}
	return held, nil
}

// accept counts and reports a batch that writes nothing. Whatever others write from now on comes after it.
func (s *stream) accept(b *batch) error {
	s.count(b)
	if err := s.note(b); err != nil {
		return err
	}
	return s.tell(b)
}

// unload lets go of what the records of a plan can read again.
func (b *batch) unload() {
	if !b.planned {
		return
	}
	for i := range b.records {
		b.records[i].unload()
	}
}

// moved is what others have written since plans were made, in a form in which plans can be held against it.
type moved struct {
	all      bool // too much to look at
	contacts map[ringdex.ID]bool
	external map[string]bool // ids of the source that these contacts have now
}

// movedLimit is how many changes are looked at: more are rarer than planning again is dear.
const movedLimit = 20_000

// movedSince reads what has been written since the plan of a batch was made.
func movedSince(r ringdex.Reader, b *batch) (moved, error) {
	m := moved{contacts: map[ringdex.ID]bool{}, external: map[string]bool{}}
	if m.all = r.Head()-b.seq > movedLimit; m.all {
		return m, nil
	}
	refs, _, err := r.Refs(b.seq, movedLimit)
	if err != nil {
		return m, err
	}
	var ids []ringdex.ID
	for _, ref := range refs {
		if ref.Kind == ringdex.KindContact {
			m.contacts[ref.Contact] = true
			ids = append(ids, ref.Contact)
		}
	}
	contacts, err := r.Contacts(ids)
	for _, c := range contacts {
		m.external[c.ExternalID(b.job.Source)] = true
	}
	delete(m.external, "")
	return m, err
}

// touches says whether the batch would write a contact that has changed, or one that has come under its key.
func (m *moved) touches(b *batch) bool {
	if m.all {
		return true
	}
	if len(m.contacts) == 0 {
		return false
	}
	for i := range b.plan.changes {
		c := &b.plan.changes[i]
		key := &b.records[c.outcome].Key
		if m.contacts[c.contact.After.ID] || m.external[key.ExternalID] || m.external[key.Former] {
			return true
		}
	}
	return false
}

// await learns what others have written while batches waited for the transaction.
func (s *stream) await(w ringdex.Writer, held []*batch) (err error) {
	if len(held) > 0 && held[0].planned && w.Head() != held[0].seq {
		s.moved, err = movedSince(w, held[0])
		s.waited = w.Head()
	}
	return err
}

// stands says whether what was found for a batch before it could be written still holds: it is the only one with its
// keys in the run, and nobody else has written since, or nothing that it would write.
func (s *stream) stands(b *batch) bool {
	switch {
	case b.repeats:
		return false
	case b.seq >= s.foreign:
		return true
	}
	return s.waited != 0 && s.waited == s.foreign && (b.settled() || b.independent && !s.moved.touches(b))
}
