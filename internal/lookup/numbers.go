package lookup

import "ringdex/internal/phone"

// numbers finds entries by the last digits of a number, which serves whole numbers and suffixes alike.
// It is a hash of chains, cut into shards that grow each on its own, so that no growth takes long.
type numbers struct {
	entries pool[entry]
	shards  [shardCount]chains
}

// indexedDigits is how many last digits the hash goes by: the least that a suffix may have.
const indexedDigits = 7

const shardCount = 256

// entry is one number of one subject.
type entry struct {
	number     uint64 // the key, and in its highest bit whether it is valid
	slot       uint32
	next, prev uint32 // in the chain of the hash
	sibling    uint32 // the subject's next number
}

const validBit = 1 << 63

func packed(key phone.Key, valid bool) uint64 {
	if valid {
		return uint64(key) | validBit
	}
	return uint64(key)
}

func (e *entry) key() phone.Key { return phone.Key(e.number &^ validBit) }
func (e *entry) valid() bool    { return e.number&validBit != 0 }

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
func (n *numbers) add(number uint64, slot, sibling uint32) uint32 {
	i := n.entries.take()
	*n.entries.at(i) = entry{number: number, slot: slot, sibling: sibling}
	h := hash(n.entries.at(i).key())
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
