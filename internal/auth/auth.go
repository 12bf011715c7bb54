// Package auth says who is calling and what they may do: passwords, API keys, the rights of roles and scopes,
// and how often somebody may be wrong.
//
// It owns the form of password hashes and of keys, the first start's administrator, and what is kept in memory
// so that a right credential costs next to nothing. How a wire carries credentials is left to the dialects,
// and rows to the store.
//
// What is remembered never outlives what the store says by more than a second. A verified password is
// remembered as "this password fits this stored hash", and the user and the hash are read each time: changed
// roles, a changed password, a deleted user count at once. A key is remembered with its row for a second, so
// that lookups do not touch the database. While the store does not answer, both count as it knew them last, for
// ten minutes (outage.go).
package auth

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"

	"ringdex/internal/ringdex"
)

// Limits of what is remembered and of how often one may be wrong.
const (
	remembered = 10_000      // entries of each cache and counter
	freshness  = time.Second // of keys and organizations
	proofLife  = time.Minute // of a verified password, from its last use
	forgiving  = time.Minute // failures are forgotten after it
	userMisses = 10          // failures of a user from one address
	nameMisses = 1000        // failures of a user from all addresses together
	hostMisses = 100         // failures from an address
	crowd      = 100         // sign-ins that may wait for each core; about four seconds of them
	longName   = 255         // bytes of a user name that is looked for at all
	hostPrefix = 64          // of an IPv6 address: what one customer of a provider has for itself
)

// Deps are what New needs.
type Deps struct {
	Store ringdex.Store
	Clock ringdex.Clock
	Log   *slog.Logger // nil for none
}

// Caller is where a request comes from.
type Caller struct {
	IP   netip.Addr
	Host string // that the request names, with or without a port; "" for none
}

// Auth verifies credentials. It may be used by many goroutines at once.
type Auth struct {
	store ringdex.Store
	clock ringdex.Clock
	log   *slog.Logger

	secret [32]byte // of this process: what is remembered of passwords is of no use without it
	dummy  string   // a hash that no password fits

	hashing  *gate
	proofs   *bounded[userName, proof]
	attempts flights[[32]byte, struct{}]
	users    *throttle[userHost]
	names    *throttle[userName]
	hosts    *throttle[netip.Addr]

	grants     *bounded[[32]byte, *grant]
	grantReads flights[[32]byte, *grant]

	patience time.Duration // that a store has which somebody need not wait for
	silence  atomic.Int64  // when the store was last found not to answer, in nanoseconds

	tenants     atomic.Pointer[tenants]
	tenantReads flights[struct{}, *tenants]
}

// New is ready to verify; it reads nothing yet.
func New(d Deps) *Auth {
	a := &Auth{
		store: d.Store, clock: d.Clock, log: d.Log,
		dummy:   dummyHash(),
		hashing: newGate(runtime.NumCPU(), crowd),
		proofs:  newBounded[userName, proof](remembered),
		users:   newThrottle[userHost](userMisses, forgiving, remembered),
		names:   newThrottle[userName](nameMisses, forgiving, remembered),
		hosts:   newThrottle[netip.Addr](hostMisses, forgiving, remembered),
		grants:  newBounded[[32]byte, *grant](remembered),
	}
	a.patience = patience
	_, _ = rand.Read(a.secret[:]) // never fails: crypto/rand ends the program instead
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	return a
}

// Hash is the package's Hash, at most as many at once as there are cores: for records that bring passwords.
// Invalid when CheckPassword refuses the password, Unavailable when ctx ends first.
func (a *Auth) Hash(ctx context.Context, password string) (string, error) {
	if err := a.hashing.enter(ctx); err != nil {
		return "", err
	}
	defer a.hashing.leave()
	return Hash(password)
}

// refused notes why somebody was not let in. What was typed is not written down, not even a user name:
// people type their password there by mistake.
func (a *Auth) refused(ctx context.Context, caller Caller, org ringdex.OrganizationID, reason string) {
	a.log.DebugContext(ctx, "credentials refused", "reason", reason, "organization", int64(org), "address", caller.IP.String())
}

// fresh says whether something read at a moment is young enough. A clock that was set back makes it old.
func fresh(read, now time.Time, life time.Duration) bool {
	age := now.Sub(read)
	return age >= 0 && age < life
}
