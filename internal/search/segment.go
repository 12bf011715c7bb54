package search

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
)

// segment is an immutable index of versions, its documents. They are numbered in the order of their
// sort keys and ids. It has no pointers to single words: a million contacts take a few slices.
type segment struct {
	docs  []Version
	words lexicon
	grams []uint32 // the end of each trigram's list in gramData
	gramData,
	memberData []byte
	members    []int64  // companies that have a list, ascending
	memberEnds []uint32 // the end of each one's list in memberData
	firmDocs   []uint32 // documents that are companies
	firmIDs    []int64  // their numbers
}

// gramCount is how many trigrams of digits there are.
const gramCount = 1000

// lexicon has words, ascending, each with the list of documents that have it. The first byte of a
// word says where it stands.
type lexicon struct {
	text  []byte
	ends  []uint32 // of each word in text
	lists []byte
	stops []uint32 // of each list in lists
}

// First bytes of words.
const (
	inName  = 'n'
	inOther = 'o'
	asWhole = 'x'
)

func (l *lexicon) len() int { return len(l.ends) }

func (l *lexicon) word(i int) []byte {
	if i == 0 {
		return l.text[:l.ends[0]]
	}
	return l.text[l.ends[i-1]:l.ends[i]]
}

func (l *lexicon) list(i int) []byte { return part(l.lists, l.stops, i) }

// part returns the part of data that ends at ends[i].
func part(data []byte, ends []uint32, i int) []byte {
	if i == 0 {
		return data[:ends[0]]
	}
	return data[ends[i-1]:ends[i]]
}

// add appends a word that is greater than all others.
func (l *lexicon) add(word string, docs []uint32) {
	l.text = append(l.text, word...)
	l.ends = append(l.ends, uint32(len(l.text)))
	l.lists = appendList(l.lists, docs)
	l.stops = append(l.stops, uint32(len(l.lists)))
}

// from returns the first word that is not less.
func (l *lexicon) from(word []byte) int {
	return sort.Search(l.len(), func(i int) bool { return bytes.Compare(l.word(i), word) >= 0 })
}

// putPrefix adds the documents of all words with a prefix to a set.
func (l *lexicon) putPrefix(s set, prefix []byte) {
	for i := l.from(prefix); i < l.len() && bytes.HasPrefix(l.word(i), prefix); i++ {
		s.putList(l.list(i))
	}
}

// putWord adds the documents of a word to a set.
func (l *lexicon) putWord(s set, word []byte) {
	if i := l.from(word); i < l.len() && bytes.Equal(l.word(i), word) {
		s.putList(l.list(i))
	}
}

// putGram adds the documents with three digits to a set.
func (s *segment) putGram(to set, digits string) {
	to.putList(part(s.gramData, s.grams, gram(digits[0], digits[1], digits[2])))
}

func gram(a, b, c byte) int { return int(a-'0')*100 + int(b-'0')*10 + int(c-'0') }

// putMembers adds the documents of companies, which are sorted, to a set.
func (s *segment) putMembers(to set, companies []int64) {
	at := 0
	for _, id := range companies {
		n, is := slices.BinarySearch(s.members[at:], id)
		if at += n; is {
			to.putList(part(s.memberData, s.memberEnds, at))
		}
	}
}

func (s *segment) bytes() int {
	ints := len(s.words.ends) + len(s.words.stops) + len(s.grams) + len(s.memberEnds) + len(s.firmDocs)
	return 8*(len(s.docs)+len(s.members)+len(s.firmIDs)) + 4*ints + len(s.words.text) + len(s.words.lists) + len(s.gramData) + len(s.memberData)
}

// builder collects the documents of a segment, in their order.
type builder struct {
	ids   map[string]uint32 // of words
	words []string
	last  []uint32 // of each word, 1 + the last document
	pairs []pair
	grams [gramCount][]uint32
	of    map[int64][]uint32 // documents by company
	s     *segment
	b     []byte // scratch
}

// pair is a document that has a word.
type pair struct{ word, doc uint32 }

// build makes a segment of texts, which are in order.
func build(docs []entry, firms []int64) *segment {
	b := builder{ids: map[string]uint32{}, of: map[int64][]uint32{}, s: &segment{docs: make([]Version, len(docs))}}
	for i := range docs {
		b.s.docs[i] = docs[i].Version
		if firms[i] != 0 {
			b.s.firmDocs, b.s.firmIDs = append(b.s.firmDocs, uint32(i)), append(b.s.firmIDs, firms[i])
		}
		b.add(uint32(i), sectionsOf(docs[i].text))
	}
	b.finish()
	return b.s
}

func (b *builder) add(doc uint32, s [sections][]byte) {
	for _, of := range []struct {
		section int
		tag     byte
		each    func([]byte, func([]byte))
	}{
		{sectionKey, inName, eachWord}, {sectionName, inName, eachWord}, {sectionOther, inOther, eachWord}, {sectionWhole, asWhole, eachWhole},
	} {
		of.each(s[of.section], func(word []byte) { b.addWord(doc, of.tag, word) })
	}
	eachWord(s[sectionNumbers], func(digits []byte) { b.addDigits(doc, digits) })
	for _, id := range members(s[sectionMember]) {
		b.of[id] = addLast(b.of[id], doc)
	}
}

// longestWord limits words, in bytes. A longer word of a query finds nothing.
const longestWord = 100

func (b *builder) addWord(doc uint32, tag byte, word []byte) {
	b.b = append(append(b.b[:0], tag), word[:min(len(word), longestWord)]...)
	id, known := b.ids[string(b.b)]
	if !known {
		id = uint32(len(b.words))
		b.words = append(b.words, string(b.b))
		b.last = append(b.last, 0)
		b.ids[b.words[id]] = id
	}
	if b.last[id] != doc+1 {
		b.last[id] = doc + 1
		b.pairs = append(b.pairs, pair{id, doc})
	}
}

func (b *builder) addDigits(doc uint32, digits []byte) {
	for i := 2; i < len(digits); i++ {
		list := &b.grams[gram(digits[i-2], digits[i-1], digits[i])]
		*list = addLast(*list, doc)
	}
}

// addLast appends a document unless it is the last one.
func addLast(docs []uint32, doc uint32) []uint32 {
	if n := len(docs); n > 0 && docs[n-1] == doc {
		return docs
	}
	return append(docs, doc)
}

func (b *builder) finish() {
	docs, ends := b.byWord()
	order := make([]uint32, len(b.words))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return cmp.Compare(b.words[x], b.words[y]) })
	for _, id := range order {
		b.s.words.add(b.words[id], docs[ends[id]-b.counted(ends, id):ends[id]])
	}
	for i := range b.grams {
		b.s.addGram(b.grams[i])
	}
	for _, id := range sortedKeys(b.of) {
		b.s.addMember(id, b.of[id])
	}
}

// byWord returns the documents of the pairs by word, and the end of each word's documents.
func (b *builder) byWord() (docs, ends []uint32) {
	ends = make([]uint32, len(b.words))
	for _, p := range b.pairs {
		ends[p.word]++
	}
	at := make([]uint32, len(ends))
	sum := uint32(0)
	for i, n := range ends {
		at[i] = sum
		sum += n
		ends[i] = sum
	}
	docs = make([]uint32, len(b.pairs))
	for _, p := range b.pairs {
		docs[at[p.word]] = p.doc
		at[p.word]++
	}
	return docs, ends
}

// counted returns how many documents a word has.
func (b *builder) counted(ends []uint32, word uint32) uint32 {
	if word == 0 {
		return ends[0]
	}
	return ends[word] - ends[word-1]
}

// addGram appends the list of the next trigram.
func (s *segment) addGram(docs []uint32) {
	s.gramData = appendList(s.gramData, docs)
	s.grams = append(s.grams, uint32(len(s.gramData)))
}

// addMember appends the list of a company with a higher number than the others.
func (s *segment) addMember(id int64, docs []uint32) {
	s.members = append(s.members, id)
	s.memberData = appendList(s.memberData, docs)
	s.memberEnds = append(s.memberEnds, uint32(len(s.memberData)))
}

func sortedKeys[V any](m map[int64]V) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
