// Package auth authenticates callers and decides what they may do: by passwords and API keys, the
// rights of roles and scopes, and the limits on failed attempts.
//
// It owns the caches that make a valid credential cheap to check. The form of hashes and keys is in
// packages password and apikey, and package user makes those who sign in. It leaves the transport
// of credentials to the dialects, and the rows to the store.
//
// A cache entry is never more than a second behind the store. The cache of passwords holds "this
// password fits this stored hash", and each request reads the user and the hash: a changed role, a
// changed password or a deleted user takes effect immediately. A key is cached with its row for a
// second, so that lookups do not touch the database. While the database is down, both stay valid
// with their last known rights for ten minutes (outage.go).
package auth

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"ringdex/internal/auth/flight"
	"ringdex/internal/auth/password"
	"ringdex/internal/auth/throttle"
	"ringdex/internal/ringdex"
)

// Limits of caches and of failed attempts.
const (
	remembered = 10_000      // entries of each cache and each throttle
	freshness  = time.Second // cached keys and organizations are younger
	proofLife  = time.Minute // lifetime of a verified password, from its last use
	forgiving  = time.Minute // failures expire after it
	userMisses = 10          // failed sign-ins of a user from one address
	nameMisses = 1000        // failed sign-ins of a user from all addresses
	hostMisses = 100         // failed attempts from one address
	crowd      = 100         // length of the sign-in queue for each core; about four seconds
	hostPrefix = 64          // bits of the IPv6 prefix of one customer of a provider
)

// Deps are what New needs.
type Deps struct {
	Store ringdex.Store
	Clock ringdex.Clock
	Log   *slog.Logger // nil disables logging
}

// Caller describes the origin of a request.
type Caller struct {
	IP   netip.Addr
	Host string // the Host header, with or without a port; may be empty
}

// Auth verifies credentials. It is safe for concurrent use.
type Auth struct {
	store ringdex.Store
	clock ringdex.Clock
	log   *slog.Logger

	secret [32]byte // keys the cached password digests; new in each process
	dummy  string   // a hash that no password matches

	hashing  *gate
	proofs   *cache[userName, proof]
	attempts flight.Group[[32]byte, struct{}]
	users    *throttle.Throttle[userHost]
	names    *throttle.Throttle[userName]
	hosts    *throttle.Throttle[netip.Addr]

	grants     *cache[[32]byte, *grant]
	grantReads flight.Group[[32]byte, *grant]
	used       sync.Map // time of the last use of each key, by its hash

	patience time.Duration // how long to wait for the store if there is a cached answer
	silence  atomic.Int64  // when the store last failed to answer, in Unix nanoseconds

	tenants     atomic.Pointer[tenants]
	tenantReads flight.Group[struct{}, *tenants]
}

// New returns an Auth. It does not read the store yet.
func New(d Deps) *Auth {
	a := &Auth{
		store: d.Store, clock: d.Clock, log: d.Log,
		dummy:   password.Nobodys(),
		hashing: newGate(runtime.NumCPU(), crowd),
		proofs:  newCache[userName, proof](remembered),
		users:   throttle.New[userHost](userMisses, forgiving, remembered),
		names:   throttle.New[userName](nameMisses, forgiving, remembered),
		hosts:   throttle.New[netip.Addr](hostMisses, forgiving, remembered),
		grants:  newCache[[32]byte, *grant](remembered),
	}
	a.patience = patience
	_, _ = rand.Read(a.secret[:]) // never fails: crypto/rand crashes the program instead
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	return a
}

// Hash is password.Hash behind a semaphore of one slot a core: for records that contain passwords.
// Invalid if password.Check refuses the text, Unavailable if ctx ends first.
func (a *Auth) Hash(ctx context.Context, text string) (string, error) {
	if err := a.hashing.enter(ctx); err != nil {
		return "", err
	}
	defer a.hashing.leave()
	return password.Hash(text)
}

// refused logs why a caller was refused. It logs no input, not even a user name: people type their
// password there by mistake.
func (a *Auth) refused(ctx context.Context, caller Caller, org ringdex.OrganizationID, reason string) {
	a.log.DebugContext(ctx, "credentials refused", "reason", reason, "organization", int64(org), "address", caller.IP.String())
}

// fresh reports whether something read at a moment is younger than life. A clock that was set back
// makes it stale.
func fresh(read, now time.Time, life time.Duration) bool {
	age := now.Sub(read)
	return age >= 0 && age < life
}
