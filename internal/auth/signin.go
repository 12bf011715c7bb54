package auth

import (
	"context"
	"strings"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/auth/password"
	"ringdex/internal/auth/user"
	"ringdex/internal/ringdex"
)

// SignIn verifies a user name or an e-mail address and a password, and begins a session. It returns
// the secret for the cookie, which is not stored; agent is what the browser calls itself. Errors
// are those of Basic; an API key signs nobody in.
func (a *Auth) SignIn(ctx context.Context, caller Caller, login, secret, agent string) (string, Signed, error) {
	if _, isKey := apikey.Parse(secret); isKey {
		return "", Signed{}, ringdex.Fail(ringdex.Unauthenticated, "auth.wrong")
	}
	login, err := a.userNameOf(ctx, caller, strings.TrimSpace(login))
	if err != nil {
		return "", Signed{}, err
	}
	p, err := a.Basic(ctx, caller, login, secret)
	if err != nil {
		return "", Signed{}, err
	}
	cookie, err := a.begin(ctx, p.Organization, p.Contact, caller, agent)
	if err != nil {
		return "", Signed{}, err
	}
	s, err := a.Session(ctx, cookie)
	return cookie, s, err
}

// userNameOf returns the login with the user name of the one contact that has the address, or the
// login itself.
func (a *Auth) userNameOf(ctx context.Context, caller Caller, login string) (string, error) {
	key, address, named := strings.Cut(login, `\`)
	if !named {
		key, address = "", login
	}
	if !strings.Contains(address, "@") || len(address) > user.LongestName || strings.ContainsRune(address, 0) {
		return login, nil
	}
	org, err := a.organization(ctx, key, caller.Host)
	if err != nil || org == 0 {
		return login, err
	}
	name := ""
	err = a.store.View(ctx, org, func(r ringdex.Reader) (err error) {
		name, err = holderOf(r, address)
		return err
	})
	if err != nil || name == "" {
		return login, ignoreMissing(err)
	}
	return strings.TrimSuffix(login, address) + name, nil
}

// manyHolders is how many contacts with one address are looked at: more share no address that signs
// somebody in.
const manyHolders = 20

// holderOf returns the user name of the only user with an address, "" if it is a user name itself
// or if there are none or several.
func holderOf(r ringdex.Reader, address string) (name string, err error) {
	if ids, err := ringdex.ContactsByUserName(r, []string{address}); err != nil || len(ids) > 0 {
		return "", err
	}
	list, _, err := r.ListContacts(ringdex.ContactFilter{Email: address}, ringdex.Page{Limit: manyHolders, Uncounted: true})
	for _, c := range list {
		if c.UserName == "" || c.PasswordChanged.IsZero() {
			continue
		}
		if name != "" {
			return "", nil
		}
		name = c.UserName
	}
	return name, err
}

// ignoreMissing returns nil for an organization that is gone: the password decides.
func ignoreMissing(err error) error {
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return nil
	}
	return err
}

// ChangePassword changes the password of a signed-in user, which ends all sessions, and begins a
// new one. The present password is verified, as by Basic, unless the user must change it.
// Invalid, with the field, if the new password is refused or is the present one.
func (a *Auth) ChangePassword(ctx context.Context, caller Caller, s Signed, present, wanted string) (cookie string, err error) {
	who, err := a.candidate(ctx, s.Organization, s.User.UserName)
	if err != nil {
		return "", err
	}
	if !s.User.MustChangePassword {
		if err := a.verify(ctx, caller, who, present); err != nil {
			return "", at("present", err)
		}
	}
	if err := password.Check(wanted); err != nil {
		return "", ringdex.ProblemOf("password", err)
	}
	if err := a.differs(ctx, who, wanted); err != nil {
		return "", err
	}
	hash, err := a.Hash(ctx, wanted)
	if err != nil {
		return "", err
	}
	if err := user.OwnPassword(ctx, a.store, a.clock, s.Organization, s.Contact, hash); err != nil {
		return "", err
	}
	return a.begin(ctx, s.Organization, s.Contact, caller, s.Session.Agent)
}

// differs returns a problem if the password is the one that the user has.
func (a *Auth) differs(ctx context.Context, who *candidate, wanted string) error {
	if err := a.hashing.queue(ctx); err != nil {
		return err
	}
	defer a.hashing.leave()
	if password.Verify(who.hash, wanted) {
		return ringdex.Problem("password", "auth.same_password")
	}
	return nil
}

// at returns a wrong password as a problem of a field; other errors stay what they are.
func at(field string, err error) error {
	if ringdex.CodeOf(err) == ringdex.Unauthenticated {
		return ringdex.Problem(field, "auth.wrong_present")
	}
	return err
}
