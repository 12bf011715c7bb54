package store

import (
	"context"
	"sync"

	"ringdex/internal/ringdex"
)

// signals wakes whoever waits for commits.
type signals struct {
	mu   sync.Mutex
	each []chan struct{}
}

func (s *signals) subscribe() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan struct{}, 1)
	s.each = append(s.each, c)
	return c
}

func (s *signals) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.each {
		select {
		case c <- struct{}{}:
		default: // it has one waiting already
		}
	}
}

// turns are the writers of this process that wait for an organization. They wait here and not at the database, where
// each would keep a connection busy, and those of other organizations would find none.
type turns struct{ byOrganization sync.Map }

// take waits until no other writer of this process has the organization; end lets the next one in.
func (t *turns) take(ctx context.Context, org ringdex.OrganizationID) (end func(), err error) {
	found, _ := t.byOrganization.LoadOrStore(org, make(chan struct{}, 1))
	turn := found.(chan struct{})
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
