package lookup

import "ringdex/internal/phone"

// numbers finds entries by the last digits of a number, which serves whole numbers and suffixes alike.
// It is a hash of chains, cut into shards that grow each on its own, so that no growth takes long.
type numbers struct {
	entries pool[entry]
	shards  [shardCount]chains
	heads   int // entries that are the head of a head office
}

// indexedDigits is how many last digits the hash goes by: the least that a suffix may have.
const indexedDigits = 7

const shardCount = 256

// entry is one number of one subject, or what stands before the extensions of one.
type entry struct {
	number     uint64 // the key, and its form in the two highest bits
	slot       uint32
	next, prev uint32 // in the chain of the hash
	sibling    uint32 // the subject's next number
	extension  uint32 // of extensionOf; 0 for none
	traits     traits
}

// The forms of a number: digits that no plan knows, valid, and the head of a head office, which is found by its
// extensions only. Keys are less than 1<<61.
const (
	validBit = 1 << 63
	headBit  = 1 << 62
)

func packed(key phone.Key, valid bool) uint64 {
	if valid {
		return uint64(key) | validBit
	}
	return uint64(key)
}

func (e *entry) key() phone.Key { return phone.Key(e.number &^ (validBit | headBit)) }
func (e *entry) valid() bool    { return e.number&validBit != 0 }
func (e *entry) isHead() bool   { return e.number&headBit != 0 }

// traits are what the steps below the exact one must know of a number.
type traits uint8

const (
	carriesCountry traits = 1 << iota // the key begins with a calling code
	extensible                        // there may be extensions behind it: a company's number, of a fixed line
)

func (e *entry) is(t traits) bool { return e.traits&t != 0 }

// entriesOf are the entries of a subject's number, without their places in the index; none of a dummy.
func entriesOf(n *phone.Number, k kind) (list []entry) {
	key := n.Key()
	if key == 0 {
		return nil
	}
	e := entry{number: packed(key, n.Valid()), extension: extensionOf(n.Extension)}
	if n.CarriesCountry() {
		e.traits |= carriesCountry
	}
	if k == contact {
		return []entry{e}
	}
	if n.Kind.Extensible() {
		e.traits |= extensible
	}
	if head := n.HeadOffice(); head != 0 {
		return []entry{e, {number: uint64(head) | headBit, traits: e.traits}}
	}
	return []entry{e}
}

// extensionOf is an extension as the index compares it: its digits behind a 1, so that leading zeros count.
func extensionOf(digits string) uint32 { return uint32(phone.KeyOf(digits)) }

// chains are the heads of a shard's chains, a power of two of them.
type chains struct {
	heads []uint32
	count int
}

func hash(key phone.Key) uint64 { return mix(uint64(key.Suffix(indexedDigits))) }

// mix spreads the bits of a number (the finisher of splitmix64).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// each calls fn for the entries that may have the key: those whose last digits hash alike.
func (n *numbers) each(key phone.Key, fn func(*entry)) {
	h := hash(key)
	c := &n.shards[h%shardCount]
	if len(c.heads) == 0 {
		return
	}
	for i := c.heads[h/shardCount%uint64(len(c.heads))]; i != 0; {
		e := n.entries.at(i)
		fn(e)
		i = e.next
	}
}

// add gives a number to a slot, before its siblings.
func (n *numbers) add(e entry, slot, sibling uint32) uint32 {
	i := n.entries.take()
	e.slot, e.sibling = slot, sibling
	*n.entries.at(i) = e
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

func (n *numbers) link(c *chains, i uint32, h uint64) {
	head := &c.heads[h/shardCount%uint64(len(c.heads))]
	e := n.entries.at(i)
	e.prev, e.next = 0, *head
	if e.next != 0 {
		n.entries.at(e.next).prev = i
	}
	*head = i
}

// grow doubles the heads of a shard and links its entries anew.
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

// remove takes an entry away and says which is its sibling.
func (n *numbers) remove(i uint32) (sibling uint32) {
	e := n.entries.at(i)
	if e.isHead() {
		n.heads--
	}
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
