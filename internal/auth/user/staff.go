package user

import (
	"context"
	"strings"
	"time"

	"ringdex/internal/auth/password"
	"ringdex/internal/ringdex"
)

// pageSize is how many users one query reads.
const pageSize = 1000

// anyRole is the set of all roles: a contact with any of them may sign in once it has a password.
const anyRole = ringdex.EndUser | ringdex.SmartUser | ringdex.Operator | ringdex.SuperOperator | ringdex.Administrator

// List calls fn for each contact that has one of the roles; 0 means any role.
func List(ctx context.Context, store ringdex.Store, org ringdex.OrganizationID, roles ringdex.Roles, fn func(*ringdex.Contact) error) error {
	if roles == 0 {
		roles = anyRole
	}
	return store.View(ctx, org, func(r ringdex.Reader) error {
		for page := (ringdex.Page{Limit: pageSize}); ; page.Offset += page.Limit {
			list, _, err := r.ListContacts(ringdex.ContactFilter{AnyRole: roles}, page)
			if err != nil {
				return err
			}
			for _, c := range list {
				if err := fn(c); err != nil {
					return err
				}
			}
			if len(list) < page.Limit {
				return nil
			}
		}
	})
}

// ResetPassword sets the password of a user: for the command line. The old password stops working
// immediately. NotFound if there is no such user, Invalid if the password is refused or the user
// has no role.
func ResetPassword(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, name, secret string) error {
	hash, err := password.Hash(secret) // before the transaction, which blocks other writers
	if err != nil {
		return err
	}
	return change(ctx, store, org, name, func(w ringdex.Writer, c *ringdex.Contact) error {
		if c.Roles == 0 {
			return ringdex.Problem("roles", "user.no_role")
		}
		return givePassword(w, c, hash, clock())
	})
}

// OwnPassword sets the password of a contact, which need no longer change it. NotFound if there is
// no such contact.
func OwnPassword(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, contact ringdex.ID, hash string) error {
	return store.Update(ctx, org, func(w ringdex.Writer) error {
		c, err := ringdex.ContactByID(w, contact)
		if err != nil {
			return err
		}
		now := moment(clock())
		after := c.Clone()
		after.MustChangePassword = false
		after.Version, after.Updated, after.PasswordChanged = c.Version+1, now, now
		change := ringdex.Change{
			Ref: c.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{Actor: c.UserName, At: now},
			Contact: ringdex.Images[ringdex.Contact]{Before: c, After: after},
		}
		if err := w.Apply([]ringdex.Change{change}); err != nil {
			return err
		}
		return w.SetPassword(c.ID, hash)
	})
}

// Change holds the new values for Set; zero values change nothing.
type Change struct {
	Name  string
	Roles ringdex.Roles
}

// Set changes a user's name or roles: for the command line. NotFound if there is no such user,
// Invalid if the name is not allowed, Conflict if another contact has the name or no administrator
// would be left.
func Set(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, name string, to Change) error {
	return change(ctx, store, org, name, func(w ringdex.Writer, c *ringdex.Contact) error {
		after := c.Clone()
		if to.Roles != 0 {
			after.Roles = to.Roles
		}
		if to.Name = strings.TrimSpace(to.Name); to.Name != "" {
			after.UserName = to.Name
		}
		if err := check(after.UserName, after.Roles); err != nil {
			return err
		}
		if err := untaken(w, c, after.UserName); err != nil {
			return err
		}
		if err := keepsAdministrator(w, c, after.Roles); err != nil {
			return err
		}
		after.Version, after.Updated = c.Version+1, moment(clock())
		return apply(w, ringdex.Updated, ringdex.Images[ringdex.Contact]{Before: c, After: after})
	})
}

// Remove removes the user's roles and password: for the command line. A contact without a
// source exists only to sign in and is deleted; deleted reports that. A contact with a source
// stays, because lookups find it. NotFound if there is no such user, Conflict if it is the last
// administrator.
func Remove(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, name string) (deleted bool, err error) {
	err = change(ctx, store, org, name, func(w ringdex.Writer, c *ringdex.Contact) error {
		if err := keepsAdministrator(w, c, 0); err != nil {
			return err
		}
		if deleted = c.Source == "" && len(c.ExternalIDs) == 0; deleted {
			return w.Apply([]ringdex.Change{{
				Ref: c.Ref(), Action: ringdex.Deleted, Cause: ringdex.Cause{Actor: self, At: moment(clock())},
				Contact: ringdex.Images[ringdex.Contact]{Before: c},
			}})
		}
		after := c.Clone()
		after.Roles, after.PasswordChanged = 0, time.Time{}
		after.Version, after.Updated = c.Version+1, moment(clock())
		if err := apply(w, ringdex.Updated, ringdex.Images[ringdex.Contact]{Before: c, After: after}); err != nil {
			return err
		}
		return w.SetPassword(c.ID, "")
	})
	return deleted, err
}

// change calls fn with the contact of that user name.
func change(ctx context.Context, store ringdex.Store, org ringdex.OrganizationID, name string, fn func(ringdex.Writer, *ringdex.Contact) error) error {
	name = strings.TrimSpace(name)
	return store.Update(ctx, org, func(w ringdex.Writer) error {
		c, err := contactNamed(w, name)
		if err == nil && c == nil {
			err = ringdex.Fail(ringdex.NotFound, "user.unknown", ringdex.Show(name))
		}
		if err != nil {
			return err
		}
		return fn(w, c)
	})
}

// untaken returns Conflict when a contact other than c has the user name.
func untaken(w ringdex.Writer, c *ringdex.Contact, name string) error {
	other, err := contactNamed(w, name)
	if err == nil && other != nil && other.ID != c.ID {
		err = ringdex.Fail(ringdex.Conflict, "user.taken", ringdex.Show(name))
	}
	return err
}

// keepsAdministrator returns Conflict when c is the last administrator and the roles make it
// something else.
func keepsAdministrator(w ringdex.Writer, c *ringdex.Contact, roles ringdex.Roles) error {
	if roles.Has(ringdex.Administrator) {
		return nil
	}
	return ringdex.Authority{Rank: ringdex.Administrator}.MayRemove(w, c)
}
