package lookup

// pool keeps values of one type in blocks that never move, so that growing copies nothing and stalls nobody.
// Index 0 is never given out: it means none.
type pool[T any] struct {
	blocks []*[blockSize]T
	next   uint32   // that was never used
	free   []uint32 // to be used again
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

// arena keeps the bytes of cards in chunks without pointers, which the garbage collector need not look into.
// Cards are only ever appended: a reader may go on with one after the lock is gone.
type arena struct {
	chunks [][]byte
	live   int // bytes of cards in use
	total  int // bytes of all cards since the last compaction
}

const (
	minChunk = 4 << 10
	maxChunk = 1 << 20
)

// put keeps a card and says where.
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

// from is the arena from a place on; the card says itself where it ends.
func (a *arena) from(at uint64) []byte { return a.chunks[at>>32][uint32(at):] }
