package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/auth/password"
	"ringdex/internal/auth/user"
	"ringdex/internal/ringdex"
)

// proof is a verified password: a keyed digest of it and of the hash that it matches.
type proof struct {
	digest [sha256.Size]byte
	used   time.Time
	who    *candidate // as it was in the store then
}

// Basic verifies a user name and a password. The user may be written ORG\login with an
// organization's key; without one, the caller's host selects the organization, else the default
// applies. An API key may replace the password; then only the organization in the user name
// matters.
//
// Unauthenticated if the user is unknown or the password wrong, with the same message and timing.
// RateLimited, with RetryAfter, after too many failures of the user from the address, or of either
// alone; this never delays a password that was verified within the last minute. Denied and
// Unauthenticated as by Key. Unavailable if too many callers sign in, or if the store or ctx fails;
// while the store is unavailable, a user who signed in during the last ten minutes still can.
func (a *Auth) Basic(ctx context.Context, caller Caller, user, password string) (Principal, error) {
	org, login, named := strings.Cut(user, `\`)
	if !named {
		org, login = "", user
	}
	if s, ok := apikey.Parse(password); ok {
		return a.basicKey(ctx, caller, org, s)
	}
	id, err := a.organization(ctx, org, caller.Host)
	if err != nil {
		return Principal{}, err
	}
	who, err := a.candidate(ctx, id, login)
	if err != nil {
		return Principal{}, err
	}
	if err := a.verify(ctx, caller, who, password); err != nil {
		return Principal{}, err
	}
	return who.principal, nil
}

// basicKey verifies a key given as a password. If org is not empty, it must name the key's
// organization.
func (a *Auth) basicKey(ctx context.Context, caller Caller, org string, s apikey.Secret) (Principal, error) {
	p, err := a.byKey(ctx, caller, s)
	if err != nil || org == "" {
		return p, err
	}
	id, err := a.organization(ctx, org, "")
	if err != nil {
		return Principal{}, err
	}
	if id != p.Organization {
		return Principal{}, ringdex.Fail(ringdex.Unauthenticated, "auth.other_organization", ringdex.Show(org))
	}
	return p, nil
}

// candidate is the user that the caller claims to be.
type candidate struct {
	org       ringdex.OrganizationID
	name      string // folded as in the store
	principal Principal
	known     bool   // a user with this name can sign in
	hash      string // the dummy hash if no such user can sign in
	read      time.Time
	stale     bool // the store did not answer; these are cached values
}

func (a *Auth) candidate(ctx context.Context, org ringdex.OrganizationID, login string) (*candidate, error) {
	name := ringdex.Fold(login)
	who := &candidate{org: org, name: name[:min(len(name), user.LongestName)], hash: a.dummy}
	if org == 0 || name == "" || len(name) > user.LongestName || strings.ContainsRune(name, 0) {
		return who, nil
	}
	who.read = a.clock()
	before := a.admitted(who)
	stale, err := a.ask(ctx, before.read, func(ctx context.Context) error {
		return a.store.View(ctx, org, func(r ringdex.Reader) error { return who.find(r) })
	})
	if stale {
		before.stale = true
		return &before, nil
	}
	if ringdex.CodeOf(err) == ringdex.NotFound { // the organization was removed
		return who, nil
	}
	return who, err
}

// admitted returns the cached candidate of that name, or the zero candidate.
func (a *Auth) admitted(who *candidate) (before candidate) {
	if p, ok := a.proofs.get(who.account()); ok {
		before = *p.who
	}
	return before
}

// find finds the contact and its hash, if it has one.
func (c *candidate) find(r ringdex.Reader) error {
	ids, err := ringdex.ContactsByUserName(r, []string{c.name})
	if err != nil {
		return err
	}
	for _, id := range ids { // at most one
		hash, err := r.PasswordHash(id)
		if err != nil || hash == "" {
			return err
		}
		contact, err := ringdex.ContactByID(r, id)
		if err != nil {
			return err
		}
		c.principal = Principal{Organization: c.org, Actor: contact.UserName, Contact: contact.ID, Roles: contact.Roles}
		c.known, c.hash = true, hash
	}
	return nil
}

// account is the key of proofs and failures.
func (c *candidate) account() userName { return userName{c.org, c.name} }

// verify returns nil if the password is the candidate's. Concurrent requests with the same password
// and candidate share one verification.
func (a *Auth) verify(ctx context.Context, caller Caller, who *candidate, password string) error {
	digest := a.digest(who, password)
	if a.proven(who, digest) {
		return nil
	}
	_, err := a.attempts.Do(ctx, digest, func() (struct{}, error) {
		if a.proven(who, digest) { // by the call that has just ended
			return struct{}{}, nil
		}
		return struct{}{}, a.attempt(ctx, caller, who, password, digest)
	})
	if who.stale && ringdex.CodeOf(err) == ringdex.Unauthenticated {
		return unverifiable()
	}
	return err
}

// proven reports whether the cache holds a verification of this password against this hash.
func (a *Auth) proven(who *candidate, digest [sha256.Size]byte) bool {
	if !who.known {
		return false
	}
	now := a.clock()
	p, ok := a.proofs.get(who.account())
	if !ok || !fresh(p.used, now, proofLife) || !hmac.Equal(p.digest[:], digest[:]) {
		return false
	}
	a.proofs.put(who.account(), proof{digest, now, who})
	return true
}

// attempt verifies the password at full cost. It takes a slot, then counts a failure in advance,
// then verifies: otherwise concurrent guesses would all pass the limit, or valid sign-ins of many
// users would be counted as failures.
func (a *Auth) attempt(ctx context.Context, caller Caller, who *candidate, given string, digest [sha256.Size]byte) error {
	if wait := a.heldUp(caller, who); wait > 0 {
		a.refused(ctx, caller, who.org, "throttled")
		return limited(wait)
	}
	if err := a.hashing.queue(ctx); err != nil {
		return err
	}
	defer a.hashing.leave()
	if wait := a.countFailure(caller, who); wait > 0 {
		a.refused(ctx, caller, who.org, "throttled")
		return limited(wait)
	}
	if !password.Verify(who.hash, given) || !who.known {
		a.refused(ctx, caller, who.org, who.failing())
		return ringdex.Fail(ringdex.Unauthenticated, "auth.wrong")
	}
	a.users.Reset(userHost{who.account(), hostOf(caller.IP)})
	a.names.GiveBack(who.account())
	a.hosts.GiveBack(hostOf(caller.IP))
	a.proofs.put(who.account(), proof{digest, a.clock(), who})
	return nil
}

func (c *candidate) failing() string {
	if !c.known {
		return "nobody can sign in by this name"
	}
	return "wrong password"
}

// heldUp returns how long the caller must wait before the next attempt for this user, or 0.
func (a *Auth) heldUp(caller Caller, who *candidate) time.Duration {
	now, host := a.clock(), hostOf(caller.IP)
	return max(a.users.Wait(userHost{who.account(), host}, now), a.names.Wait(who.account(), now), a.hosts.Wait(host, now))
}

func (a *Auth) countFailure(caller Caller, who *candidate) (wait time.Duration) {
	now, host := a.clock(), hostOf(caller.IP)
	user := userHost{who.account(), host}
	if wait = a.users.Take(user, now); wait > 0 {
		return wait
	}
	if wait = a.hosts.Take(host, now); wait > 0 {
		a.users.GiveBack(user)
		return wait
	}
	if wait = a.names.Take(who.account(), now); wait > 0 {
		a.users.GiveBack(user)
		a.hosts.GiveBack(host)
	}
	return wait
}

// digest identifies "this password, for this candidate, with this hash".
func (a *Auth) digest(who *candidate, password string) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, a.secret[:])
	var number [8]byte
	for _, part := range []string{who.name, who.hash, password} { // with lengths: unambiguous
		binary.BigEndian.PutUint64(number[:], uint64(len(part)))
		mac.Write(number[:])
		mac.Write([]byte(part))
	}
	binary.BigEndian.PutUint64(number[:], uint64(who.org))
	mac.Write(number[:])
	mac.Sum(sum[:0])
	return sum
}
