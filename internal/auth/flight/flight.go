// Package flight is a singleflight for requests: one goroutine does what several want at the same
// time, and the others share its result. golang.org/x/sync/singleflight has no contexts: there,
// whoever comes first cancels for all.
package flight

import (
	"context"
	"errors"
	"sync"

	"ringdex/internal/ringdex"
)

// Group shares results by key. The zero value is ready to use.
type Group[K comparable, V any] struct {
	mu      sync.Mutex
	running map[K]*flight[V]
}

type flight[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// Do returns the result of fn, or of a running fn of the same key. If the request that runs fn is
// cancelled, the next one runs its own. Unavailable if ctx ends first, Internal if the fn that it
// waited for panicked.
func (g *Group[K, V]) Do(ctx context.Context, key K, fn func() (V, error)) (V, error) {
	for {
		running, mine := g.join(key)
		if mine {
			return g.lead(key, running, fn)
		}
		select {
		case <-running.done:
		case <-ctx.Done():
			var none V
			return none, ringdex.Fail(ringdex.Unavailable, "auth.ended").Because(ctx.Err())
		}
		if !abandoned(running.err) {
			return running.value, running.err
		}
	}
}

func (g *Group[K, V]) join(key K) (running *flight[V], mine bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if running, ok := g.running[key]; ok {
		return running, false
	}
	if g.running == nil {
		g.running = map[K]*flight[V]{}
	}
	running = &flight[V]{done: make(chan struct{})}
	g.running[key] = running
	return running, true
}

func (g *Group[K, V]) lead(key K, running *flight[V], fn func() (V, error)) (V, error) {
	running.err = ringdex.Fail(ringdex.Internal, "auth.not_verified") // stays if fn panics
	defer func() {
		g.mu.Lock()
		delete(g.running, key)
		g.mu.Unlock()
		close(running.done)
	}()
	running.value, running.err = fn()
	return running.value, running.err
}

func abandoned(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
