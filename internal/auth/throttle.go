package auth

import (
	"errors"
	"net/netip"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// throttle counts failures by key in a leaky bucket: with a limit of 10 a minute, one failure
// expires every six seconds. So a lockout lasts no longer than that, and the average rate stays at
// the limit. It stores only the time at which the key's last failure expires.
type throttle[K comparable] struct {
	each time.Duration // one failure expires in it
	all  time.Duration // as many as are allowed expire in it

	mu   sync.Mutex
	most int
	due  map[K]time.Time
}

func newThrottle[K comparable](limit int, per time.Duration, most int) *throttle[K] {
	return &throttle[K]{each: per / time.Duration(limit), all: per, most: most, due: map[K]time.Time{}}
}

// wait returns how long the key must wait until its next attempt, or 0.
func (t *throttle[K]) wait(key K, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, wait := t.next(key, now)
	return wait
}

// take counts a failure in advance, so that concurrent attempts cannot exceed the limit. If the key
// must wait, it returns the delay and counts nothing.
func (t *throttle[K]) take(key K, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	due, wait := t.next(key, now)
	if wait > 0 {
		return wait
	}
	makeRoom(t.due, key, t.most)
	t.due[key] = due
	return 0
}

// next returns the expiry after one more failure, and how far that exceeds the limit.
func (t *throttle[K]) next(key K, now time.Time) (due time.Time, wait time.Duration) {
	due = t.due[key]
	if due.Before(now) || due.Sub(now) > t.all { // expired, or the clock was set back
		due = now
	}
	due = due.Add(t.each)
	return due, max(0, due.Sub(now)-t.all)
}

// giveBack uncounts a failure after a success.
func (t *throttle[K]) giveBack(key K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if due, ok := t.due[key]; ok {
		t.due[key] = due.Add(-t.each)
	}
}

// reset forgets all failures of the key.
func (t *throttle[K]) reset(key K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.due, key)
}

// userName is the key for failed sign-ins. The organization is 0 if unknown.
type userName struct {
	org  ringdex.OrganizationID
	name string
}

// userHost is a user and the address of the failure: a stranger's failures must not lock out the
// user, who signs in from another address (OWASP ASVS 5, 6.1.1).
type userHost struct {
	userName
	host netip.Addr
}

// hostOf returns the network that failures from an address count for.
func hostOf(ip netip.Addr) netip.Addr {
	ip = ip.Unmap().WithZone("")
	if !ip.Is6() {
		return ip
	}
	network, _ := ip.Prefix(hostPrefix) // the length fits
	return network.Addr()
}

// retry is the cause of a RateLimited error: when to try again.
type retry time.Duration

func (r retry) Error() string { return "retry after " + time.Duration(r).String() }

// RetryAfter returns how long to wait after a RateLimited error of this package, rounded up to
// whole seconds, and false for every other error.
func RetryAfter(err error) (time.Duration, bool) {
	r, ok := errors.AsType[retry](err)
	return time.Duration(r), ok
}

func limited(wait time.Duration) error {
	seconds := (wait + time.Second - 1) / time.Second
	return ringdex.Fail(ringdex.RateLimited, "auth.throttled", int64(seconds)).Because(retry(seconds * time.Second))
}
