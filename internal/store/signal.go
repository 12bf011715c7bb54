package store

import (
	"context"
	"sync"

	"ringdex/internal/ringdex"
)

// signals broadcasts commits to subscribers.
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
		default: // a signal is already pending
		}
	}
}

// turns is a mutex for each organization, for the writers of this process. They wait here and not
// in the database, where each would occupy a connection and starve other organizations.
type turns struct{ byOrganization sync.Map }

// take locks the organization; call end to unlock it.
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
