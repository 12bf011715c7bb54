package calls

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// pending are the events of each organization that were answered and are not stored yet. Whoever
// reads calls waits for those that were told before.
type pending struct {
	mu     sync.Mutex
	events map[ringdex.OrganizationID]map[chan struct{}]bool
}

// begin adds an event; call done when it is stored, or given up.
func (p *pending) begin(org ringdex.OrganizationID) (done func()) {
	stored := make(chan struct{})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.events == nil {
		p.events = map[ringdex.OrganizationID]map[chan struct{}]bool{}
	}
	if p.events[org] == nil {
		p.events[org] = map[chan struct{}]bool{}
	}
	p.events[org][stored] = true
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.events[org], stored)
		close(stored)
	}
}

// longestWait is how long a reader waits: while the database is away, old calls can be read where
// it can be read at all.
const longestWait = time.Second

func (p *pending) wait(ctx context.Context, org ringdex.OrganizationID) {
	p.mu.Lock()
	before := slices.Collect(maps.Keys(p.events[org]))
	p.mu.Unlock()
	if len(before) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	for _, stored := range before {
		select {
		case <-stored:
		case <-ctx.Done():
			return
		}
	}
}
