package intake

import "ringdex/internal/ringdex"

// moved holds what others have written since plans were made, indexed for the check of plans.
type moved struct {
	all      bool // too many changes to check
	contacts map[ringdex.ID]bool
	external map[string]bool // current external ids of these contacts in the source
}

// movedLimit is how many changes are checked. More are rare, and then all plans are made again.
const movedLimit = 20_000

func newMoved() moved { return moved{contacts: map[ringdex.ID]bool{}, external: map[string]bool{}} }

// movedSince reads what has been written since the journal's head was at seq.
func movedSince(r ringdex.Reader, source string, seq int64) (moved, error) {
	m := newMoved()
	if m.all = r.Head().Changes-seq > movedLimit; m.all {
		return m, nil
	}
	refs, _, err := r.Refs(seq, movedLimit)
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
		m.external[c.ExternalID(source)] = true
	}
	delete(m.external, "")
	return m, err
}

// touches reports whether the batch would write a contact that has changed or that now has one of
// its keys.
func (m *moved) touches(b *batch) bool {
	if m.all {
		return true
	}
	if len(m.contacts) == 0 {
		return false
	}
	for i := range b.plan.changes {
		c := &b.plan.changes[i]
		key := &b.records[c.outcome].Identity
		if m.contacts[c.contact.After.ID] || m.external[key.ExternalID] || m.external[key.Former] {
			return true
		}
	}
	return false
}

// stands reports whether the look-ups of a batch still hold: no other batch of the run has its
// keys, and no other writer has changed what it would write.
func (s *stream) stands(b *batch) bool {
	switch {
	case b.repeats:
		return false
	case b.seen() >= s.foreign:
		return true
	}
	return s.waited != 0 && s.waited == s.foreign && b.planned() && (b.plan.settled() || b.plan.independent && !s.moved.touches(b))
}
