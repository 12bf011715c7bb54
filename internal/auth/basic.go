package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// proof remembers which password was right: a keyed digest of it and of the hash that it fits.
type proof struct {
	digest [sha256.Size]byte
	used   time.Time
	who    *candidate // as the store knew it then
}

// Basic verifies a user name and a password. The user may be written ORG\login with an organization's key;
// without one, the organization is the one that the caller's host belongs to, else the default. An API key
// may stand for the password: then the user name does not matter, but for an organization that it names.
//
// Unauthenticated when the user is unknown or the password wrong, in the same words and the same time.
// RateLimited, with RetryAfter, after too many failures of the user from the address, or of either alone; a password that was
// right within the last minute is never held up by that. Denied and Unauthenticated as by Key. Unavailable
// when too many sign in at once, or the store or ctx says so; while the store says so, a user that was let in
// during the last ten minutes is still.
func (a *Auth) Basic(ctx context.Context, caller Caller, user, password string) (Principal, error) {
	org, login, named := strings.Cut(user, `\`)
	if !named {
		org, login = "", user
	}
	if s, ok := parseSecret(password); ok {
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

// basicKey is a key given as a password, by a user of the organization called org if it is not "".
func (a *Auth) basicKey(ctx context.Context, caller Caller, org string, s secret) (Principal, error) {
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

// candidate is who the caller says to be.
type candidate struct {
	org       ringdex.OrganizationID
	name      string // as the store compares it
	principal Principal
	known     bool   // somebody can sign in by this name
	hash      string // if nobody can, that of nobody's password
	read      time.Time
	stale     bool // the store did not answer, and this is what it said before
}

func (a *Auth) candidate(ctx context.Context, org ringdex.OrganizationID, login string) (*candidate, error) {
	name := ringdex.Fold(login)
	who := &candidate{org: org, name: name[:min(len(name), longName)], hash: a.dummy}
	if org == 0 || name == "" || len(name) > longName || strings.ContainsRune(name, 0) {
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
	if ringdex.CodeOf(err) == ringdex.NotFound { // the organization went away
		return who, nil
	}
	return who, err
}

// admitted is who was let in by that name last; nothing is in it when nobody is remembered.
func (a *Auth) admitted(who *candidate) (before candidate) {
	if p, ok := a.proofs.get(who.account()); ok {
		before = *p.who
	}
	return before
}

// find finds the contact and its hash, if it has one.
func (c *candidate) find(r ringdex.Reader) error {
	ids, err := r.ContactsByUserName([]string{c.name})
	if err != nil {
		return err
	}
	for _, id := range ids { // one at most
		hash, err := r.PasswordHash(id)
		if err != nil || hash == "" {
			return err
		}
		contact, err := r.Contact(id)
		if err != nil {
			return err
		}
		c.principal = Principal{Organization: c.org, Actor: contact.UserName, Contact: contact.ID, Roles: contact.Roles}
		c.known, c.hash = true, hash
	}
	return nil
}

// account is what proofs and failures are kept by.
func (c *candidate) account() userName { return userName{c.org, c.name} }

// verify is nil when the password is the candidate's. The same password of the same candidate is verified
// once, however many requests bring it at the same time.
func (a *Auth) verify(ctx context.Context, caller Caller, who *candidate, password string) error {
	digest := a.digest(who, password)
	if a.proven(who, digest) {
		return nil
	}
	_, err := a.attempts.do(ctx, digest, func() (struct{}, error) {
		if a.proven(who, digest) { // by the one that has just finished
			return struct{}{}, nil
		}
		return struct{}{}, a.attempt(ctx, caller, who, password, digest)
	})
	if who.stale && ringdex.CodeOf(err) == ringdex.Unauthenticated {
		return unverifiable()
	}
	return err
}

// proven says whether this password was verified against this hash, and is still remembered.
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

// attempt verifies the password at full cost. The failure is counted before, with the slot already taken:
// otherwise many tries at once would all be let through, or right ones of many users would be taken for them.
func (a *Auth) attempt(ctx context.Context, caller Caller, who *candidate, password string, digest [sha256.Size]byte) error {
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
	if !Verify(who.hash, password) || !who.known {
		a.refused(ctx, caller, who.org, who.failing())
		return ringdex.Fail(ringdex.Unauthenticated, "auth.wrong")
	}
	a.users.reset(userHost{who.account(), hostOf(caller.IP)})
	a.names.giveBack(who.account())
	a.hosts.giveBack(hostOf(caller.IP))
	a.proofs.put(who.account(), proof{digest, a.clock(), who})
	return nil
}

func (c *candidate) failing() string {
	if !c.known {
		return "nobody can sign in by this name"
	}
	return "wrong password"
}

// heldUp is how long the caller must wait before this user is tried again, 0 when it need not.
func (a *Auth) heldUp(caller Caller, who *candidate) time.Duration {
	now, host := a.clock(), hostOf(caller.IP)
	return max(a.users.wait(userHost{who.account(), host}, now), a.names.wait(who.account(), now), a.hosts.wait(host, now))
}

func (a *Auth) countFailure(caller Caller, who *candidate) (wait time.Duration) {
	now, host := a.clock(), hostOf(caller.IP)
	user := userHost{who.account(), host}
	if wait = a.users.take(user, now); wait > 0 {
		return wait
	}
	if wait = a.hosts.take(host, now); wait > 0 {
		a.users.giveBack(user)
		return wait
	}
	if wait = a.names.take(who.account(), now); wait > 0 {
		a.users.giveBack(user)
		a.hosts.giveBack(host)
	}
	return wait
}

// digest stands for "this password, given for this candidate, whose hash is this one".
func (a *Auth) digest(who *candidate, password string) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, a.secret[:])
	var number [8]byte
	for _, part := range []string{who.name, who.hash, password} { // lengths keep the parts apart
		binary.BigEndian.PutUint64(number[:], uint64(len(part)))
		mac.Write(number[:])
		mac.Write([]byte(part))
	}
	binary.BigEndian.PutUint64(number[:], uint64(who.org))
	mac.Write(number[:])
	mac.Sum(sum[:0])
	return sum
}
