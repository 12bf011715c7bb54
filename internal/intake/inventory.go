package intake

import (
	"context"
	"maps"
	"sync"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
)

// inventory is what a source had when a replacing run began: contact and digest of each external id.
// One scan costs a tenth of the look-ups that it saves. It is read on snapshots only: a transaction
// of the run also sees the run's own changes.
type inventory struct {
	source string

	mu      sync.RWMutex
	seq     int64                    // journal head up to which moved was read
	moved   moved                    // what others have written since the scan; all disables the rest
	matches map[uint64]ringdex.Match // by the hash of the external id
}

// inventoryLimit bounds the memory, 40 to 80 bytes a contact. Larger sources are looked up batch by
// batch.
const inventoryLimit = 1 << 19

// learnSource reads what the source has.
func (s *stream) learnSource(ctx context.Context) error {
	if s.order.Kind != ringdex.KindContact {
		return nil
	}
	k := &inventory{source: s.order.Source, matches: map[uint64]ringdex.Match{}, moved: newMoved()}
	s.inventory = k
	return s.in.deps.Store.View(ctx, s.order.Organization, func(r ringdex.Reader) error {
		k.seq = r.Head().Changes
		return ringdex.ContactsOfSource(r, k.source, func(external string, match ringdex.Match) { k.add(external, match, inventoryLimit) })
	})
}

// add notes what an external id has, unless there are more than limit.
func (k *inventory) add(external string, match ringdex.Match, limit int) {
	switch {
	case k.moved.all:
	case len(k.matches) == limit:
		k.giveUp()
	default:
		k.matches[xxhash.Sum64String(external)] = match
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
	if !k.moved.all && k.seq < r.Head().Changes {
		if err := k.follow(r); err != nil {
			return nil, err
		}
	}
	if k.moved.all {
		return nil, nil
	}
	return k, nil
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
func (k *inventory) recall(found map[string]ringdex.Match, ids []string, guess bool) (rest []string) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, id := range ids {
		match, is := k.matches[xxhash.Sum64String(id)]
		if k.moved.external[id] || is && (!guess || k.moved.contacts[match.ID]) {
			rest = append(rest, id)
			continue
		}
		found[id] = match
	}
	return rest
}
