package lookup

import (
	"cmp"
	"slices"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// settings are what an organization chose; they are replaced as a whole.
type settings struct {
	regions  phone.Regions
	ladder   ringdex.Ladder
	priority map[string]int // of sources
}

// suffixDigits is how many last digits must agree: nine are a whole Czech, Slovak or Polish number.
func (s *settings) suffixDigits() int {
	if s.ladder.SuffixDigits == 0 {
		return 9
	}
	return max(s.ladder.SuffixDigits, indexedDigits)
}

// find climbs down the ladder, strictest step first, and stops where somebody is found.
func (t *table) find(q phone.Query, s *settings, limit int) Answer {
	t.mu.RLock()
	defer t.mu.RUnlock()
	f := finder{t: t, s: s, limit: limit}
	switch {
	case f.exact(q):
		return f.answer(Exact)
	case !s.ladder.NoNational && f.national(q):
		return f.answer(National)
	case !s.ladder.NoHeadOffice && f.headOffice(q):
		return f.answer(HeadOffice)
	case !s.ladder.NoSuffix && f.suffix(q):
		return f.answer(Suffix)
	}
	return Answer{}
}

// finder gathers what one question finds.
type finder struct {
	t       *table
	s       *settings
	limit   int // of candidates
	number  phone.Key
	valid   bool
	slots   []uint32
	scratch [8]uint32 // where slots begin, so that the usual answer allocates once
}

// exact tries the whole number, then the digits of numbers that are not valid: those of "0042012" are 42012.
func (f *finder) exact(q phone.Query) bool {
	return q.Exact != 0 && (f.same(q.Exact, true) || f.same(q.Exact, false)) || q.Raw != 0 && f.same(q.Raw, false)
}

func (f *finder) national(q phone.Query) bool {
	for _, reading := range q.National {
		if f.same(reading.Key, true) {
			return true
		}
	}
	return false
}

// same gathers whoever has exactly this number.
func (f *finder) same(key phone.Key, valid bool) bool {
	want := packed(key, valid)
	f.slots = f.scratch[:0]
	f.t.numbers.each(key, func(e *entry) {
		if e.number == want && f.t.visible(e.slot) {
			f.slots = append(f.slots, e.slot)
		}
	})
	f.number, f.valid = key, valid
	return len(f.slots) > 0
}

// The tail of a head office number: up to four digits, and something must be left to be a number.
const (
	maxTail = 4
	minHead = 8
)

// headOffice takes the last digits for an extension of a company, written without them or with zeros there:
// a call from +420222333412 is from the company at +4202223334 or +420222333400.
func (f *finder) headOffice(q phone.Query) bool {
	if f.heads(q.Exact) {
		return true
	}
	for _, reading := range q.National {
		if f.heads(reading.Key) {
			return true
		}
	}
	return false
}

func (f *finder) heads(key phone.Key) bool {
	for tail := 1; tail <= maxTail && key.Len()-tail >= minHead; tail++ {
		head := key.Drop(tail)
		for _, candidate := range [...]phone.Key{head, head.Pad(tail)} {
			if f.sameCompany(candidate) {
				return true
			}
		}
	}
	return false
}

// sameCompany gathers companies with the number. One cut short is not valid on its own, so both kinds count.
func (f *finder) sameCompany(key phone.Key) bool {
	f.slots = f.scratch[:0]
	f.t.numbers.each(key, func(e *entry) {
		if e.key() == key && f.t.isCompany(e.slot) && f.t.visible(e.slot) {
			f.slots = append(f.slots, e.slot)
		}
	})
	f.number, f.valid = key, true
	return len(f.slots) > 0
}

func (f *finder) suffix(q phone.Query) bool {
	digits := f.s.suffixDigits()
	key := q.Raw
	if q.Exact != 0 {
		key = q.Exact
	}
	if key.Len() < digits {
		return false
	}
	want := key.Suffix(digits)
	f.slots = f.scratch[:0]
	f.t.numbers.each(key, func(e *entry) {
		if e.key().Suffix(digits) == want && f.t.visible(e.slot) {
			f.slots = append(f.slots, e.slot)
			f.number, f.valid = e.key(), e.valid()
		}
	})
	return len(f.slots) > 0
}

// answer ranks what was gathered. Who has the number twice, with two extensions perhaps, is one candidate.
func (f *finder) answer(step Step) Answer {
	slices.SortFunc(f.slots, func(x, y uint32) int { return f.compare(f.t.slots.at(x), f.t.slots.at(y)) })
	best := slices.Compact(f.slots)
	a := Answer{Step: step, Number: f.number.String(), Total: len(best)}
	if f.valid {
		a.Number = "+" + a.Number
	}
	best = best[:min(len(best), f.limit)]
	a.Candidates = make([]Card, len(best))
	for i, slot := range best {
		a.Candidates[i] = f.t.card(slot)
	}
	return a
}

// compare puts the higher source first, then who has a name, contacts before companies, and the newest.
func (f *finder) compare(x, y *slot) int {
	return cmp.Or(
		cmp.Compare(f.s.priority[f.t.sources[y.source]], f.s.priority[f.t.sources[x.source]]),
		compareFlag(y.named, x.named),
		cmp.Compare(x.kind, y.kind),
		cmp.Compare(y.updated, x.updated),
		cmp.Compare(x.card, y.card), // the same order every time
	)
}

func compareFlag(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}
