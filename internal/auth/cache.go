package auth

import (
	"context"
	"errors"
	"sync"

	"ringdex/internal/ringdex"
)

// bounded is a cache with random eviction. An evicted entry costs its owner one read or one
// hashing, and an attacker cannot choose which entry is evicted.
type bounded[K comparable, V any] struct {
	mu      sync.RWMutex
	most    int
	entries map[K]V
}

func newBounded[K comparable, V any](most int) *bounded[K, V] {
	return &bounded[K, V]{most: most, entries: map[K]V{}}
}

func (b *bounded[K, V]) get(key K) (V, bool) {
	b.mu.RLock()
	value, ok := b.entries[key]
	b.mu.RUnlock()
	return value, ok
}

func (b *bounded[K, V]) put(key K, value V) {
	b.mu.Lock()
	defer b.mu.Unlock()
	makeRoom(b.entries, key, b.most)
	b.entries[key] = value
}

func (b *bounded[K, V]) drop(key K) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.entries, key)
}

// makeRoom evicts an entry if key would exceed the limit.
func makeRoom[K comparable, V any](entries map[K]V, key K, most int) {
	if _, ok := entries[key]; ok || len(entries) < most {
		return
	}
	for other := range entries { // map order is random
		delete(entries, other)
		return
	}
}

// flights is a singleflight: one goroutine does what several want at the same time, and the others
// share its result.
type flights[K comparable, V any] struct {
	mu      sync.Mutex
	running map[K]*flight[V]
}

type flight[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// do returns the result of fn, or of a running fn of the same key. If the request that runs fn is
// cancelled, the next one runs its own. Unavailable if ctx ends first.
func (f *flights[K, V]) do(ctx context.Context, key K, fn func() (V, error)) (V, error) {
	for {
		running, mine := f.join(key)
		if mine {
			return f.lead(key, running, fn)
		}
		select {
		case <-running.done:
		case <-ctx.Done():
			var none V
			return none, gone(ctx)
		}
		if !abandoned(running.err) {
			return running.value, running.err
		}
	}
}

func (f *flights[K, V]) join(key K) (running *flight[V], mine bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if running, ok := f.running[key]; ok {
		return running, false
	}
	if f.running == nil {
		f.running = map[K]*flight[V]{}
	}
	running = &flight[V]{done: make(chan struct{})}
	f.running[key] = running
	return running, true
}

func (f *flights[K, V]) lead(key K, running *flight[V], fn func() (V, error)) (V, error) {
	running.err = ringdex.Fail(ringdex.Internal, "auth.not_verified") // stays if fn panics
	defer func() {
		f.mu.Lock()
		delete(f.running, key)
		f.mu.Unlock()
		close(running.done)
	}()
	running.value, running.err = fn()
	return running.value, running.err
}

func abandoned(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
