package lookup

import (
	"cmp"
	"slices"
	"sync"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// settings are the choices of an organization. They are immutable and replaced as a whole.
type settings struct {
	regions  phone.Regions
	ladder   ringdex.Ladder
	guesses  ringdex.Guesses
	priority map[string]int // by name of the source
}

// shows reports whether an answer found by the step may be given on a wire that cannot name the
// step.
func (s *settings) shows(step Step) bool {
	switch step {
	case HeadOffice:
		return s.guesses.HeadOffice()
	case Suffix:
		return s.guesses.Suffix()
	}
	return true
}

// suffixDigits is how many last digits must agree: nine are a whole Czech, Slovak or Polish number.
func (s *settings) suffixDigits() int {
	if s.ladder.SuffixDigits == 0 {
		return 9
	}
	return max(s.ladder.SuffixDigits, indexedDigits)
}

// find tries the steps, strictest first, and stops at the first that has a hit.
func (t *table) find(number string, order phone.Regions, s *settings, limit int) Answer {
	f := finders.Get().(*finder)
	defer f.release()
	f.t, f.s, f.q, f.limit = t, s, phone.Ask(number, order), limit
	f.extension = extensionOf(f.q.Extension)
	t.mu.RLock()
	defer t.mu.RUnlock()
	switch {
	case f.exact():
		return f.answer(Exact)
	case !s.ladder.NoNational && f.national():
		return f.answer(National)
	case !s.ladder.NoHeadOffice && f.headOffice():
		return f.answer(HeadOffice)
	case !s.ladder.NoSuffix && f.suffix():
		return f.answer(Suffix)
	}
	return Answer{}
}

// finder collects the hits of one lookup.
type finder struct {
	t         *table
	s         *settings
	q         phone.Query
	limit     int    // number of candidates
	extension uint32 // of the query; 0 for none
	number    phone.Digits
	valid     bool
	hits      []hit
}

// finders pools finders with their hits, so a typical lookup allocates neither.
var finders = sync.Pool{New: func() any { return new(finder) }}

// maxKeptHits is the largest capacity of hits that goes back to the pool.
const maxKeptHits = 1024

func (f *finder) release() {
	hits := f.hits[:0]
	if cap(hits) > maxKeptHits {
		hits = nil
	}
	*f = finder{hits: hits}
	finders.Put(f)
}

// hit is a slot that has the number, with the queried extension or another.
type hit struct {
	slot uint32
	rank rank
}

// rank says how well the extension of a hit agrees with that of the query.
type rank uint8

const (
	sameExtension rank = iota // or the query has none
	noExtension
	otherExtension
)

func (f *finder) rank(entry uint32) rank {
	if f.extension == 0 {
		return sameExtension
	}
	switch f.t.numbers.extensions[entry] {
	case f.extension:
		return sameExtension
	case 0:
		return noExtension
	}
	return otherExtension
}

// exact tries the whole number, then the digits of numbers that are not valid: those of "0042012"
// are 42012.
func (f *finder) exact() bool {
	q := &f.q
	return q.Exact != 0 && (f.same(q.Exact, true) || f.same(q.Exact, false)) || q.Raw != 0 && f.same(q.Raw, false)
}

func (f *finder) national() bool {
	for i := range f.q.National {
		if f.same(f.q.National[i].Digits, true) {
			return true
		}
	}
	return false
}

// same collects the slots that have exactly this number.
func (f *finder) same(key phone.Digits, valid bool) bool {
	want := packed(key, valid)
	return f.gather(key, func(e *entry) bool { return e.formed() == want })
}

// gather collects the entries that share the last digits of key and satisfy fits.
func (f *finder) gather(key phone.Digits, fits func(*entry) bool) bool {
	f.hits = f.hits[:0]
	n := &f.t.numbers
	for i := n.chain(key); i != 0; {
		e := n.entries.at(i)
		if fits(e) && f.t.visible(e.slot) {
			f.hits = append(f.hits, hit{e.slot, f.rank(i)})
			f.number, f.valid = e.key(), e.valid() || e.isHead()
		}
		i = e.next
	}
	return len(f.hits) > 0
}

// The tail of a head office number has at most four digits, and enough digits must remain to form a
// number.
const (
	maxTail = 4
	minHead = 8
)

// headOffice takes the last digits for an extension of a company, written without them or with
// zeros there: a call from +420222333412 is from the company at +4202223334 or +420222333400. Only
// fixed lines of companies marked as a head office have extensions.
func (f *finder) headOffice() bool {
	if f.heads(f.q.Exact, f.q.Kind, f.q.Valid) {
		return true
	}
	for i := range f.q.National {
		if r := &f.q.National[i]; f.heads(r.Digits, r.Kind, true) {
			return true
		}
	}
	return false
}

// heads tries tails of growing length. The shortest tail comes first: the longest head is the least
// ambiguous.
func (f *finder) heads(key phone.Digits, kind phone.Kind, valid bool) bool {
	marked, plain := valid && kind.Headed() && f.t.numbers.heads > 0, kind.Extensible()
	for tail := 0; tail < key.Len() && (marked || plain && tail <= maxTail); tail++ {
		if marked && f.markedHead(key.Drop(tail)) || plain && f.headWithout(key, tail) {
			return true
		}
	}
	return false
}

func (f *finder) headWithout(key phone.Digits, tail int) bool {
	if tail == 0 || tail > maxTail || key.Len()-tail < minHead {
		return false
	}
	head := key.Drop(tail)
	return f.head(head) || f.head(head.Pad(tail))
}

// head collects companies with the number. A shortened number may be invalid on its own, so it
// tries both forms.
func (f *finder) head(key phone.Digits) bool {
	return f.gather(key, func(e *entry) bool { return e.key() == key && f.canExtend(e) })
}

// canExtend reports whether an entry is a company's number that can have extensions. The kind of an
// invalid number is unknown.
func (f *finder) canExtend(e *entry) bool {
	if e.valid() {
		return e.number&traitBit != 0
	}
	return !e.isHead() && f.t.isCompany(e.slot)
}

// markedHead collects companies whose number is marked as a head office, which has extensions of
// any length.
func (f *finder) markedHead(key phone.Digits) bool {
	want := uint64(key) | headBit
	return f.gather(key, func(e *entry) bool { return e.formed() == want })
}

// suffix compares the last digits. A valid number belongs to one contact, so it is compared only
// with digits that carry no country. An invalid one is also compared with the numbers of its own
// country.
func (f *finder) suffix() bool {
	digits := f.s.suffixDigits()
	key := cmp.Or(f.q.Exact, f.q.Raw)
	if key.Len() < digits {
		return false
	}
	want := key.Suffix(digits)
	return f.gather(key, func(e *entry) bool { return e.key().Suffix(digits) == want && !e.isHead() && f.mayBe(e) })
}

// mayBe reports whether the query can mean the number of an entry with the same last digits.
func (f *finder) mayBe(e *entry) bool {
	switch code := f.q.Country; {
	case !e.carriesCountry():
		return true
	case f.q.Complete():
		return false
	default:
		return code == 0 || e.key().Drop(e.key().Len()-code.Len()) == code
	}
}

// answer ranks the hits.
func (f *finder) answer(step Step) Answer {
	best := f.ranked()
	a := Answer{Step: step, Number: f.shown(), Total: len(best)}
	best = best[:min(len(best), f.limit)]
	a.Candidates = make([]Card, len(best))
	for i, h := range best {
		a.Candidates[i] = f.t.card(h.slot)
	}
	return a
}

// shown returns the number that matched.
func (f *finder) shown() string {
	if f.valid {
		return f.number.E164()
	}
	return f.number.String()
}

// ranked returns the best hit of each slot, best first. A record that has the number twice, perhaps
// with two extensions, is one candidate.
func (f *finder) ranked() []hit {
	if len(f.hits) == 1 {
		return f.hits
	}
	slices.SortFunc(f.hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(x.slot, y.slot), cmp.Compare(x.rank, y.rank))
	})
	best := slices.CompactFunc(f.hits, func(x, y hit) bool { return x.slot == y.slot })
	slices.SortFunc(best, func(x, y hit) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), f.compare(f.t.slots.at(x.slot), f.t.slots.at(y.slot)))
	})
	return best
}

// compare orders by priority of the source, then records with a name, then contacts before
// companies, then newest first.
func (f *finder) compare(x, y *slot) int {
	return cmp.Or(
		cmp.Compare(f.s.priority[f.t.sources[y.source]], f.s.priority[f.t.sources[x.source]]),
		compareFlag(y.named, x.named),
		cmp.Compare(x.kind, y.kind),
		cmp.Compare(y.updated, x.updated),
		cmp.Compare(x.card, y.card), // a stable order
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
