package externalcrm

import (
	"sync"
	"time"
)

// Limits of the circuit breaker.
const (
	patience = 5                // failures in a row that open it
	pause    = 30 * time.Second // before one question probes whether the CRM is back
)

// breaker is a circuit breaker: an open one saves lookups the time limit of a CRM that is down.
type breaker struct {
	mu       sync.Mutex
	failures int // in a row
	open     time.Time
}

// enter reports whether the CRM may be asked. While it is down, one question in each pause may.
func (b *breaker) enter(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < patience {
		return true
	}
	if now.Before(b.open) {
		return false
	}
	b.open = now.Add(pause)
	return true
}

// leave notes how a question ended.
func (b *breaker) leave(now time.Time, failed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !failed {
		b.failures = 0
		return
	}
	if b.failures++; b.failures >= patience {
		b.open = now.Add(pause)
	}
}
