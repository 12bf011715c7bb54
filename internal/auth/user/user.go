// Package user makes the first administrator, changes the password of a user who signs in, and owns
// what a user's name may be.
//
// Package auth verifies who signs in, package directory manages users, and package intake writes
// users that come as records.
package user

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

// LongestName limits a user name, in bytes.
const LongestName = 255

// Check returns the problem of a user without a role, or of a name that could not sign in: Basic
// ends the name at the first colon (RFC 7617), and the part before a backslash names an
// organization.
func Check(name string, roles ringdex.Roles) error {
	switch {
	case name == "" || len(name) > LongestName:
		return ringdex.Problem("userName", "user.name_length", LongestName)
	case !utf8.ValidString(name) || strings.ContainsAny(name, `\:`) || strings.ContainsFunc(name, unicode.IsControl):
		return ringdex.Problem("userName", "user.name_characters", ringdex.Show(name))
	case roles == 0:
		return ringdex.Problem("roles", "user.no_role")
	}
	return nil
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

// create writes c as a new contact that has a password.
func create(w ringdex.Writer, c *ringdex.Contact, hash string, now time.Time) error {
	now = moment(now)
	c.ID, c.Version = ringdex.NewID(now), 1
	c.Created, c.Updated, c.PasswordChanged = now, now, now
	return put(w, ringdex.Created, ringdex.Images[ringdex.Contact]{After: c}, hash)
}

// givePassword writes c, an existing contact, with a password.
func givePassword(w ringdex.Writer, c *ringdex.Contact, hash string, now time.Time) error {
	now = moment(now)
	after := c.Clone()
	after.Version++
	after.Updated, after.PasswordChanged = now, now
	return put(w, ringdex.Updated, ringdex.Images[ringdex.Contact]{Before: c, After: after}, hash)
}

func put(w ringdex.Writer, action ringdex.Action, images ringdex.Images[ringdex.Contact], hash string) error {
	if err := apply(w, action, images); err != nil {
		return err
	}
	return w.SetPassword(images.After.ID, hash)
}

// apply writes the change that creates or updates a user.
func apply(w ringdex.Writer, action ringdex.Action, images ringdex.Images[ringdex.Contact]) error {
	c := images.After
	change := ringdex.Change{Ref: c.Ref(), Action: action, Cause: ringdex.Cause{Actor: self, At: c.Updated}, Contact: images}
	return w.Apply([]ringdex.Change{change})
}

// moment converts a time to its stored precision: UTC, whole milliseconds.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
