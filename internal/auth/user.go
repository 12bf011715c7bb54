package auth

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// self is the actor of changes that the program makes.
const self = "ringdex"

// AddUser creates a contact that can sign in: for the command line. Invalid if the name, the roles
// or the password are refused, Conflict if another contact has the name, NotFound if there is no
// such organization.
func AddUser(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, name string, roles ringdex.Roles, password string) error {
	name = strings.TrimSpace(name)
	if err := checkUser(name, roles); err != nil {
		return err
	}
	hash, err := Hash(password)
	if err != nil {
		return err
	}
	return store.Update(ctx, org, func(w ringdex.Writer) error {
		holders, err := ringdex.ContactsByUserName(w, []string{name})
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			return ringdex.Fail(ringdex.Conflict, "user.taken", ringdex.Show(name))
		}
		return createUser(w, &ringdex.Contact{UserName: name, Roles: roles}, hash, clock())
	})
}

// checkUser refuses names that could not sign in: Basic ends the name at the first colon (RFC
// 7617), and the part before a backslash names an organization.
func checkUser(name string, roles ringdex.Roles) error {
	switch {
	case name == "" || len(name) > longName:
		return ringdex.Problem("userName", "user.name_length", longName)
	case !utf8.ValidString(name) || strings.ContainsAny(name, `\:`) || strings.ContainsFunc(name, unicode.IsControl):
		return ringdex.Problem("userName", "user.name_characters", ringdex.Show(name))
	case roles == 0:
		return ringdex.Problem("roles", "user.no_role")
	}
	return nil
}

// createUser writes c as a new contact that has a password.
func createUser(w ringdex.Writer, c *ringdex.Contact, hash string, now time.Time) error {
	now = moment(now)
	c.ID, c.Version = ringdex.NewID(now), 1
	c.Created, c.Updated, c.PasswordChanged = now, now, now
	return putUser(w, ringdex.Created, ringdex.Images[ringdex.Contact]{After: c}, hash)
}

// givePassword writes c, an existing contact, with a password.
func givePassword(w ringdex.Writer, c *ringdex.Contact, hash string, now time.Time) error {
	now = moment(now)
	after := c.Clone()
	after.Version++
	after.Updated, after.PasswordChanged = now, now
	return putUser(w, ringdex.Updated, ringdex.Images[ringdex.Contact]{Before: c, After: after}, hash)
}

func putUser(w ringdex.Writer, action ringdex.Action, images ringdex.Images[ringdex.Contact], hash string) error {
	if err := applyUser(w, action, images); err != nil {
		return err
	}
	return w.SetPassword(images.After.ID, hash)
}

// applyUser writes the change that creates or updates a user.
func applyUser(w ringdex.Writer, action ringdex.Action, images ringdex.Images[ringdex.Contact]) error {
	c := images.After
	change := ringdex.Change{Ref: c.Ref(), Action: action, Cause: ringdex.Cause{Actor: self, At: c.Updated}, Contact: images}
	return w.Apply([]ringdex.Change{change})
}

// moment converts a time to its stored precision: UTC, whole milliseconds.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
