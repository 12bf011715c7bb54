package lookup

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unsafe"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/search"
)

// An image is a table as it lies in memory, which is possible because a table has no pointers: the
// length of the head, the head, the parts, and a checksum of all that. An image is read by the
// program that has written it, and by no other.

// imageHead is what the parts of an image do not have.
type imageHead struct {
	Program    string
	Sizes      []uintptr // of slots and entries
	Last       lastChange
	Epoch      uint32
	Sources    []string
	Extensions map[uint32]uint32
	Heads      int
	Slots      poolHead
	Entries    poolHead
	IDs        []chainsHead
	Numbers    []chainsHead
	Chunks     []int
	Live       int
	Version    uint32
	Words      [][]int // sizes of the segments of the word index
	Total      int
}

type poolHead struct {
	Next       uint32
	Used, Free int
}

type chainsHead struct{ Heads, Count int }

var imageSizes = []uintptr{unsafe.Sizeof(slot{}), unsafe.Sizeof(entry{}), blockSize}

// errImage is the error of an image that cannot be used.
var errImage = errors.New("the image is damaged, or of another program")

func (t *table) imageHead(program string, last lastChange, words search.Image) imageHead {
	h := imageHead{
		Program: program, Sizes: imageSizes, Last: last, Epoch: t.epoch, Sources: t.sources,
		Extensions: t.numbers.extensions, Heads: t.numbers.heads,
		Slots: headOf(&t.slots), Entries: headOf(&t.numbers.entries), Live: t.cards.live, Total: t.cards.total,
		Version: t.version, Words: words.Sizes,
	}
	for i := range shardCount {
		h.IDs = append(h.IDs, chainsHead{len(t.ids[i].heads), t.ids[i].count})
		h.Numbers = append(h.Numbers, chainsHead{len(t.numbers.shards[i].heads), t.numbers.shards[i].count})
	}
	for _, chunk := range t.cards.chunks {
		h.Chunks = append(h.Chunks, len(chunk))
	}
	return h
}

func headOf[T any](p *pool[T]) poolHead { return poolHead{p.next, p.used, len(p.free)} }

// empty returns a table with room for the parts.
func (h *imageHead) empty() *table {
	t := newTable()
	t.epoch, t.seq, t.sources, t.version = h.Epoch, h.Last.Seq, h.Sources, h.Version
	t.numbers.extensions, t.numbers.heads = h.Extensions, h.Heads
	t.slots, t.numbers.entries = poolOf[slot](h.Slots), poolOf[entry](h.Entries)
	t.cards.live, t.cards.total = h.Live, h.Total
	for i := range shardCount {
		t.ids[i] = chains{make([]uint32, h.IDs[i].Heads), h.IDs[i].Count}
		t.numbers.shards[i] = chains{make([]uint32, h.Numbers[i].Heads), h.Numbers[i].Count}
	}
	for _, n := range h.Chunks {
		t.cards.chunks = append(t.cards.chunks, make([]byte, n))
	}
	return t
}

func poolOf[T any](h poolHead) pool[T] {
	p := pool[T]{next: h.Next, used: h.Used, free: make([]uint32, h.Free)}
	for range (int(h.Next) + blockSize - 1) / blockSize {
		p.blocks = append(p.blocks, new([blockSize]T))
	}
	return p
}

// parts returns the memory of the table.
func (t *table) parts() [][]byte {
	parts := [][]byte{bytesOf(t.slots.free), bytesOf(t.numbers.entries.free)}
	for _, block := range t.slots.blocks {
		parts = append(parts, bytesOf(block[:]))
	}
	for _, block := range t.numbers.entries.blocks {
		parts = append(parts, bytesOf(block[:]))
	}
	for i := range shardCount {
		parts = append(parts, bytesOf(t.ids[i].heads), bytesOf(t.numbers.shards[i].heads))
	}
	return append(parts, t.cards.chunks...)
}

// bytesOf returns the memory of values without pointers.
func bytesOf[T slot | entry | uint32](values []T) []byte {
	if len(values) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), len(values)*int(unsafe.Sizeof(values[0])))
}

// writeImage writes a table, which must not change meanwhile.
func (t *table) writeImage(to io.Writer, h imageHead, words [][]byte) error {
	head, err := json.Marshal(h)
	if err != nil {
		return err
	}
	sum := xxhash.New()
	out := io.MultiWriter(to, sum)
	length := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	for _, part := range slices.Concat([][]byte{length, head}, t.parts(), words) {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	_, err = to.Write(binary.LittleEndian.AppendUint64(nil, sum.Sum64()))
	return err
}

// readImage reads a table if fits accepts its head.
func readImage(from io.Reader, fits func(*imageHead) error) (*table, error) {
	sum := xxhash.New()
	in := io.TeeReader(from, sum)
	h, err := readImageHead(in)
	if err != nil {
		return nil, err
	}
	if err := fits(h); err != nil {
		return nil, err
	}
	t := h.empty()
	words, ok := t.words.Restore(h.Words)
	if !ok {
		return nil, errImage
	}
	for _, part := range slices.Concat(t.parts(), words) {
		if _, err := io.ReadFull(in, part); err != nil {
			return nil, err
		}
	}
	want := sum.Sum64()
	var got [8]byte
	if _, err := io.ReadFull(from, got[:]); err != nil || binary.LittleEndian.Uint64(got[:]) != want {
		return nil, fmt.Errorf("%w: the checksum differs", errImage)
	}
	return t, nil
}

// maxImageHead limits the head; a head has a few bytes for each megabyte of cards.
const maxImageHead = 64 << 20

func readImageHead(in io.Reader) (*imageHead, error) {
	var length [8]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > maxImageHead {
		return nil, errImage
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, err
	}
	var h imageHead
	if err := json.Unmarshal(head, &h); err != nil {
		return nil, err
	}
	if len(h.IDs) != shardCount || len(h.Numbers) != shardCount || !slices.Equal(h.Sizes, imageSizes) {
		return nil, errImage
	}
	return &h, nil
}
