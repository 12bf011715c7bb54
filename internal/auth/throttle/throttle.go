// Package throttle slows callers down who fail too often.
package throttle

import (
	"sync"
	"time"

	"ringdex/internal/auth/bounded"
)

// Throttle counts failures by key in a leaky bucket: with a limit of 10 a minute, one failure
// expires every six seconds. So a lockout lasts no longer than that, and the average rate stays at
// the limit. It stores only the time at which the key's last failure expires.
type Throttle[K comparable] struct {
	each time.Duration // one failure expires in it
	all  time.Duration // as many as are allowed expire in it

	mu  sync.Mutex
	due *bounded.Map[K, time.Time]
}

// New returns a throttle of so many failures in a time, which remembers at most so many keys.
func New[K comparable](limit int, per time.Duration, most int) *Throttle[K] {
	return &Throttle[K]{each: per / time.Duration(limit), all: per, due: bounded.New[K, time.Time](most)}
}

// Wait returns how long the key must wait until its next attempt, or 0.
func (t *Throttle[K]) Wait(key K, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, wait := t.next(key, now)
	return wait
}

// Take counts a failure in advance, so that concurrent attempts cannot exceed the limit. If the key
// must wait, it returns the delay and counts nothing.
func (t *Throttle[K]) Take(key K, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	due, wait := t.next(key, now)
	if wait > 0 {
		return wait
	}
	t.due.Put(key, due)
	return 0
}

// next returns the expiry after one more failure, and how far that exceeds the limit.
func (t *Throttle[K]) next(key K, now time.Time) (due time.Time, wait time.Duration) {
	due, _ = t.due.Get(key)
	if due.Before(now) || due.Sub(now) > t.all { // expired, or the clock was set back
		due = now
	}
	due = due.Add(t.each)
	return due, max(0, due.Sub(now)-t.all)
}

// GiveBack uncounts a failure after a success.
func (t *Throttle[K]) GiveBack(key K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if due, ok := t.due.Get(key); ok {
		t.due.Put(key, due.Add(-t.each))
	}
}

// Reset forgets all failures of the key.
func (t *Throttle[K]) Reset(key K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.due.Drop(key)
}
