// Package seen is a map from many millions of keys to numbers that needs little memory.
//
// An imported file may have any number of rows, and a repeated key must be found at any distance.
// Keys are hashes of 64 bits: among ten million keys, one file in 400,000 has a collision. A map
// holds the newest. When it is full, its entries go to a temporary file as a sorted run; memory
// keeps a Bloom filter of the run and the first hash of every page.
//
// It owns the temporary file and the search in it. The caller hashes the keys and defines the
// numbers.
package seen

import (
	"encoding/binary"
	"slices"

	"ringdex/internal/scratch"
)

// Set maps hashes to numbers. The zero value is ready to use; call Close at the end. It is not safe
// for concurrent use.
type Set struct {
	recent map[uint64]uint32
	runs   []run // oldest first
	file   *scratch.File
	size   int64
	page   []byte
}

const (
	entry   = 12        // bytes of an entry in the file: hash and number
	perPage = 340       // entries of a page, about 4 KB
	perRun  = 64 * 1024 // entries of a run
)

// Get returns the number last put for a hash, and whether there is one. An error is one of the
// temporary file.
func (s *Set) Get(hash uint64) (number uint32, found bool, err error) {
	if number, found = s.recent[hash]; found {
		return number, true, nil
	}
	for i := len(s.runs) - 1; i >= 0; i-- {
		if r := &s.runs[i]; r.maybe.has(hash) {
			if number, found, err = s.search(r, hash); found || err != nil {
				return number, found, err
			}
		}
	}
	return 0, false, nil
}

// Put sets the number of a hash. An error is one of the temporary file.
func (s *Set) Put(hash uint64, number uint32) error {
	if s.recent == nil {
		s.recent = map[uint64]uint32{}
	}
	s.recent[hash] = number
	if len(s.recent) < perRun {
		return nil
	}
	return s.spill()
}

// Close removes the temporary file, if there is one.
func (s *Set) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// run is a part of the file, sorted by hash.
type run struct {
	at    int64
	n     int
	first []uint64 // the first hash of each page
	maybe filter
}

// spill moves the newest entries to the file.
func (s *Set) spill() (err error) {
	if s.file == nil {
		if s.file, err = scratch.Create(); err != nil {
			return err
		}
	}
	hashes := make([]uint64, 0, len(s.recent))
	for hash := range s.recent {
		hashes = append(hashes, hash)
	}
	slices.Sort(hashes)
	r := run{at: s.size, n: len(hashes), maybe: newFilter(len(hashes))}
	text := make([]byte, 0, entry*len(hashes))
	for i, hash := range hashes {
		if i%perPage == 0 {
			r.first = append(r.first, hash)
		}
		r.maybe.add(hash)
		text = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(text, hash), s.recent[hash])
	}
	if _, err := s.file.WriteAt(text, s.size); err != nil {
		return err
	}
	s.runs, s.size = append(s.runs, r), s.size+int64(len(text))
	clear(s.recent)
	return nil
}

// search looks up a hash in the only page of a run that can contain it.
func (s *Set) search(r *run, hash uint64) (number uint32, found bool, err error) {
	page, exact := slices.BinarySearch(r.first, hash)
	if !exact {
		page--
	}
	if page < 0 {
		return 0, false, nil
	}
	n := min(perPage, r.n-page*perPage)
	s.page = slices.Grow(s.page[:0], entry*perPage)[:entry*n]
	if _, err := s.file.ReadAt(s.page, r.at+int64(page*perPage*entry)); err != nil {
		return 0, false, err
	}
	i, found := find(s.page, n, hash)
	if !found {
		return 0, false, nil
	}
	return binary.LittleEndian.Uint32(s.page[i*entry+8:]), true, nil
}

// find searches the n entries of a page (binary search).
func find(page []byte, n int, hash uint64) (i int, found bool) {
	low, high := 0, n
	for low < high {
		middle := (low + high) / 2
		switch at := binary.LittleEndian.Uint64(page[middle*entry:]); {
		case at == hash:
			return middle, true
		case at < hash:
			low = middle + 1
		default:
			high = middle
		}
	}
	return 0, false
}

// filter is a Bloom filter with 1 % false positives. The four bits of a hash are in one word, so a
// check reads memory once.
type filter []uint64

// newFilter returns a filter with twelve bits for each of n hashes.
func newFilter(n int) filter { return make(filter, n*12/64+1) }

func (f filter) add(hash uint64) {
	word, bits := f.place(hash)
	f[word] |= bits
}

func (f filter) has(hash uint64) bool {
	word, bits := f.place(hash)
	return f[word]&bits == bits
}

func (f filter) place(hash uint64) (word, bits uint64) {
	hash *= 0x9e3779b97f4a7c15 // mixes the bits: the runs are sorted by hash
	return hash >> 32 * uint64(len(f)) >> 32, 1<<(hash&63) | 1<<(hash>>6&63) | 1<<(hash>>12&63) | 1<<(hash>>18&63)
}
