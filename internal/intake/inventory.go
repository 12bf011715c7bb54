package intake

import (
	"maps"
	"slices"
	"sync"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
)

// inventory is what a source had when a replacing run began to plan: contact and digest of each
// external id. One scan costs a tenth of the look-ups that it saves, and tells at the end which
// contacts did not come. It is read on snapshots, and at the beginning of transactions: later, a
// transaction also sees the run's own changes.
type inventory struct {
	source string

	mu      sync.RWMutex
	seq     int64                    // journal head up to which moved was read; -1 before the scan
	moved   moved                    // what others have written since the scan; all disables the rest
	matches map[uint64]ringdex.Found // by the hash of the external id
}

// inventoryLimit bounds the memory, 40 to 80 bytes a contact. Larger sources are looked up batch by
// batch.
const inventoryLimit = 1 << 19

func newInventory(source string) *inventory {
	return &inventory{source: source, seq: -1, moved: newMoved(), matches: map[uint64]ringdex.Found{}}
}

// scan reads what the source has.
func (k *inventory) scan(r ringdex.Reader) error {
	err := ringdex.ContactsOfSource(r, k.source, func(external string, m ringdex.Found) { k.add(external, m, inventoryLimit) })
	if err == nil {
		k.seq = r.Head().Changes
	}
	return err
}

// add notes what an external id has, unless there are more than limit.
func (k *inventory) add(external string, m ringdex.Found, limit int) {
	switch {
	case k.moved.all:
	case len(k.matches) == limit:
		k.giveUp()
	default:
		k.matches[xxhash.Sum64String(external)] = m
	}
}

// giveUp frees the memory; everything is looked up from now on.
func (k *inventory) giveUp() { k.moved, k.matches = moved{all: true}, nil }

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
		k.giveUp()
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
		match, is := k.matches[xxhash.Sum64String(id)]
		if k.moved.external[id] || is && (!guess || k.moved.contacts[match.Contact]) {
			rest = append(rest, id)
			continue
		}
		found[id] = match
	}
	return rest
}

// each calls fn for the contacts of the source, in any order: those of the scan, and those that
// others have changed since, as they are now. A run's own changes are missing; it knows them.
func (k *inventory) each(r ringdex.Reader, source string, fn func(ringdex.ID)) error {
	if k == nil || k.seq < 0 || k.moved.all {
		return ringdex.ContactsOfSource(r, source, func(_ string, m ringdex.Found) { fn(m.Contact) })
	}
	for _, m := range k.matches {
		if !k.moved.contacts[m.Contact] {
			fn(m.Contact)
		}
	}
	contacts, err := r.Contacts(slices.Collect(maps.Keys(k.moved.contacts)))
	for id, c := range contacts {
		if c.ExternalID(source) != "" {
			fn(id)
		}
	}
	return err
}
