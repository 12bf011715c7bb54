package auth

import (
	"context"
	"sync/atomic"

	"ringdex/internal/ringdex"
)

// gate is a semaphore for password hashing: first come, first served.
type gate struct {
	slots   chan struct{}
	waiting atomic.Int64
	most    int64 // longest queue
}

func newGate(slots, crowd int) *gate {
	return &gate{slots: make(chan struct{}, slots), most: int64(slots * crowd)}
}

// enter waits for a slot; call leave to release it. Unavailable if ctx ends first.
func (g *gate) enter(ctx context.Context) error {
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return gone(ctx)
	}
}

// queue is enter for requests from outside. It returns Unavailable as well if the queue is full:
// the request would wait longer than a client does.
func (g *gate) queue(ctx context.Context) error {
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > g.most {
		return ringdex.Fail(ringdex.Unavailable, "auth.busy")
	}
	return g.enter(ctx)
}

func (g *gate) leave() { <-g.slots }

// gone returns the error of a caller that stopped waiting.
func gone(ctx context.Context) error {
	return ringdex.Fail(ringdex.Unavailable, "auth.ended").Because(ctx.Err())
}
