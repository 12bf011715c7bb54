package auth

import (
	"sync"

	"ringdex/internal/auth/bounded"
)

// cache is a bounded map for concurrent requests.
type cache[K comparable, V any] struct {
	mu      sync.RWMutex
	entries *bounded.Map[K, V]
}

func newCache[K comparable, V any](most int) *cache[K, V] {
	return &cache[K, V]{entries: bounded.New[K, V](most)}
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.entries.Get(key)
}

func (c *cache[K, V]) put(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Put(key, value)
}

func (c *cache[K, V]) drop(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Drop(key)
}
