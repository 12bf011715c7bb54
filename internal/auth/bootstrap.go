package auth

import (
	"context"

	"ringdex/internal/ringdex"
)

// firstAdmin is the user name of the administrator that the first start makes.
const firstAdmin = "admin"

// Bootstrap makes sure that somebody can sign in. It creates the organization "default" when there is no
// organization, and in it the administrator "admin" when it has no administrator. generated is the admin's
// password when none was given, to be printed once; "" when nothing was made, or password was taken.
//
// It may run at every start, and in several processes at once: one of them does it. A password that is set
// is never changed; only an admin without one gets it. Where somebody has renamed the default organization,
// it does nothing. Invalid when CheckPassword refuses the password that is needed; Conflict when the name
// belongs to a contact that is no administrator, which must not become one by its name.
func Bootstrap(ctx context.Context, store ringdex.Store, clock ringdex.Clock, password string) (generated string, err error) {
	org, err := defaultOrganization(ctx, store, clock)
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
	if password == "" {
		generated = NewPassword()
		password = generated
	}
	hash, err := Hash(password) // before the transaction, which holds up every other writer
	if err != nil {
		return "", err
	}
	made, err := makeAdmin(ctx, store, clock, org, hash)
	if err != nil || !made {
		return "", err
	}
	return generated, nil
}

// defaultOrganization is the default organization, 0 when there are only others.
func defaultOrganization(ctx context.Context, store ringdex.Store, clock ringdex.Clock) (ringdex.OrganizationID, error) {
	all, err := store.Organizations(ctx)
	if err != nil {
		return 0, err
	}
	if len(all) > 0 {
		return keyed(all), nil
	}
	o, err := store.PutOrganization(ctx, ringdex.Organization{Key: ringdex.DefaultOrganization, Name: "Default", Created: moment(clock())})
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

// makeAdmin looks again, with nobody else writing, and then writes.
func makeAdmin(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, hash string) (made bool, err error) {
	err = store.Update(ctx, org, func(w ringdex.Writer) error {
		admin, missing, err := findAdmin(w)
		made = missing
		switch {
		case err != nil || !missing:
			return err
		case admin != nil:
			return givePassword(w, admin, hash, clock())
		}
		c := &ringdex.Contact{UserName: firstAdmin, Roles: ringdex.Administrator, DisplayName: "Administrator"}
		return createUser(w, c, hash, clock())
	})
	return made, err
}

// findAdmin says whether the administrator, or only its password, is missing; admin is the contact when it is
// there. It looks at the name first: finding anybody with the role may take a walk over all contacts.
func findAdmin(r ringdex.Reader) (admin *ringdex.Contact, missing bool, err error) {
	named, err := contactNamed(r, firstAdmin)
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
		return nil, false, ringdex.Fail(ringdex.Conflict, "user.first_administrator", ringdex.Show(firstAdmin))
	}
	return nil, true, nil
}

func contactNamed(r ringdex.Reader, name string) (*ringdex.Contact, error) {
	ids, err := r.ContactsByUserName([]string{name})
	if err != nil {
		return nil, err
	}
	for _, id := range ids { // one at most
		return r.Contact(id)
	}
	return nil, nil
}
