package directory

import (
	"context"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/auth/user"
	"ringdex/internal/ringdex"
)

// Users serves those who may sign in: contacts that have a role. Only administrators manage them,
// and nobody gives or takes a role above the own one. It is safe for concurrent use.
type Users struct {
	store ringdex.Store
	clock ringdex.Clock
	hash  Hash
}

// Hash returns the hash of a password. Invalid if the password may not be set.
type Hash = func(ctx context.Context, password string) (string, error)

// NewUsers returns Users.
func NewUsers(store ringdex.Store, clock ringdex.Clock, hash Hash) *Users {
	return &Users{store, clock, hash}
}

// anyRole is the set of all roles.
const anyRole = ringdex.EndUser | ringdex.SmartUser | ringdex.Operator | ringdex.SuperOperator | ringdex.Administrator

// UserQuery selects users of a list.
type UserQuery struct {
	Roles ringdex.Roles // users with one of them; 0 for any
	After ringdex.Bookmark
	Limit int
}

// UserPage is a page of users, by id. Next is where the next page begins; zero if there is none.
type UserPage struct {
	Users []*ringdex.Contact
	Next  ringdex.Bookmark
}

// List returns a page of users. Denied without the right to administer.
func (u *Users) List(ctx context.Context, p auth.Principal, q UserQuery) (page UserPage, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return page, err
	}
	if q.Roles == 0 {
		q.Roles = anyRole
	}
	contacts := ContactQuery{ContactFilter: ringdex.ContactFilter{AnyRole: q.Roles}, After: q.After, Limit: q.Limit}
	err = u.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		page.Users, _, err = contacts.read(r)
		return err
	})
	page.Users, page.Next = cutPage(page.Users, q.Limit)
	return page, err
}

// Find returns a user. NotFound if there is no contact with that id, or if it has no role.
func (u *Users) Find(ctx context.Context, p auth.Principal, id ringdex.ID) (c *ringdex.Contact, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return nil, err
	}
	err = u.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		c, err = ringdex.ContactByID(r, id)
		if err == nil && c.Roles == 0 {
			err = ringdex.Fail(ringdex.NotFound, "user.unknown", id)
		}
		return err
	})
	return c, err
}

// Named returns the contact with a user name, with or without a role. NotFound if there is none.
func (u *Users) Named(ctx context.Context, p auth.Principal, name string) (c *ringdex.Contact, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return nil, err
	}
	err = u.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		c, err = user.Named(r, name)
		if err == nil && c == nil {
			err = ringdex.Fail(ringdex.NotFound, "user.unknown", ringdex.Show(name))
		}
		return err
	})
	return c, err
}

// Create creates a user, whose password may be set later: "" sets none. Problems if the user cannot
// be, Conflict if another contact has the name, Denied for a role above the caller's.
func (u *Users) Create(ctx context.Context, p auth.Principal, d UserDraft, password string, dryRun bool) (*ringdex.Contact, error) {
	if err := p.Require(auth.Administer); err != nil {
		return nil, err
	}
	now := u.now()
	c := &ringdex.Contact{ID: ringdex.NewID(now), Version: 1, Created: now, Updated: now}
	if err := d.apply(c); err != nil {
		return nil, err
	}
	if problem := p.Authority().Outranks(c); problem != nil {
		return nil, problem.At("roles")
	}
	hash := ""
	if password != "" {
		var err error
		if hash, err = u.hashed(ctx, password); err != nil {
			return nil, err
		}
		c.PasswordChanged = now
	}
	return c, u.write(ctx, p, dryRun, func(r ringdex.Reader) (*userChange, error) {
		images := ringdex.Images[ringdex.Contact]{After: c}
		return &userChange{ringdex.Created, images, hash, hash != ""}, untaken(r, c)
	})
}

// Change changes a contact and returns its new state; one without a role becomes a user by getting
// one. NotFound if there is none, Conflict (KeyVersion) if it does not have the expected version,
// if another contact has the name, or if no administrator would be left; Denied for roles above the
// caller's; else Problems.
func (u *Users) Change(ctx context.Context, p auth.Principal, id ringdex.ID, d UserDraft, e Expected) (after *ringdex.Contact, err error) {
	return u.change(ctx, p, id, e, func(r ringdex.Reader, c *ringdex.Contact) (*userChange, error) {
		after = c.Clone()
		if err := d.apply(after); err != nil {
			return nil, err
		}
		if problem := p.Authority().Outranks(after); problem != nil {
			return nil, problem.At("roles")
		}
		if err := untaken(r, after); err != nil {
			return nil, err
		}
		if err := keepsAdministrator(r, c, after.Roles); err != nil {
			return nil, err
		}
		if len(ringdex.CompareContacts(c, after)) == 0 {
			return nil, nil
		}
		return &userChange{ringdex.Updated, ringdex.Images[ringdex.Contact]{Before: c, After: after}, "", false}, nil
	})
}

// SetPassword sets the password of a user, who has to change it if mustChange is set. The old
// password stops working immediately. Errors are those of Change; Invalid if the password is
// refused, or if the contact has no role.
func (u *Users) SetPassword(ctx context.Context, p auth.Principal, id ringdex.ID, password string, mustChange bool) error {
	if err := p.Require(auth.Administer); err != nil {
		return err
	}
	hash, err := u.hashed(ctx, password) // before the transaction, which blocks other writers
	if err != nil {
		return err
	}
	_, err = u.change(ctx, p, id, Expected{}, func(_ ringdex.Reader, c *ringdex.Contact) (*userChange, error) {
		if c.Roles == 0 {
			return nil, ringdex.Problem("roles", "user.no_role")
		}
		after := c.Clone()
		after.MustChangePassword, after.PasswordChanged = mustChange, u.now()
		return &userChange{ringdex.Updated, ringdex.Images[ringdex.Contact]{Before: c, After: after}, hash, true}, nil
	})
	return err
}

// Remove takes the roles and the password from a user. A contact without a source exists only to
// sign in and is deleted, which deleted reports; one with a source stays, because lookups find it.
// NotFound if there is no user with that id, else as Change.
func (u *Users) Remove(ctx context.Context, p auth.Principal, id ringdex.ID, e Expected) (deleted bool, err error) {
	_, err = u.change(ctx, p, id, e, func(r ringdex.Reader, c *ringdex.Contact) (*userChange, error) {
		if err := keepsAdministrator(r, c, 0); err != nil {
			return nil, err
		}
		if deleted = c.Source == "" && len(c.ExternalIDs) == 0; deleted {
			return &userChange{ringdex.Deleted, ringdex.Images[ringdex.Contact]{Before: c}, "", false}, nil
		}
		if c.Roles == 0 && c.PasswordChanged.IsZero() {
			return nil, ringdex.Fail(ringdex.NotFound, "user.unknown", ringdex.Show(c.UserName))
		}
		after := c.Clone()
		after.Roles, after.MustChangePassword, after.PasswordChanged = 0, false, time.Time{}
		return &userChange{ringdex.Updated, ringdex.Images[ringdex.Contact]{Before: c, After: after}, "", true}, nil
	})
	return deleted, err
}

// Me is the caller itself.
type Me struct {
	Organization ringdex.Organization
	User         *ringdex.Contact // nil for an API key
}

// Me returns who the caller is.
func (u *Users) Me(ctx context.Context, p auth.Principal) (me Me, err error) {
	err = u.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		if me.Organization, err = r.Organization(); err != nil || p.Contact.IsZero() {
			return err
		}
		me.User, err = ringdex.ContactByID(r, p.Contact)
		return err
	})
	return me, err
}

func (u *Users) hashed(ctx context.Context, password string) (string, error) {
	hash, err := u.hash(ctx, password)
	if ringdex.CodeOf(err) == ringdex.Invalid && err != nil {
		return "", ringdex.ProblemOf("password", err)
	}
	return hash, err
}

func (u *Users) now() time.Time { return u.clock().UTC().Truncate(time.Millisecond) }

// untaken returns Conflict when a contact other than c has its user name.
func untaken(r ringdex.Reader, c *ringdex.Contact) error {
	other, err := user.Named(r, c.UserName)
	if err == nil && other != nil && other.ID != c.ID {
		return ringdex.Fail(ringdex.Conflict, "user.taken", ringdex.Show(c.UserName)).At("userName")
	}
	return err
}

// keepsAdministrator returns Conflict when c is the last administrator and the roles make it
// something else.
func keepsAdministrator(r ringdex.Reader, c *ringdex.Contact, roles ringdex.Roles) error {
	if roles.Has(ringdex.Administrator) {
		return nil
	}
	return ringdex.Authority{Rank: ringdex.Administrator}.MayRemove(r, c)
}
