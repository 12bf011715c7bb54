package lookup

import "ringdex/internal/phone"

// numbers finds entries by the last digits of a number, which serves whole numbers and suffixes
// alike. It is a chained hash table cut into shards. Each shard grows separately, so that no resize
// takes long.
type numbers struct {
	entries pool[entry]
	shards  [shardCount]chains
	heads   int // entries that are the head of a head office

	extensions map[uint32]uint32 // by entry; too rare for a field in every entry
}

// indexedDigits is how many last digits are hashed: the shortest suffix an organization can choose.
const indexedDigits = 7

const shardCount = 256

// entry is one number of one subject, or the head of a head office number.
type entry struct {
	number     uint64 // the key; its form and trait are in the three highest bits
	slot       uint32
	next, prev uint32 // in the chain of the hash
	sibling    uint32 // the subject's next number
}

// The bits above a key, which is less than 1<<61. The form is none for digits that no plan knows,
// validBit, or headBit for the head of a head office, which is found by its extensions only. The
// trait serves the steps below the exact one. For a valid number it means that the number can have
// extensions; for an invalid one, that the digits begin with a calling code.
const (
	validBit = 1 << 63
	headBit  = 1 << 62
	traitBit = 1 << 61
)

func packed(key phone.Digits, valid bool) uint64 {
	if valid {
		return uint64(key) | validBit
	}
	return uint64(key)
}

// traitOf returns the trait bit of a number.
func traitOf(n *phone.Number, k kind) uint64 {
	if n.Valid() && k == company && n.Kind.Extensible() || !n.Valid() && n.CarriesCountry() {
		return traitBit
	}
	return 0
}

func (e *entry) key() phone.Digits { return phone.Digits(e.number &^ (validBit | headBit | traitBit)) }
func (e *entry) formed() uint64    { return e.number &^ traitBit }
func (e *entry) valid() bool       { return e.number&validBit != 0 }
func (e *entry) isHead() bool      { return e.number&headBit != 0 }

// carriesCountry reports whether the key begins with a calling code.
func (e *entry) carriesCountry() bool { return e.number&(validBit|traitBit) != 0 }

// extensionOf encodes an extension for comparison: its digits behind a 1, so that leading zeros
// count.
func extensionOf(digits string) uint32 { return uint32(phone.DigitsOf(digits)) }

// chains are the chain heads of a shard; their number is a power of two.
type chains struct {
	heads []uint32
	count int
}

func hash(key phone.Digits) uint64 { return mix(uint64(key.Suffix(indexedDigits))) }

// mix spreads the bits of a number (the finisher of splitmix64).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// chain returns the first entry whose last digits hash like those of key, or 0.
func (n *numbers) chain(key phone.Digits) uint32 {
	h := hash(key)
	c := &n.shards[h%shardCount]
	if len(c.heads) == 0 {
		return 0
	}
	return c.heads[h/shardCount%uint64(len(c.heads))]
}

// add gives a number to a slot, before its siblings.
func (n *numbers) add(number uint64, slot, sibling uint32) uint32 {
	i := n.entries.take()
	e := n.entries.at(i)
	*e = entry{number: number, slot: slot, sibling: sibling}
	if e.isHead() {
		n.heads++
	}
	h := hash(e.key())
	c := &n.shards[h%shardCount]
	if c.count++; c.count > len(c.heads) {
		n.grow(c)
	}
	n.link(c, i, h)
	return i
}

// extend gives an entry its extension.
func (n *numbers) extend(i, extension uint32) {
	if n.extensions == nil {
		n.extensions = map[uint32]uint32{}
	}
	n.extensions[i] = extension
}

func (n *numbers) link(c *chains, i uint32, h uint64) {
	head := &c.heads[h/shardCount%uint64(len(c.heads))]
	e := n.entries.at(i)
	e.prev, e.next = 0, *head
	if e.next != 0 {
		n.entries.at(e.next).prev = i
	}
	*head = i
}

// grow doubles the chain heads of a shard and relinks its entries.
func (n *numbers) grow(c *chains) {
	old := c.heads
	c.heads = make([]uint32, max(8, 2*len(old)))
	for _, i := range old {
		for i != 0 {
			e := n.entries.at(i)
			next := e.next
			n.link(c, i, hash(e.key()))
			i = next
		}
	}
}

// remove deletes an entry and returns its sibling.
func (n *numbers) remove(i uint32) (sibling uint32) {
	e := n.entries.at(i)
	if e.isHead() {
		n.heads--
	}
	delete(n.extensions, i)
	h := hash(e.key())
	c := &n.shards[h%shardCount]
	c.count--
	if e.prev != 0 {
		n.entries.at(e.prev).next = e.next
	} else {
		c.heads[h/shardCount%uint64(len(c.heads))] = e.next
	}
	if e.next != 0 {
		n.entries.at(e.next).prev = e.prev
	}
	sibling = e.sibling
	n.entries.release(i)
	return sibling
}
