// Package search finds contacts and companies by words: names, companies, e-mail addresses, tags,
// external ids, and parts of numbers.
//
// The index is in memory, on both engines, beside the number index: package lookup owns an Index
// for each organization and adds each version of a record within the writer's transaction. So a
// search sees what a door has acknowledged, and nothing that a run has staged. An index in the
// database would be written by each import: with FTS5 of the names alone, inserts took 1.4 times as
// long in a prototype.
//
// An Index works like a log-structured merge tree. Add appends the text of a version to the tail,
// which a search scans. Absorb, in the background, moves the tail into immutable segments: sorted
// words with posting lists, lists of number trigrams, and lists of the contacts of companies.
// Segments of one size are merged. A posting names a version of a record; the owner of the Index
// knows which versions exist, and since when. So removing a record needs no work here.
//
// A search evaluates the words of a query as bit sets, one segment after the other, so the work is
// bounded by the length of the lists however common a word is. Hits come in the order of rank,
// name and id, which is the same on every node.
package search

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"ringdex/internal/ringdex"
)

// Query is what to find.
type Query struct {
	Text      string       // at most 10 words and 200 bytes are used
	Kind      ringdex.Kind // "" for contacts and companies
	Companies []int64      // only these and their contacts; nil for all
	After     Place        // the end of the page before; zero for the first page
	Limit     int
}

// Answer is a page of hits, best first.
type Answer struct {
	Hits []Hit
	More bool // there are hits behind the last one
}

// Hit is a record that was found.
type Hit struct {
	Ref  ringdex.Ref
	Rank Rank
	key  string
}

// Rank is how well a record matches.
type Rank int

// The ranks, best first.
const (
	NameWords    Rank = iota // all words of the query are words of the name
	NamePrefixes             // all are beginnings of words of the name
	Other                    // some are elsewhere in the record
	ranks                    // how many there are
	NoMatch      Rank = -1
)

// Version identifies a version of a record in the Table. Number is never used twice for a slot.
type Version struct{ Slot, Number uint32 }

// State is what the Table has of a version.
type State struct {
	Ref     ringdex.Ref
	Key     string // SortKey of the record
	Exists  bool   // it was not released; the other members are set only then
	Visible bool   // to searches now
}

// Table owns the versions of records.
type Table interface {
	// States appends the state of each version. Epoch changes with every transaction.
	States(of []Version, to []State) (states []State, epoch uint32)
	// HasDigits reports whether a number of a version contains the digits.
	HasDigits(of Version, digits string) bool
}

// Index is the index of one organization. It is safe for concurrent use. The zero value is empty.
type Index struct {
	mu       sync.Mutex
	segments []*segment // replaced, never changed
	tail     []entry    // append-only
	absorb   sync.Mutex // one goroutine at a time makes segments
}

// entry is a version that is in no segment yet.
type entry struct {
	Version
	text []byte
}

// Add adds a version with its ContactText or CompanyText.
func (x *Index) Add(v Version, text []byte) {
	x.mu.Lock()
	x.tail = append(x.tail, entry{v, text})
	x.mu.Unlock()
}

// Waiting returns how many versions are in the tail.
func (x *Index) Waiting() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.tail)
}

// Bytes returns the memory of the segments.
func (x *Index) Bytes() (n int) {
	for _, s := range x.snapshot().segments {
		n += s.bytes()
	}
	return n
}

// view is the state of an Index at the beginning of a search.
type view struct {
	segments []*segment
	tail     []entry
}

func (x *Index) snapshot() view {
	x.mu.Lock()
	defer x.mu.Unlock()
	return view{x.segments, x.tail[:len(x.tail):len(x.tail)]}
}

// attempts is how often a search begins again because a transaction became visible meanwhile. The
// last attempt may miss a record that changed at that moment.
const attempts = 3

// Search returns the records that match all words of the query.
func (x *Index) Search(t Table, q Query) Answer {
	p := parse(q.Text)
	if len(p.tokens) == 0 || q.Limit < 1 {
		return Answer{}
	}
	for attempt := 1; ; attempt++ {
		_, epoch := t.States(nil, nil)
		s := newSearching(t, q, p, x.snapshot(), epoch)
		answer := s.run()
		s.end()
		if !s.moved || attempt == attempts {
			return answer
		}
	}
}

// Match returns how a single text matches a query, without the names of its companies.
func Match(query string, text []byte) Rank {
	p := parse(query)
	if len(p.tokens) == 0 {
		return NoMatch
	}
	return p.match(sectionsOf(text), make([][]int64, len(p.words)))
}

// compare orders hits.
func (h *Hit) compare(o *Hit) int {
	return cmp.Or(cmp.Compare(h.Rank, o.Rank), strings.Compare(h.key, o.key), strings.Compare(string(h.Ref.Kind), string(o.Ref.Kind)),
		cmp.Compare(h.Ref.Company, o.Ref.Company), bytes.Compare(h.Ref.Contact[:], o.Ref.Contact[:]))
}

// Place returns the place of the hit, after which the next page begins.
func (h *Hit) Place() Place { return Place{Hit: *h, set: true} }

func sortHits(hits []Hit) {
	slices.SortFunc(hits, func(a, b Hit) int { return a.compare(&b) })
}
