package lookup

import (
	"bytes"
	"slices"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// Search finds contacts by text. Every word must occur in the name, the organization or the
// external id; case and diacritics do not matter. It scans all cards in bursts and compares them
// outside the lock, so lookups and uploads do not wait. A million cards take a few tenths of a
// second. It returns at most 10,000 ids, in ascending order.
func (x *Index) Search(org ringdex.OrganizationID, text string) []ringdex.ID {
	words := bytes.Fields(fold.Append(nil, []byte(text)))
	t := x.table(org)
	if t == nil || len(words) == 0 {
		return nil
	}
	s := search{words: words}
	for from, more := uint32(1), true; more && len(s.found) < maxFound; from += searchBurst {
		more = s.gather(t, from)
		s.compare()
	}
	slices.SortFunc(s.found, func(a, b ringdex.ID) int { return bytes.Compare(a[:], b[:]) })
	found := slices.Compact(s.found) // if a contact changes during the search, both cards may match
	return found[:min(len(found), maxFound)]
}

const (
	maxFound    = 10_000 // limit of ids a search returns; a longer query finds fewer
	searchBurst = 512    // cards collected under one lock: a few tens of microseconds
)

// search is the state of one search.
type search struct {
	words [][]byte
	cards []candidate // cards of the current burst
	text  []byte      // folded text of the current card
	found []ringdex.ID
}

// candidate is a contact and its card. The card's bytes stay valid after the lock is released.
type candidate struct {
	id   ringdex.ID
	card []byte
}

// gather collects the cards of a burst.
func (s *search) gather(t *table, from uint32) (more bool) {
	s.cards = s.cards[:0]
	t.mu.RLock()
	defer t.mu.RUnlock()
	end := min(from+searchBurst, t.slots.next)
	for i := from; i < end; i++ {
		if at := t.slots.at(i); at.born != 0 && at.kind == contact && t.visible(i) {
			s.cards = append(s.cards, candidate{at.id, t.cards.from(at.card)})
		}
	}
	return end < t.slots.next
}

// compare keeps the candidates that contain all words.
func (s *search) compare() {
	for _, c := range s.cards {
		if s.matches(c.card) {
			s.found = append(s.found, c.id)
		}
	}
}

// matches folds the external id, the first and last name, the whole name and the organization: the
// first five texts.
func (s *search) matches(card []byte) bool {
	r := cardReader{card}
	r.number() // its length
	s.text = s.text[:0]
	for range 5 {
		s.text = append(fold.Append(s.text, r.bytes()), ' ')
	}
	for _, word := range s.words {
		if !bytes.Contains(s.text, word) {
			return false
		}
	}
	return true
}
