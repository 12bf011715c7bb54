package user

import (
	"context"

	"ringdex/internal/auth/password"
	"ringdex/internal/ringdex"
)

// FirstAdmin is the user name of the administrator that the first start creates.
const FirstAdmin = "admin"

// UnnamedOrganization is the name of the organization of a first start, until somebody gives it
// another one.
const UnnamedOrganization = "Default"

// First is what a first start is given.
type First struct {
	Password string           // the administrator's; "" for a random one
	Settings ringdex.Settings // of the organization "default"
}

// Bootstrap ensures that an administrator can sign in. It creates the organization "default" if
// there are no organizations, and in it the administrator "admin" if it has no administrator.
// generated is the admin's new password if none was given, to be printed once, else "".
//
// It may run at every start, and in several processes concurrently: one of them does the work. It
// never changes an existing password; only an admin without one gets it. If the default
// organization has another name, it does nothing. Invalid if password.Check refuses a password that
// is needed; Conflict if the name "admin" belongs to a contact without the role, which must not
// become administrator by its name.
func Bootstrap(ctx context.Context, store ringdex.Store, clock ringdex.Clock, first First) (generated string, err error) {
	org, err := defaultOrganization(ctx, store, clock, first.Settings)
	if err != nil || org == 0 {
		return "", err
	}
	missing := false
	if err := store.View(ctx, org, func(r ringdex.Reader) (err error) {
		_, missing, err = findAdmin(r)
		return err
	}); err != nil || !missing {
		return "", err
	}
	secret := first.Password
	if secret == "" {
		generated = password.New()
		secret = generated
	}
	hash, err := password.Hash(secret) // before the transaction, which blocks other writers
	if err != nil {
		return "", err
	}
	made, err := makeAdmin(ctx, store, clock, org, hash, generated != "")
	if err != nil || !made {
		return "", err
	}
	return generated, nil
}

// defaultOrganization returns the default organization, or 0 if there are only others.
func defaultOrganization(ctx context.Context, store ringdex.Store, clock ringdex.Clock, settings ringdex.Settings) (ringdex.OrganizationID, error) {
	all, err := store.Organizations(ctx)
	if err != nil {
		return 0, err
	}
	if len(all) > 0 {
		return keyed(all), nil
	}
	o, err := store.PutOrganization(ctx, ringdex.Organization{Key: ringdex.DefaultOrganization, Name: UnnamedOrganization, Settings: settings, Created: moment(clock())})
	if ringdex.CodeOf(err) != ringdex.Conflict {
		return o.ID, err
	}
	if all, err = store.Organizations(ctx); err != nil { // another process was first
		return 0, err
	}
	return keyed(all), nil
}

func keyed(all []ringdex.Organization) ringdex.OrganizationID {
	for _, o := range all {
		if o.Key == ringdex.DefaultOrganization {
			return o.ID
		}
	}
	return 0
}

// makeAdmin checks again inside the write transaction, then writes. A generated password must be
// changed: it stands in the scrollback of a terminal, or in a log.
func makeAdmin(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, hash string, generated bool) (made bool, err error) {
	err = store.Update(ctx, org, func(w ringdex.Writer) error {
		admin, missing, err := findAdmin(w)
		made = missing
		switch {
		case err != nil || !missing:
			return err
		case admin != nil:
			return givePassword(w, admin, hash, clock())
		}
		c := &ringdex.Contact{
			UserName: FirstAdmin, Roles: ringdex.Administrator, DisplayName: "Administrator", MustChangePassword: generated,
		}
		return create(w, c, hash, clock())
	})
	return made, err
}

// findAdmin reports whether the administrator, or only its password, is missing; admin is the
// contact if it exists. It checks the name first: a search by role may scan all contacts.
func findAdmin(r ringdex.Reader) (admin *ringdex.Contact, missing bool, err error) {
	named, err := Named(r, FirstAdmin)
	if err != nil {
		return nil, false, err
	}
	if named != nil && named.Roles.Has(ringdex.Administrator) {
		hash, err := r.PasswordHash(named.ID)
		return named, hash == "", err
	}
	_, others, err := r.ListContacts(ringdex.ContactFilter{AnyRole: ringdex.Administrator}, ringdex.Page{Limit: 1})
	if err != nil || others > 0 {
		return nil, false, err
	}
	if named != nil {
		return nil, false, ringdex.Fail(ringdex.Conflict, "user.first_administrator", ringdex.Show(FirstAdmin))
	}
	return nil, true, nil
}

// Named returns the contact with a user name, nil if there is none.
func Named(r ringdex.Reader, name string) (*ringdex.Contact, error) {
	ids, err := ringdex.ContactsByUserName(r, []string{name})
	if err != nil {
		return nil, err
	}
	for _, id := range ids { // at most one
		return ringdex.ContactByID(r, id)
	}
	return nil, nil
}
