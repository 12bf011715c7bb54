package intake

import "ringdex/internal/ringdex"

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
	if m.all = r.Head()-b.seen() > movedLimit; m.all {
		return m, nil
	}
	refs, _, err := r.Refs(b.seen(), movedLimit)
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
		m.external[c.ExternalID(b.order.Source)] = true
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

// stands says whether what was found for a batch before it could be written still holds: it is the only one with its
// keys in the run, and nobody else has written since, or nothing that it would write.
func (s *stream) stands(b *batch) bool {
	switch {
	case b.repeats:
		return false
	case b.seen() >= s.foreign:
		return true
	}
	return s.waited != 0 && s.waited == s.foreign && b.planned() && (b.plan.settled() || b.plan.independent && !s.moved.touches(b))
}
