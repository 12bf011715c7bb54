package auth

import (
	"errors"
	"net/netip"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// throttle counts failures by key and forgets them evenly: of a limit of 10 a minute, one each six seconds.
// So nobody is shut out for longer than that, and nobody tries more often over time. All that is kept of a key
// is the moment at which its last failure will be forgotten.
type throttle[K comparable] struct {
	each time.Duration // one failure is forgotten in it
	all  time.Duration // and as many as are allowed

	mu   sync.Mutex
	most int
	due  map[K]time.Time
}

func newThrottle[K comparable](limit int, per time.Duration, most int) *throttle[K] {
	return &throttle[K]{each: per / time.Duration(limit), all: per, most: most, due: map[K]time.Time{}}
}

// wait is how long the key must wait until it may try; 0 when it may now.
func (t *throttle[K]) wait(key K, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, wait := t.next(key, now)
	return wait
}

// take counts a failure in advance, so that many tries at once cannot all slip through. When the key must
// wait, it says how long and counts nothing.
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

// next is the moment that one more failure would lead to, and how much too early it is for it.
func (t *throttle[K]) next(key K, now time.Time) (due time.Time, wait time.Duration) {
	due = t.due[key]
	if due.Before(now) || due.Sub(now) > t.all { // forgotten; or the clock was set back
		due = now
	}
	due = due.Add(t.each)
	return due, max(0, due.Sub(now)-t.all)
}

// giveBack takes one failure back that was none.
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

// userName is what failures of signing in are counted by. The organization is 0 when it is unknown.
type userName struct {
	org  ringdex.OrganizationID
	name string
}

// userHost is a user and where the failure came from: a stranger who is wrong all the time must not shut the user out,
// who signs in from another address (OWASP ASVS 5, 6.1.1).
type userHost struct {
	userName
	host netip.Addr
}

// hostOf is what failures from an address are counted by.
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

// RetryAfter is how long to wait after a RateLimited error of this package, rounded up to whole seconds.
// False for every other error.
func RetryAfter(err error) (time.Duration, bool) {
	r, ok := errors.AsType[retry](err)
	return time.Duration(r), ok
}

func limited(wait time.Duration) error {
	seconds := (wait + time.Second - 1) / time.Second
	return ringdex.Fail(ringdex.RateLimited, "auth.throttled", int64(seconds)).Because(retry(seconds * time.Second))
}
