package search

import "unsafe"

// Image is the memory of the segments, which an Index of the same program can use again.
type Image struct {
	Sizes [][]int  // of each segment's slices, in elements
	Parts [][]byte // the memory of the slices
}

// Image returns the memory of the segments. It does not have the tail: see Waiting.
func (x *Index) Image() (image Image) {
	for _, s := range x.snapshot().segments {
		sizes, parts := s.image()
		image.Sizes, image.Parts = append(image.Sizes, sizes), append(image.Parts, parts...)
	}
	return image
}

// Restore makes segments of these sizes, and returns their memory, into which the parts of an image
// are to be read.
func (x *Index) Restore(sizes [][]int) (parts [][]byte, ok bool) {
	for _, of := range sizes {
		s := &segment{}
		if !s.allocate(of) {
			return nil, false
		}
		_, memory := s.image()
		x.segments, parts = append(x.segments, s), append(parts, memory...)
	}
	return parts, true
}

func (s *segment) image() (sizes []int, parts [][]byte) {
	sizes = []int{
		len(s.docs), len(s.members), len(s.firmIDs), len(s.words.ends), len(s.words.stops), len(s.grams), len(s.memberEnds), len(s.firmDocs),
		len(s.words.text), len(s.words.lists), len(s.gramData), len(s.memberData),
	}
	parts = [][]byte{
		memory(s.docs), memory(s.members), memory(s.firmIDs), memory(s.words.ends), memory(s.words.stops), memory(s.grams), memory(s.memberEnds),
		memory(s.firmDocs), s.words.text, s.words.lists, s.gramData, s.memberData,
	}
	return sizes, parts
}

// mostElements limits the elements of a slice in an image.
const mostElements = 1 << 32

func (s *segment) allocate(n []int) bool {
	if len(n) != 12 {
		return false
	}
	for _, size := range n {
		if size < 0 || size > mostElements {
			return false
		}
	}
	s.docs, s.members, s.firmIDs = make([]Version, n[0]), make([]int64, n[1]), make([]int64, n[2])
	s.words.ends, s.words.stops, s.grams = make([]uint32, n[3]), make([]uint32, n[4]), make([]uint32, n[5])
	s.memberEnds, s.firmDocs = make([]uint32, n[6]), make([]uint32, n[7])
	s.words.text, s.words.lists = make([]byte, n[8]), make([]byte, n[9])
	s.gramData, s.memberData = make([]byte, n[10]), make([]byte, n[11])
	return true
}

// memory returns the memory of values without pointers.
func memory[T Version | int64 | uint32](values []T) []byte {
	if len(values) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), len(values)*int(unsafe.Sizeof(values[0])))
}
