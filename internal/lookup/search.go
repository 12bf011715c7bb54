package lookup

import (
	"slices"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// Search finds contacts by text: every word must be in the name, the organization or the external id, wherever it
// stands and without regard to case and diacritics. It looks at every card, in bursts, so that lookups do not wait;
// a million of them take some tenths of a second. At most 10,000 are found, newest id last.
func (x *Index) Search(org ringdex.OrganizationID, text string) []ringdex.ID {
	words := strings.Fields(fold.Text(text))
	t := x.table(org)
	if t == nil || len(words) == 0 {
		return nil
	}
	var found []ringdex.ID
	for from := uint32(1); len(found) < maxFound; from += blockSize {
		some, more := t.searchBlock(from, words)
		if found = append(found, some...); !more {
			break
		}
	}
	slices.SortFunc(found, func(a, b ringdex.ID) int { return slices.Compare(a[:], b[:]) })
	return found[:min(len(found), maxFound)]
}

// maxFound bounds what a search gives back; whoever finds more has to say more.
const maxFound = 10_000

func (t *table) searchBlock(from uint32, words []string) (found []ringdex.ID, more bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	end := min(from+blockSize, t.slots.next)
	for i := from; i < end; i++ {
		s := t.slots.at(i)
		if s.born != 0 && s.kind == contact && t.visible(i) && t.matches(s, words) {
			found = append(found, s.id)
		}
	}
	return found, end < t.slots.next
}

func (t *table) matches(s *slot, words []string) bool {
	r := cardReader{t.cards.from(s.card)}
	r.number()
	text := fold.Text(r.text() + " " + r.text() + " " + r.text() + " " + r.text() + " " + r.text())
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
