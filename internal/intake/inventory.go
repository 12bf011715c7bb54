package intake

import (
	"maps"
	"slices"
	"sync"

	"ringdex/internal/ringdex"
)

// inventory is what a source had when a replacing run began to plan: contact and digest of each
// external id. One scan costs a tenth of the look-ups that it saves, and tells at the end which
// contacts did not come. It is read on snapshots, and at the beginning of transactions: later, a
// transaction also sees the run's own changes.
type inventory struct {
	source string
	limit  int                   // of contacts
	skips  func(ringdex.ID) bool // contacts that the scan leaves out; nil for none

	mu    sync.RWMutex
	seq   int64 // journal head up to which moved was read; -1 before the scan
	moved moved // what others have written since the scan; all means that the rest does not hold
	has   holdings
}

// inventoryLimit bounds the memory, about 40 bytes a contact. Larger sources are looked up batch by
// batch.
const inventoryLimit = 1 << 19

func newInventory(source string, limit int) *inventory {
	return &inventory{source: source, limit: limit, seq: -1, moved: newMoved()}
}

// scan reads what the source has.
func (k *inventory) scan(r ringdex.Reader) error {
	err := ringdex.ContactsOfSource(r, k.source, k.add)
	if k.has.sort(); err == nil {
		k.seq = r.Head().Changes
	}
	return err
}

// add notes what an external id has, unless there are more than the limit.
func (k *inventory) add(external string, m ringdex.Found) {
	switch {
	case k.moved.all || k.skips != nil && k.skips(m.Contact):
	case k.has.n == k.limit:
		k.moved, k.has = moved{all: true}, holdings{}
	default:
		k.has.add(external, m)
	}
}

// at returns k if it holds for the snapshot of a reader, else nil.
func (k *inventory) at(r ringdex.Reader) (*inventory, error) {
	if k == nil {
		return nil, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.catchUp(r); err != nil || k.moved.all {
		return nil, err
	}
	return k, nil
}

// catchUp reads what k does not know of the snapshot: the first time everything.
func (k *inventory) catchUp(r ringdex.Reader) error {
	switch {
	case k.seq < 0:
		return k.scan(r)
	case k.moved.all || k.seq >= r.Head().Changes:
		return nil
	}
	return k.follow(r)
}

// follow reads what others have written.
func (k *inventory) follow(r ringdex.Reader) error {
	more, err := movedSince(r, k.source, k.seq)
	if err != nil {
		return err
	}
	k.seq = r.Head().Changes
	if more.all || len(k.moved.contacts) > movedLimit {
		k.moved = moved{all: true}
		return nil
	}
	maps.Copy(k.moved.contacts, more.contacts)
	maps.Copy(k.moved.external, more.external)
	return nil
}

// recall adds what is known of external ids, and returns those that must be looked up. A match is
// found by a hash only: without guess, it must be looked up too.
func (k *inventory) recall(found map[string]ringdex.Found, ids []string, guess bool) (rest []string) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, id := range ids {
		match, is := k.has.get(id)
		if k.moved.external[id] || is && (!guess || k.moved.contacts[match.Contact]) {
			rest = append(rest, id)
			continue
		}
		found[id] = match
	}
	return rest
}

// holds reports whether k holds at the last reader that at was called with.
func (k *inventory) holds() bool { return k != nil && k.seq >= 0 && !k.moved.all }

// lost reports whether k was given up.
func (k *inventory) lost() bool {
	if k == nil {
		return false
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.moved.all
}

// arrive notes that a contact has come, if k has it by the external id.
func (k *inventory) arrive(externalID string, contact ringdex.ID) bool {
	if k == nil {
		return false
	}
	k.mu.RLock() // enough: only the run's own goroutine notes and reads what has come
	defer k.mu.RUnlock()
	return k.has.arrive(externalID, contact)
}

// absent calls fn for the contacts of the source that have not arrived, in any order: those of the
// scan, and those that others have changed since, as they are now.
func (k *inventory) absent(r ringdex.Reader, fn func(contact ringdex.ID)) error {
	moved := maps.Clone(k.moved.contacts)
	if len(moved) > 0 {
		k.has.each(true, func(contact ringdex.ID) { delete(moved, contact) })
	}
	k.has.each(false, func(contact ringdex.ID) {
		if !k.moved.contacts[contact] {
			fn(contact)
		}
	})
	contacts, err := r.Contacts(slices.Collect(maps.Keys(moved)))
	for id, c := range contacts {
		if c.ExternalID(k.source) != "" {
			fn(id)
		}
	}
	return err
}
