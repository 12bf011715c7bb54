package auth

import (
	"errors"
	"net/netip"
	"time"

	"ringdex/internal/ringdex"
)

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
