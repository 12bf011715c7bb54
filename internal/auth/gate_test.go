package auth

import (
	"context"
	"testing"

	"ringdex/internal/auth/password"
	"ringdex/internal/ringdex"
)

func TestHashWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	a := New(Deps{})
	for range cap(a.hashing.slots) {
		a.hashing.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := a.Hash(ctx, "secret")
	wantCode(t, err, ringdex.Unavailable)
	a.hashing.leave()
	if hash, err := a.Hash(t.Context(), "secret"); err != nil || !password.Verify(hash, "secret") {
		t.Errorf("got %v", err)
	}
}

func TestGateTurnsTheCrowdAway(t *testing.T) {
	t.Parallel()
	g := newGate(1, 1)
	if err := g.queue(t.Context()); err != nil {
		t.Fatal(err)
	}
	g.waiting.Add(1) // a caller waits
	wantCode(t, g.queue(t.Context()), ringdex.Unavailable)
	g.waiting.Add(-1)
	g.leave()
	if err := g.queue(t.Context()); err != nil {
		t.Fatal(err)
	}
}
