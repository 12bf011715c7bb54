package lookup

import (
	"encoding/binary"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/search"
)

// table is the index of one organization. A goroutine that applies changes (the follower of the
// journal, or a writer) holds catching.
//
// A transaction becomes visible as a whole: subjects are added for the next epoch and retired with
// it, in short bursts under the lock; then the epoch advances.
type table struct {
	settings atomic.Pointer[settings]
	catching *semaphore.Weighted // one goroutine at a time applies changes

	mu      sync.RWMutex
	epoch   uint32
	seq     int64 // journal sequence up to which the table is current
	slots   pool[slot]
	ids     [shardCount]chains // slots by id of the record
	numbers numbers
	cards   arena
	words   search.Index
	version uint32 // of the newest slot
	sources []string
	retired []uint32 // slots that end with this epoch
	fresh   []uint32 // slots that begin with the next epoch
	staged  staged
	saved   int64 // sequence of the last snapshot; catching guards it
}

// slot is one version of a contact or company: a change makes a new slot.
type slot struct {
	id      ringdex.ID // for a company, its number in the last 8 bytes
	born    uint32     // the first epoch that sees it, or unborn
	died    uint32     // the first epoch that does not see it; 0 for none
	updated int64
	card    uint64
	company uint32
	first   uint32 // its first number
	next    uint32 // next in the chain of its id
	version uint32 // distinguishes the uses of a slot
	source  uint16
	kind    kind
	named   bool
}

type kind uint8

const (
	contact kind = iota
	company
)

func newTable() *table {
	t := &table{epoch: 1, catching: semaphore.NewWeighted(1), sources: []string{unnamedSource: ""}}
	t.settings.Store(&settings{})
	return t
}

func (t *table) visible(i uint32) bool {
	s := t.slots.at(i)
	return s.born <= t.epoch && (s.died == 0 || s.died > t.epoch)
}

func (t *table) isCompany(i uint32) bool { return t.slots.at(i).kind == company }

// subject is a record to index. A deleted record has no card.
type subject struct {
	ref     ringdex.Ref
	card    []byte // encoded
	text    []byte // for searches
	numbers []phone.Number
	source  string
	company int64
	updated int64
	named   bool
}

// burst is how many subjects are added under one lock: a few tens of microseconds.
const burst = 32

// apply adds changed subjects and publishes them together. seq is the journal's head afterwards.
func (t *table) apply(subjects []subject, seq int64) {
	t.prepare(subjects)
	t.show(seq)
}

// prepare adds subjects for the next epoch, which show begins. If the remaining changes cannot be
// read, a later call prepares them again or discard removes them.
func (t *table) prepare(subjects []subject) {
	for len(subjects) > 0 {
		n := min(burst, len(subjects))
		t.addBurst(subjects[:n])
		subjects = subjects[n:]
	}
}

// show begins the next epoch.
func (t *table) show(seq int64) {
	t.mu.Lock()
	t.epoch++
	t.seq = seq
	t.mu.Unlock()
	t.bury(t.retired)
	t.retired, t.fresh = nil, nil
	t.compact()
}

// discard undoes prepare: the table is as it was after the last show.
func (t *table) discard() {
	t.revive(t.retired)
	t.bury(t.fresh)
	t.retired, t.fresh = nil, nil
}

// revive cancels the retirement of slots.
func (t *table) revive(retired []uint32) {
	for burst := range slices.Chunk(retired, burst) {
		t.mu.Lock()
		for _, i := range burst {
			t.slots.at(i).died = 0
		}
		t.mu.Unlock()
	}
}

func (t *table) addBurst(subjects []subject) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range subjects {
		s := &subjects[i]
		id := idOf(s.ref)
		t.retire(id, kindOf(s.ref))
		if s.card != nil {
			t.fresh = append(t.fresh, t.add(id, s, t.epoch+1))
		}
	}
}

// retire hides the current slot of a record from the next epoch.
func (t *table) retire(id ringdex.ID, k kind) {
	if old := t.slotOf(id, k); old != 0 {
		t.slots.at(old).died = t.epoch + 1
		t.retired = append(t.retired, old)
	}
}

func (t *table) add(id ringdex.ID, s *subject, born uint32) uint32 {
	i := t.slots.take()
	at := t.slots.at(i)
	t.version++
	*at = slot{
		id: id, born: born, updated: s.updated, card: t.cards.put(s.card), company: uint32(s.company),
		source: t.sourceNumber(s.source), kind: kindOf(s.ref), named: s.named,
		version: t.version,
	}
	for n := range s.numbers {
		t.addNumber(i, &s.numbers[n])
	}
	t.linkID(i)
	t.words.Add(search.Version{Slot: i, Number: t.version}, s.text)
	return i
}

// addNumber indexes a slot by a number, and by its head if it is a head office. It skips dummies.
func (t *table) addNumber(i uint32, n *phone.Number) {
	s, key := t.slots.at(i), n.Digits()
	if key == 0 {
		return
	}
	s.first = t.numbers.add(packed(key, n.Valid())|traitOf(n, s.kind), i, s.first)
	if n.Extension != "" {
		t.numbers.extend(s.first, extensionOf(n.Extension))
	}
	if head := n.HeadOffice(); s.kind == company && head != 0 {
		s.first = t.numbers.add(uint64(head)|headBit, i, s.first)
	}
}

// bury frees slots that no lookup can see any more.
func (t *table) bury(retired []uint32) {
	for len(retired) > 0 {
		n := min(burst, len(retired))
		t.mu.Lock()
		for _, i := range retired[:n] {
			t.free(i)
		}
		t.mu.Unlock()
		retired = retired[n:]
	}
}

func (t *table) free(i uint32) {
	s := t.slots.at(i)
	for e := s.first; e != 0; {
		e = t.numbers.remove(e)
	}
	t.cards.live -= cardSize(t.cards.from(s.card))
	t.unlinkID(i)
	t.slots.release(i)
}

// compact copies the living cards together when more than half of the arena is dead.
func (t *table) compact() {
	if t.cards.total >= 2*t.cards.live+maxChunk {
		t.dropDead()
	}
}

// dropDead copies the living cards together, so that nothing is left of the others.
func (t *table) dropDead() {
	if t.cards.total == t.cards.live {
		return
	}
	t.mu.Lock()
	dead := len(t.cards.chunks)
	t.cards.live, t.cards.total = 0, 0
	t.cards.chunks = append(t.cards.chunks, make([]byte, 0, maxChunk))
	t.mu.Unlock()
	for i := uint32(1); i < t.slots.next; i += burst {
		t.moveCards(i, min(i+burst, t.slots.next))
	}
	t.mu.Lock()
	clear(t.cards.chunks[:dead])
	t.mu.Unlock()
}

func (t *table) moveCards(from, to uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := from; i < to; i++ {
		if s := t.slots.at(i); s.born != 0 {
			card := t.cards.from(s.card)
			s.card = t.cards.put(card[:cardSize(card)])
		}
	}
}

// unnamedSource is the number of the empty source, and of every source beyond the first 65,535 of
// an organization. Records of the latter are found and shown without a source.
const unnamedSource = 0

func (t *table) sourceNumber(source string) uint16 {
	if i := slices.Index(t.sources, source); i >= 0 {
		return uint16(i)
	}
	if len(t.sources) > math.MaxUint16 {
		return unnamedSource
	}
	t.sources = append(t.sources, source)
	return uint16(len(t.sources) - 1)
}

func idOf(ref ringdex.Ref) (id ringdex.ID) {
	if ref.Kind == ringdex.KindCompany {
		binary.BigEndian.PutUint64(id[8:], uint64(ref.Company))
		return id
	}
	return ref.Contact
}

func kindOf(ref ringdex.Ref) kind {
	if ref.Kind == ringdex.KindCompany {
		return company
	}
	return contact
}

func (s *slot) ref() ringdex.Ref {
	if s.kind == company {
		return ringdex.Ref{Kind: ringdex.KindCompany, Company: int64(binary.BigEndian.Uint64(s.id[8:]))}
	}
	return ringdex.Ref{Kind: ringdex.KindContact, Contact: s.id}
}
