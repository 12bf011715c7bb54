// Package bounded is a map that stays small.
package bounded

// Map evicts a random entry when a new one exceeds its limit. An evicted entry costs its owner one
// read or one hashing, and an attacker cannot choose which entry is evicted. It is not safe for
// concurrent use.
type Map[K comparable, V any] struct {
	most    int
	entries map[K]V
}

// New returns a map of at most so many entries.
func New[K comparable, V any](most int) *Map[K, V] {
	return &Map[K, V]{most: most, entries: map[K]V{}}
}

// Get returns the value of a key.
func (m *Map[K, V]) Get(key K) (V, bool) {
	value, ok := m.entries[key]
	return value, ok
}

// Put adds or replaces a value.
func (m *Map[K, V]) Put(key K, value V) {
	if _, ok := m.entries[key]; !ok && len(m.entries) >= m.most {
		m.evict()
	}
	m.entries[key] = value
}

func (m *Map[K, V]) evict() {
	for key := range m.entries { // map order is random
		delete(m.entries, key)
		return
	}
}

// Drop removes a key.
func (m *Map[K, V]) Drop(key K) { delete(m.entries, key) }

// Len returns the number of entries.
func (m *Map[K, V]) Len() int { return len(m.entries) }
