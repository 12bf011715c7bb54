// Package user makes, changes and removes the contacts that can sign in, for the command line and
// the first start.
//
// It owns what a user's name may be, and that an administrator is left. Package auth verifies who
// signs in; package intake writes users that come as records.
package user

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ringdex/internal/auth/password"
	"ringdex/internal/ringdex"
)

// self is the actor of changes that the program makes.
const self = "ringdex"

// LongestName limits a user name, in bytes.
const LongestName = 255

// Add creates a contact that can sign in: for the command line. Invalid if the name, the roles
// or the password are refused, Conflict if another contact has the name, NotFound if there is no
// such organization.
func Add(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, name string, roles ringdex.Roles, secret string) error {
	name = strings.TrimSpace(name)
	if err := check(name, roles); err != nil {
		return err
	}
	hash, err := password.Hash(secret)
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
		return create(w, &ringdex.Contact{UserName: name, Roles: roles}, hash, clock())
	})
}

// check refuses names that could not sign in: Basic ends the name at the first colon (RFC
// 7617), and the part before a backslash names an organization.
func check(name string, roles ringdex.Roles) error {
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
