package search

import (
	"bytes"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// Sizes of segments, in documents.
const (
	smallSegment = 4096    // a shorter tail is scanned
	largePortion = 1 << 15 // of the tail that becomes one segment
	fanOut       = 8       // so many segments of a size are merged; the next size is that many times larger
)

// Full reports whether Absorb should be called.
func (x *Index) Full() bool { return x.Waiting() >= smallSegment }

// Absorb moves a portion of the tail into a segment, merges segments, and reports whether to call
// it again. A search during an import does not wait for it.
func (x *Index) Absorb(t Table) (more bool) {
	x.absorb.Lock()
	defer x.absorb.Unlock()
	tail := x.snapshot().tail
	if len(tail) == 0 {
		return false
	}
	tail = tail[:min(len(tail), largePortion)]
	made := newSegment(t, tail)
	x.replace(nil, made, len(tail))
	for merging := x.next(t); merging != nil; merging = x.next(t) {
		x.replace(merging, merge(t, merging), 0)
	}
	return x.Full()
}

// Purge removes the words of records that are gone from all segments.
func (x *Index) Purge(t Table) {
	x.absorb.Lock()
	defer x.absorb.Unlock()
	for _, s := range x.snapshot().segments {
		if slices.ContainsFunc(statesOf(t, s.docs), func(state State) bool { return !state.Exists }) {
			x.replace([]*segment{s}, merge(t, []*segment{s}), 0)
		}
	}
}

// replace puts a segment in the place of others, or of the beginning of the tail.
func (x *Index) replace(old []*segment, made *segment, absorbed int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	kept := make([]*segment, 0, len(x.segments)+1)
	for _, s := range x.segments {
		if !slices.Contains(old, s) {
			kept = append(kept, s)
		}
	}
	if len(made.docs) > 0 {
		kept = append(kept, made)
	}
	x.segments = kept
	if absorbed > 0 {
		x.tail = slices.Clone(x.tail[absorbed:])
	}
}

// next returns segments to merge: those of a size that has too many, or all if more than half of
// their documents are gone.
func (x *Index) next(t Table) []*segment {
	segments := x.snapshot().segments
	var of [16][]*segment
	docs := 0
	for _, s := range segments {
		docs += len(s.docs)
		of[level(len(s.docs))] = append(of[level(len(s.docs))], s)
	}
	for _, same := range of {
		if len(same) >= fanOut {
			return same
		}
	}
	if docs > 2*largePortion && docs > 2*living(t, segments) {
		return segments
	}
	return nil
}

// level returns the size class of a segment.
func level(docs int) (n int) {
	for size := fanOut * smallSegment; docs >= size; size *= fanOut {
		n++
	}
	return n
}

// living estimates how many documents exist, from every 64th one.
func living(t Table, segments []*segment) (n int) {
	var some []Version
	for _, s := range segments {
		for i := 0; i < len(s.docs); i += 64 {
			some = append(some, s.docs[i])
		}
	}
	states, _ := t.States(some, nil)
	for i := range states {
		if states[i].Exists {
			n += 64
		}
	}
	return n
}

// document is a document with its place.
type document struct {
	State
	segment, number uint32
}

func (d *document) compare(o *document) int {
	if c := strings.Compare(d.Key, o.Key); c != 0 {
		return c
	}
	a, b := Hit{Ref: d.Ref}, Hit{Ref: o.Ref}
	return a.compare(&b)
}

// statesOf returns the state of each version, which it reads in portions.
func statesOf(t Table, of []Version) []State {
	states := make([]State, 0, len(of))
	for portion := range slices.Chunk(of, 256) {
		states, _ = t.States(portion, states)
	}
	return states
}

func newSegment(t Table, tail []entry) *segment {
	versions := make([]Version, len(tail))
	for i := range tail {
		versions[i] = tail[i].Version
	}
	docs := make([]document, 0, len(tail))
	for i, state := range statesOf(t, versions) {
		if state.Exists {
			docs = append(docs, document{State: state, number: uint32(i)})
		}
	}
	slices.SortFunc(docs, func(a, b document) int { return a.compare(&b) })
	entries, firms := make([]entry, len(docs)), make([]int64, len(docs))
	for i := range docs {
		entries[i] = tail[docs[i].number]
		if docs[i].Ref.Kind == ringdex.KindCompany {
			firms[i] = docs[i].Ref.Company
		}
	}
	return build(entries, firms)
}

// gone is the new number of a document that is not in the merged segment.
const gone = ^uint32(0)

// merging is the state of a merge.
type merging struct {
	from    []*segment
	to      *segment
	numbers [][]uint32 // new numbers by segment and old number
	found   []uint32   // scratch
	old     []uint32
	members set
}

// merge makes one segment of several, without documents that are gone.
func merge(t Table, from []*segment) *segment {
	m := merging{from: from, to: &segment{}}
	m.number(t)
	m.members = make(set, (len(m.to.docs)+63)/64)
	m.mergeWords()
	for g := range gramCount {
		m.found = m.found[:0]
		for i, s := range from {
			m.take(i, part(s.gramData, s.grams, g))
		}
		m.to.addGram(m.sorted())
	}
	m.mergeMembers()
	return m.to
}

// number numbers the documents of the merged segment.
func (m *merging) number(t Table) {
	var docs []document
	for i, s := range m.from {
		m.numbers = append(m.numbers, slices.Repeat([]uint32{gone}, len(s.docs)))
		for n, state := range statesOf(t, s.docs) {
			if state.Exists {
				docs = append(docs, document{state, uint32(i), uint32(n)})
			}
		}
	}
	slices.SortFunc(docs, func(a, b document) int { return a.compare(&b) })
	m.to.docs = make([]Version, len(docs))
	for i := range docs {
		d := &docs[i]
		m.numbers[d.segment][d.number] = uint32(i)
		m.to.docs[i] = m.from[d.segment].docs[d.number]
		if d.Ref.Kind == ringdex.KindCompany {
			m.to.firmDocs, m.to.firmIDs = append(m.to.firmDocs, uint32(i)), append(m.to.firmIDs, d.Ref.Company)
		}
	}
}

// take collects the new numbers of a list.
func (m *merging) take(segment int, list []byte) {
	m.old = numbersOf(list, m.old[:0])
	for _, n := range m.old {
		if n = m.numbers[segment][n]; n != gone {
			m.found = append(m.found, n)
		}
	}
}

// sorted returns what was collected in ascending order: of a long list through a set.
func (m *merging) sorted() []uint32 {
	if len(m.found) < len(m.members)/4 {
		slices.Sort(m.found)
		return m.found
	}
	for _, n := range m.found {
		m.members.put(n)
	}
	m.found = m.found[:0]
	for n, ok := m.members.next(0); ok; n, ok = m.members.next(n + 1) {
		m.found = append(m.found, n)
	}
	clear(m.members)
	return m.found
}

func (m *merging) mergeWords() {
	at := make([]int, len(m.from))
	for {
		var least []byte
		for i, s := range m.from {
			if at[i] < s.words.len() {
				if w := s.words.word(at[i]); least == nil || bytes.Compare(w, least) < 0 {
					least = w
				}
			}
		}
		if least == nil {
			return
		}
		m.found = m.found[:0]
		for i, s := range m.from {
			if at[i] < s.words.len() && bytes.Equal(s.words.word(at[i]), least) {
				m.take(i, s.words.list(at[i]))
				at[i]++
			}
		}
		if docs := m.sorted(); len(docs) > 0 {
			m.to.words.add(string(least), docs)
		}
	}
}

func (m *merging) mergeMembers() {
	all := map[int64]bool{}
	for _, s := range m.from {
		for _, id := range s.members {
			all[id] = true
		}
	}
	for _, id := range sortedKeys(all) {
		m.found = m.found[:0]
		for i, s := range m.from {
			if n, is := slices.BinarySearch(s.members, id); is {
				m.take(i, part(s.memberData, s.memberEnds, n))
			}
		}
		if docs := m.sorted(); len(docs) > 0 {
			m.to.addMember(id, docs)
		}
	}
}
