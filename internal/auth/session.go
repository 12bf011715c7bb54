package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// Limits of sessions.
const (
	sessionIdle = 24 * time.Hour      // a session ends so long after its last use,
	sessionLife = 30 * 24 * time.Hour // and so long after its beginning
	sessionStep = 10 * time.Minute    // how far Used may be behind; each use would be a write otherwise
	touchWait   = time.Second         // how long a use waits to be noted

	sessionAgent  = 200 // longest name of a browser that is kept, in bytes
	sessionRandom = 32  // bytes of a secret
	sessionLimit  = 200 // longest secret that is looked at
)

// Signed is a user who is signed in.
type Signed struct {
	Principal
	User    *ringdex.Contact
	Session ringdex.Session
}

// SessionLife is how long a browser may keep the secret of a session.
const SessionLife = sessionLife

// Session returns who is signed in by the secret of a session, with the roles of this moment.
// Unauthenticated if there is no such session, if it has ended, or if the user was removed or got
// another password since it began.
func (a *Auth) Session(ctx context.Context, secret string) (Signed, error) {
	org, hash, ok := parseSession(secret)
	if !ok {
		return Signed{}, signedOut()
	}
	var s Signed
	err := a.store.View(ctx, org, func(r ringdex.Reader) (err error) {
		s, err = a.signed(r, org, hash)
		return err
	})
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return Signed{}, signedOut()
	}
	if err != nil {
		return Signed{}, err
	}
	a.touch(ctx, s)
	return s, nil
}

func (a *Auth) signed(r ringdex.Reader, org ringdex.OrganizationID, hash [32]byte) (s Signed, err error) {
	if s.Session, err = ringdex.SessionByHash(r, hash); err != nil {
		return s, err
	}
	if s.User, err = ringdex.ContactByID(r, s.Session.Contact); err != nil {
		return s, err
	}
	if a.over(s.Session) || s.User.PasswordChanged.IsZero() || s.User.PasswordChanged.After(s.Session.Created) {
		return s, signedOut()
	}
	s.Principal = Principal{Organization: org, Actor: s.User.UserName, Contact: s.User.ID, Roles: s.User.Roles}
	return s, nil
}

// over reports whether the time of a session is up. A clock that was set back ends none.
func (a *Auth) over(s ringdex.Session) bool {
	now := a.clock()
	return now.Sub(s.Used) > sessionIdle || now.Sub(s.Created) > sessionLife
}

// touch notes the use of a session, now and then. It leaves it to the next use if a writer is in
// the way: a page must not wait for an import.
func (a *Auth) touch(ctx context.Context, s Signed) {
	now := a.clock().UTC().Truncate(time.Millisecond)
	if now.Sub(s.Session.Used) < sessionStep {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, touchWait)
	defer cancel()
	err := a.store.Update(ctx, s.Organization, func(w ringdex.Writer) error {
		session, err := ringdex.FindDocument[ringdex.Session](w, s.Session.ID.String())
		if err != nil {
			return err // it has ended meanwhile
		}
		session.Used = now
		return w.PutDocument(session)
	})
	if err != nil {
		a.log.DebugContext(ctx, "the use of a session was not noted", "error", err)
	}
}

// begin starts a session of a contact and removes those of the organization that are over.
func (a *Auth) begin(ctx context.Context, org ringdex.OrganizationID, contact ringdex.ID, caller Caller, agent string) (string, error) {
	secret, hash := newSession(org)
	now := a.clock().UTC().Truncate(time.Millisecond)
	s := ringdex.Session{
		ID: ringdex.NewID(now), Hash: hash, Contact: contact, Address: caller.IP.String(),
		Agent: strings.ToValidUTF8(agent[:min(len(agent), sessionAgent)], ""), Created: now, Used: now,
	}
	return secret, a.store.Update(ctx, org, func(w ringdex.Writer) error {
		if err := a.removeSessions(w, a.over); err != nil {
			return err
		}
		return w.PutDocument(s)
	})
}

// removeSessions removes the sessions that are to go.
func (a *Auth) removeSessions(w ringdex.Writer, goes func(ringdex.Session) bool) error {
	all, err := ringdex.Documents[ringdex.Session](w)
	for _, s := range all {
		if err == nil && goes(s) {
			err = w.RemoveDocument(s.Document())
		}
	}
	return err
}

// Sessions returns the sessions of a signed-in user, the last used one first.
func (a *Auth) Sessions(ctx context.Context, p Principal) (own []ringdex.Session, err error) {
	err = a.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		user, err := ringdex.ContactByID(r, p.Contact)
		if err != nil {
			return err
		}
		all, err := ringdex.Documents[ringdex.Session](r)
		own = slices.DeleteFunc(all, func(s ringdex.Session) bool {
			return s.Contact != p.Contact || a.over(s) || user.PasswordChanged.After(s.Created)
		})
		slices.SortFunc(own, func(x, y ringdex.Session) int { return y.Used.Compare(x.Used) })
		return err
	})
	return own, err
}

// EndSession ends a session of a signed-in user. NotFound if the user has no such session.
func (a *Auth) EndSession(ctx context.Context, p Principal, id ringdex.ID) error {
	return a.store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		s, err := ringdex.FindDocument[ringdex.Session](w, id.String())
		if err == nil && s.Contact != p.Contact {
			err = ringdex.Fail(ringdex.NotFound, "auth.no_session")
		}
		if err != nil {
			return err
		}
		return w.RemoveDocument(s.Document())
	})
}

// EndOtherSessions ends the sessions of a signed-in user except the present one.
func (a *Auth) EndOtherSessions(ctx context.Context, s Signed) error {
	return a.store.Update(ctx, s.Organization, func(w ringdex.Writer) error {
		return a.removeSessions(w, func(other ringdex.Session) bool {
			return other.Contact == s.Contact && other.ID != s.Session.ID
		})
	})
}

func signedOut() error { return ringdex.Fail(ringdex.Unauthenticated, "auth.signed_out") }

// The secret of a session is ORGANIZATION.RANDOM: the organization in base 36 finds the rows.
func newSession(org ringdex.OrganizationID) (secret string, hash [32]byte) {
	random := make([]byte, sessionRandom)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	secret = strconv.FormatInt(int64(org), 36) + "." + base64.RawURLEncoding.EncodeToString(random)
	return secret, sha256.Sum256([]byte(secret))
}

func parseSession(secret string) (org ringdex.OrganizationID, hash [32]byte, ok bool) {
	if len(secret) > sessionLimit {
		return 0, hash, false
	}
	name, _, found := strings.Cut(secret, ".")
	n, err := strconv.ParseInt(name, 36, 64)
	if !found || err != nil || n <= 0 {
		return 0, hash, false
	}
	return ringdex.OrganizationID(n), sha256.Sum256([]byte(secret)), true
}
