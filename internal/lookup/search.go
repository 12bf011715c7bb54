package lookup

import (
	"bytes"
	"slices"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// Search finds contacts by text: every word must be in the name, the organization or the external id, wherever it
// stands and without regard to case and diacritics. It looks at every card, in bursts; what a card says is compared
// outside the lock, so that neither lookups nor uploads wait. A million of them take some tenths of a second. At most
// 10,000 are found, newest id last.
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
	found := slices.Compact(s.found) // of a contact that has changed meanwhile, both cards may have been seen
	return found[:min(len(found), maxFound)]
}

const (
	maxFound    = 10_000 // bounds what a search gives back; whoever finds more has to say more
	searchBurst = 512    // is how many cards are gathered while writers wait: some tens of microseconds
)

// search is one search under way.
type search struct {
	words [][]byte
	cards []candidate // of the last burst
	text  []byte      // of the card that is compared, folded
	found []ringdex.ID
}

// candidate is a contact and its card, whose bytes stay what they are when the lock is gone.
type candidate struct {
	id   ringdex.ID
	card []byte
}

// gather takes the cards of a burst.
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

// compare keeps those of the burst that have all words.
func (s *search) compare() {
	for _, c := range s.cards {
		if s.matches(c.card) {
			s.found = append(s.found, c.id)
		}
	}
}

// matches folds the external id, the first and last name, the whole name and the organization: the first five texts.
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
