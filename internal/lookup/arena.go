package lookup

// pool keeps values of one type in blocks that never move, so growing copies no values and holds
// the lock only briefly. Index 0 is never allocated: it means none.
type pool[T any] struct {
	blocks []*[blockSize]T
	next   uint32   // lowest index not yet used
	free   []uint32 // indexes to reuse
	used   int
}

const blockSize = 4096

func (p *pool[T]) at(i uint32) *T { return &p.blocks[i/blockSize][i%blockSize] }

func (p *pool[T]) take() uint32 {
	p.used++
	if n := len(p.free); n > 0 {
		i := p.free[n-1]
		p.free = p.free[:n-1]
		return i
	}
	if p.next == 0 {
		p.next = 1
	}
	if int(p.next/blockSize) == len(p.blocks) {
		p.blocks = append(p.blocks, new([blockSize]T))
	}
	p.next++
	return p.next - 1
}

func (p *pool[T]) release(i uint32) {
	var zero T
	*p.at(i) = zero
	p.free = append(p.free, i)
	p.used--
}

// arena keeps the bytes of cards in chunks without pointers, which the garbage collector does not
// scan. It is append-only: a reader may keep using a card after it has released the lock.
type arena struct {
	chunks [][]byte
	live   int // bytes of cards in use
	total  int // bytes of all cards since the last compaction
}

const (
	minChunk = 4 << 10
	maxChunk = 1 << 20
)

// put appends a card and returns its position.
func (a *arena) put(card []byte) uint64 {
	last := len(a.chunks) - 1
	if last < 0 || len(a.chunks[last])+len(card) > cap(a.chunks[last]) {
		size := max(len(card), min(maxChunk, max(minChunk, a.total)))
		a.chunks = append(a.chunks, make([]byte, 0, size))
		last++
	}
	at := uint64(last)<<32 | uint64(len(a.chunks[last]))
	a.chunks[last] = append(a.chunks[last], card...)
	a.live += len(card)
	a.total += len(card)
	return at
}

// from returns the bytes from a position on. A card begins with its own length.
func (a *arena) from(at uint64) []byte { return a.chunks[at>>32][uint32(at):] }
