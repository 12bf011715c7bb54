package lookup

import (
	"encoding/binary"

	"ringdex/internal/ringdex"
)

// Slots by the id of their record: the same chains as those of numbers, linked through slot.next.

func hashID(id ringdex.ID, k kind) uint64 {
	return mix(binary.BigEndian.Uint64(id[8:]) + uint64(k))
}

// slotOf returns the newest living slot of a record, or 0. The record's next change retires this
// slot.
func (t *table) slotOf(id ringdex.ID, k kind) uint32 {
	return t.slotThat(id, k, func(i uint32) bool { return t.slots.at(i).died == 0 && t.slots.at(i).born != unborn })
}

// visibleSlotOf returns the slot of a record that lookups see, or 0.
func (t *table) visibleSlotOf(id ringdex.ID, k kind) uint32 {
	return t.slotThat(id, k, t.visible)
}

func (t *table) slotThat(id ringdex.ID, k kind, fits func(uint32) bool) uint32 {
	h := hashID(id, k)
	c := &t.ids[h%shardCount]
	if len(c.heads) == 0 {
		return 0
	}
	for i := c.heads[h/shardCount%uint64(len(c.heads))]; i != 0; {
		s := t.slots.at(i)
		if s.id == id && s.kind == k && fits(i) {
			return i
		}
		i = s.next
	}
	return 0
}

func (t *table) linkID(i uint32) {
	s := t.slots.at(i)
	h := hashID(s.id, s.kind)
	c := &t.ids[h%shardCount]
	if c.count++; c.count > len(c.heads) {
		t.growIDs(c)
	}
	head := &c.heads[h/shardCount%uint64(len(c.heads))]
	s.next, *head = *head, i
}

func (t *table) growIDs(c *chains) {
	old := c.heads
	c.heads = make([]uint32, max(8, 2*len(old)))
	for _, i := range old {
		for i != 0 {
			s := t.slots.at(i)
			next := s.next
			h := hashID(s.id, s.kind)
			head := &c.heads[h/shardCount%uint64(len(c.heads))]
			s.next, *head = *head, i
			i = next
		}
	}
}

func (t *table) unlinkID(i uint32) {
	s := t.slots.at(i)
	h := hashID(s.id, s.kind)
	c := &t.ids[h%shardCount]
	c.count--
	at := &c.heads[h/shardCount%uint64(len(c.heads))]
	for *at != i {
		at = &t.slots.at(*at).next
	}
	*at = s.next
}
