package lookup

import (
	"context"
	"strings"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/search"
)

// The index of words is a part of the table: a version of a record that lookups see is the one that
// searches find, with the same rules for writers, staging runs and other nodes.

// Search finds the contacts and companies of an organization by words.
func (x *Index) Search(org ringdex.OrganizationID, q search.Query) search.Answer {
	t := x.table(org)
	if t == nil {
		return search.Answer{}
	}
	return t.words.Search(t, q)
}

// absorbEvery is how often the tails of the word indexes are checked.
const absorbEvery = 200 * time.Millisecond

// keepWords moves the tails of the word indexes into segments until ctx ends.
func (x *Index) keepWords(ctx context.Context) {
	tick := time.NewTicker(absorbEvery)
	defer tick.Stop()
	for {
		x.absorb(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (x *Index) absorb(ctx context.Context) {
	for _, t := range *x.tables.Load() {
		for t.words.Full() && ctx.Err() == nil && t.words.Absorb(t) {
		}
	}
}

// Absorb indexes all words at once: benchmarks and tests do not wait for Follow.
func (x *Index) Absorb() {
	for _, t := range *x.tables.Load() {
		t.absorb()
	}
}

// Words returns the memory of the word indexes of all organizations, in bytes.
func (x *Index) Words() (bytes int) {
	for _, t := range *x.tables.Load() {
		bytes += t.words.Bytes()
	}
	return bytes
}

// absorb empties the tail of the word index.
func (t *table) absorb() {
	for t.words.Waiting() > 0 {
		t.words.Absorb(t)
	}
}

// States implements search.Table.
func (t *table) States(of []search.Version, to []search.State) (states []search.State, epoch uint32) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, v := range of {
		to = append(to, t.state(v))
	}
	return to, t.epoch
}

func (t *table) state(v search.Version) search.State {
	if !t.exists(v) {
		return search.State{}
	}
	s := t.slots.at(v.Slot)
	r := cardReader{t.cards.from(s.card)}
	r.number() // its length
	r.bytes()  // the external id
	return search.State{Ref: s.ref(), Key: search.SortKey(r.text(), r.text(), r.text()), Exists: true, Visible: t.visible(v.Slot)}
}

// exists reports whether a slot still has a version.
func (t *table) exists(v search.Version) bool {
	return v.Slot < t.slots.next && t.slots.at(v.Slot).version == v.Number && t.slots.at(v.Slot).born != 0
}

// HasDigits implements search.Table.
func (t *table) HasDigits(of search.Version, digits string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if !t.exists(of) {
		return false
	}
	for i := t.slots.at(of.Slot).first; i != 0; {
		e := t.numbers.entries.at(i)
		if !e.isHead() && strings.Contains(e.key().String(), digits) {
			return true
		}
		i = e.sibling
	}
	return false
}
