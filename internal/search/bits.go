package search

import (
	"encoding/binary"
	"math/bits"
	"sync"
)

// set is a set of the numbers of a segment's documents.
type set []uint64

func (s set) has(i uint32) bool { return s[i/64]&(1<<(i%64)) != 0 }
func (s set) put(i uint32)      { s[i/64] |= 1 << (i % 64) }

func (s set) and(o set) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s set) or(o set) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s set) andNot(o set) {
	for i := range s {
		s[i] &^= o[i]
	}
}

// next returns the first number from i on; ok is false if there is none.
func (s set) next(i uint32) (n uint32, ok bool) {
	at := int(i / 64)
	if at >= len(s) {
		return 0, false
	}
	w := s[at] >> (i % 64) << (i % 64)
	for w == 0 {
		if at++; at == len(s) {
			return 0, false
		}
		w = s[at]
	}
	return uint32(at*64 + bits.TrailingZeros64(w)), true
}

// putList adds the numbers of a posting list.
func (s set) putList(list []byte) {
	n := uint32(0)
	for i := 0; i < len(list); {
		if c := list[i]; c < 0x80 {
			n, i = n+uint32(c), i+1
		} else {
			delta, size := binary.Uvarint(list[i:])
			n, i = n+uint32(delta), i+size
		}
		s[n/64] |= 1 << (n % 64)
	}
}

// appendList appends a posting list: ascending numbers as differences.
func appendList(list []byte, numbers []uint32) []byte {
	last := uint32(0)
	for _, n := range numbers {
		list = binary.AppendUvarint(list, uint64(n-last))
		last = n
	}
	return list
}

// numbersOf appends the numbers of a posting list.
func numbersOf(list []byte, to []uint32) []uint32 {
	n := uint32(0)
	for len(list) > 0 {
		delta, size := binary.Uvarint(list)
		n, list = n+uint32(delta), list[size:]
		to = append(to, n)
	}
	return to
}

// sets hands out the sets of a search from memory that is used again.
type sets struct {
	words []uint64
	used  int
}

var pool = sync.Pool{New: func() any { return &sets{} }}

// make returns an empty set for n numbers.
func (s *sets) make(n int) set {
	size := (n + 63) / 64
	if s.used+size > len(s.words) {
		s.words, s.used = make([]uint64, max(2*len(s.words), size, 1<<10)), 0
	}
	made := set(s.words[s.used : s.used+size : s.used+size])
	s.used += size
	clear(made)
	return made
}
