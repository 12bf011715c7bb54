package directory

import (
	"context"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/auth/user"
	"ringdex/internal/ringdex"
)

// UserDraft is what is set of a user; members that are nil stay. Everything else of the contact is
// changed as that of any other contact.
type UserDraft struct {
	UserName, FirstName, LastName, DisplayName, Language *string
	Emails                                               *[]string
	Roles                                                *ringdex.Roles // all of them
	MustChangePassword                                   *bool
}

// apply changes a contact. Problems if it cannot be a user then.
func (d *UserDraft) apply(c *ringdex.Contact) error {
	edits, problems := ringdex.PrepareContact(d.ops(), &ringdex.Rules{})
	more := ringdex.Apply(c, edits)
	if problems = append(problems, more...); len(problems) > 0 {
		return ringdex.Problems(problems)
	}
	if d.Roles != nil {
		c.Roles = *d.Roles
	}
	return user.Check(c.UserName, c.Roles)
}

func (d *UserDraft) ops() (ops []ringdex.Op) {
	for _, f := range []struct {
		name string
		text *string
	}{
		{"userName", d.UserName},
		{"firstName", d.FirstName},
		{"lastName", d.LastName},
		{"displayName", d.DisplayName},
		{"language", d.Language},
	} {
		if f.text != nil {
			ops = append(ops, setting(f.name, strings.TrimSpace(*f.text)))
		}
	}
	if d.Emails != nil {
		emails := make([]any, len(*d.Emails))
		for i, email := range *d.Emails {
			emails[i] = email
		}
		ops = append(ops, setting("emails", emails))
	}
	if d.MustChangePassword != nil {
		ops = append(ops, setting("mustChangePassword", *d.MustChangePassword))
	}
	return ops
}

// setting returns the operation that sets a field; an empty text removes it.
func setting(field string, value any) ringdex.Op {
	if value == "" {
		value = nil
	}
	return ringdex.Op{Verb: ringdex.Set, Field: field, Value: value}
}

// userChange is a change of a user, with its password if that changes.
type userChange struct {
	action      ringdex.Action
	images      ringdex.Images[ringdex.Contact]
	hash        string
	setPassword bool
}

// change carries out what plan returns for a contact, nil for nothing, and returns its new state.
func (u *Users) change(ctx context.Context, p auth.Principal, id ringdex.ID, e Expected, plan func(ringdex.Reader, *ringdex.Contact) (*userChange, error)) (is *ringdex.Contact, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return nil, err
	}
	err = u.write(ctx, p, e.DryRun, func(r ringdex.Reader) (*userChange, error) {
		c, err := ringdex.ContactByID(r, id)
		if err != nil {
			return nil, err
		}
		if err := e.check(c.Version); err != nil {
			return nil, err
		}
		for _, problem := range []*ringdex.Error{p.Authority().Outranks(c), p.Authority().ReachesContact(c)} {
			if problem != nil {
				return nil, problem
			}
		}
		change, err := plan(r, c)
		if is = c; err != nil || change == nil {
			return nil, err
		}
		if is = change.images.After; is != nil {
			is.Version, is.Updated = c.Version+1, u.now()
		}
		return change, nil
	})
	return is, err
}

// write writes the change that plan returns; nil writes nothing. A dry run only plans it.
func (u *Users) write(ctx context.Context, p auth.Principal, dryRun bool, plan func(ringdex.Reader) (*userChange, error)) error {
	if dryRun {
		return u.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
			_, err := plan(r)
			return err
		})
	}
	return u.store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		change, err := plan(w)
		if err != nil || change == nil {
			return err
		}
		ref := change.images.Record().Ref()
		cause := ringdex.Cause{Source: p.Source, Actor: p.Actor, At: u.now()}
		if err := w.Apply([]ringdex.Change{{Ref: ref, Action: change.action, Cause: cause, Contact: change.images}}); err != nil {
			return err
		}
		if !change.setPassword {
			return nil
		}
		return w.SetPassword(ref.Contact, change.hash)
	})
}
