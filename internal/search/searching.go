package search

import (
	"slices"

	"ringdex/internal/ringdex"
)

// searching is one attempt of a search.
type searching struct {
	t     Table
	q     Query
	p     parsed
	v     view
	epoch uint32
	moved bool // a transaction became visible since the beginning
	sets  *sets
	parts []*evaluation
	firms [][]int64 // numbers of the companies whose name a word finds, ascending
	mine  []int64   // q.Companies, ascending
	tail  []Hit
}

// evaluation is what a segment has of a query.
type evaluation struct {
	s      *segment
	exact  []set // by word: documents with it in the name
	prefix []set // with a word of the name that it begins
	hits   [ranks]set
	sure   []set // by token: documents that match without a look at their numbers; nil if all do
}

func newSearching(t Table, q Query, p parsed, v view, epoch uint32) *searching {
	s := &searching{t: t, q: q, p: p, v: v, epoch: epoch, sets: pool.Get().(*sets), firms: make([][]int64, len(p.words))}
	s.mine = slices.Sorted(slices.Values(q.Companies))
	return s
}

// end gives the memory back.
func (s *searching) end() {
	s.sets.used = 0
	pool.Put(s.sets)
}

func (s *searching) run() Answer {
	for _, of := range s.v.segments {
		s.parts = append(s.parts, s.names(of))
	}
	s.findFirms()
	for _, e := range s.parts {
		s.evaluate(e)
	}
	s.scan()
	return s.collect()
}

// names finds the words of the query in names.
func (s *searching) names(of *segment) *evaluation {
	e := &evaluation{s: of}
	for _, word := range s.p.words {
		exact, prefix := s.sets.make(len(of.docs)), s.sets.make(len(of.docs))
		tagged := append([]byte{inName}, word...)
		of.words.putWord(exact, tagged)
		of.words.putPrefix(prefix, tagged)
		e.exact, e.prefix = append(e.exact, exact), append(e.prefix, prefix)
	}
	return e
}

// findFirms finds the companies that have the words of the query in their names: their contacts
// match too.
func (s *searching) findFirms() {
	for w := range s.p.words {
		var versions []Version
		for _, e := range s.parts {
			for _, doc := range e.s.firmDocs {
				if e.prefix[w].has(doc) {
					versions = append(versions, e.s.docs[doc])
				}
			}
		}
		for i := range s.v.tail {
			if of := matchWord(s.p.words[w], sectionsOf(s.v.tail[i].text), nil); of == NameWords || of == NamePrefixes {
				versions = append(versions, s.v.tail[i].Version)
			}
		}
		s.firms[w] = s.firmsAmong(versions)
	}
}

func (s *searching) firmsAmong(versions []Version) (ids []int64) {
	for _, state := range s.states(versions) {
		if state.Visible && state.Ref.Kind == ringdex.KindCompany {
			ids = append(ids, state.Ref.Company)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// states reads states, and notices when they are not those of the beginning.
func (s *searching) states(of []Version) []State {
	states := make([]State, 0, len(of))
	for portion := range slices.Chunk(of, 256) {
		var epoch uint32
		states, epoch = s.t.States(portion, states)
		s.moved = s.moved || epoch != s.epoch
	}
	return states
}

// evaluate finds the documents of each rank.
func (s *searching) evaluate(e *evaluation) {
	n := len(e.s.docs)
	var exact, prefix, all set
	unsure := false
	for i := range s.p.tokens {
		t := &s.p.tokens[i]
		inName, begins, sure := s.token(e, t)
		matched := sure
		if t.digits != "" {
			matched = s.sets.make(n)
			copy(matched, sure)
			matched.or(s.withDigits(e.s, t.digits))
		}
		unsure = unsure || len(t.digits) > fewestDigits
		e.sure = append(e.sure, sure)
		if i == 0 {
			exact, prefix, all = inName, begins, matched
			continue
		}
		exact.and(inName)
		prefix.and(begins)
		all.and(matched)
	}
	if !unsure {
		e.sure = nil
	}
	s.restrict(e.s, all)
	exact.and(all)
	prefix.and(all)
	all.andNot(prefix)
	prefix.andNot(exact)
	e.hits = [ranks]set{exact, prefix, all}
}

// token returns the documents that have all words of a token in the name, as words and as
// beginnings, and those that match it anywhere but in numbers.
func (s *searching) token(e *evaluation, t *token) (exact, prefix, anywhere set) {
	n := len(e.s.docs)
	exact, prefix, anywhere = s.sets.make(n), s.sets.make(n), s.sets.make(n)
	for i, w := range t.words {
		has := s.sets.make(n)
		copy(has, e.prefix[w])
		e.s.words.putPrefix(has, append([]byte{inOther}, s.p.words[w]...))
		e.s.putMembers(has, s.firms[w])
		if i == 0 {
			copy(exact, e.exact[w])
			copy(prefix, e.prefix[w])
			copy(anywhere, has)
			continue
		}
		exact.and(e.exact[w])
		prefix.and(e.prefix[w])
		anywhere.and(has)
	}
	if t.whole != "" {
		e.s.words.putPrefix(anywhere, append([]byte{asWhole}, t.whole...))
	}
	return exact, prefix, anywhere
}

// withDigits returns the documents that have all trigrams of the digits in their numbers.
func (s *searching) withDigits(of *segment, digits string) set {
	all := s.sets.make(len(of.docs))
	of.putGram(all, digits)
	for i := 1; i+fewestDigits <= len(digits); i++ {
		one := s.sets.make(len(of.docs))
		of.putGram(one, digits[i:])
		all.and(one)
	}
	return all
}

// restrict removes documents of another kind or of other companies.
func (s *searching) restrict(of *segment, all set) {
	if s.q.Companies != nil {
		mine := s.sets.make(len(of.docs))
		of.putMembers(mine, s.mine)
		all.and(mine)
	}
	if s.q.Kind == "" {
		return
	}
	firms := s.sets.make(len(of.docs))
	for _, doc := range of.firmDocs {
		firms.put(doc)
	}
	if s.q.Kind == ringdex.KindCompany {
		all.and(firms)
	} else {
		all.andNot(firms)
	}
}

// scan finds the hits of the tail.
func (s *searching) scan() {
	var versions []Version
	var matched []Rank
	for i := range s.v.tail {
		text := sectionsOf(s.v.tail[i].text)
		if rank := s.p.match(text, s.firms); rank != NoMatch && s.among(text) {
			versions, matched = append(versions, s.v.tail[i].Version), append(matched, rank)
		}
	}
	for i, state := range s.states(versions) {
		if hit := (Hit{Ref: state.Ref, Rank: matched[i], key: state.Key}); s.wants(&state, &hit) {
			s.tail = append(s.tail, hit)
		}
	}
	sortHits(s.tail)
}

// among reports whether a text is one of the wanted companies.
func (s *searching) among(text [sections][]byte) bool {
	return s.q.Companies == nil || slices.ContainsFunc(members(text[sectionMember]), func(id int64) bool {
		_, is := slices.BinarySearch(s.mine, id)
		return is
	})
}

// wants reports whether a hit is visible, and behind the page before.
func (s *searching) wants(state *State, hit *Hit) bool {
	return state.Visible && (s.q.Kind == "" || s.q.Kind == state.Ref.Kind) && (!s.q.After.set || hit.compare(&s.q.After.Hit) > 0)
}
