package directory_test

import (
	"context"
	"testing"

	"ringdex/internal/auth"
	"ringdex/internal/auth/password"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
)

func (o *office) users() *directory.Users {
	return directory.NewUsers(o.store, o.clock, func(_ context.Context, text string) (string, error) { return "hash of " + text, password.Check(text) })
}

func draft(name string, roles ringdex.Roles) directory.UserDraft {
	return directory.UserDraft{UserName: &name, Roles: &roles}
}

// passwordOf returns the stored hash.
func (o *office) passwordOf(id ringdex.ID) (hash string) {
	o.Helper()
	err := o.store.View(o.Context(), o.org, func(r ringdex.Reader) (err error) {
		hash, err = r.PasswordHash(id)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return hash
}

// TestUser: one is created, changed, gets passwords and goes.
func TestUser(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	users, admin := o.users(), o.admin()
	first, language := " Jana ", "cs"
	d := draft(" jana ", ringdex.Operator)
	d.FirstName, d.Language, d.Emails = &first, &language, &[]string{"jana@example.com"}
	jana, err := users.Create(t.Context(), admin, d, "correct-horse", false)
	if err != nil || jana.UserName != "jana" || jana.FirstName != "Jana" || jana.Email() != "jana@example.com" || jana.Language != ringdex.Czech {
		t.Fatalf("got %+v, %v", jana, err)
	}
	if got := o.passwordOf(jana.ID); got != "hash of correct-horse" {
		t.Errorf("the password is %q", got)
	}
	must := true
	renamed, err := users.Change(t.Context(), admin, jana.ID, directory.UserDraft{UserName: ptr("jana.nova"), MustChangePassword: &must}, directory.Expected{Version: 1})
	if err != nil || renamed.UserName != "jana.nova" || renamed.Roles != ringdex.Operator || !renamed.MustChangePassword || renamed.Version != 2 {
		t.Fatalf("got %+v, %v", renamed, err)
	}
	same, err := users.Change(t.Context(), admin, jana.ID, directory.UserDraft{MustChangePassword: &must}, directory.Expected{})
	if err != nil || same.Version != 2 {
		t.Errorf("a change of nothing: got version %d, %v", same.Version, err)
	}
	_, err = users.Change(t.Context(), admin, jana.ID, directory.UserDraft{}, directory.Expected{Version: 1})
	wantCode(t, err, ringdex.Conflict)
	if err := users.SetPassword(t.Context(), admin, jana.ID, "battery-staple", false); err != nil {
		t.Fatal(err)
	}
	found, err := users.Find(t.Context(), admin, jana.ID)
	if err != nil || found.MustChangePassword || o.passwordOf(jana.ID) != "hash of battery-staple" {
		t.Errorf("got %+v, %v", found, err)
	}
	deleted, err := users.Remove(t.Context(), admin, jana.ID, directory.Expected{})
	if err != nil || !deleted {
		t.Errorf("removed: %v, %v", deleted, err)
	}
	_, err = users.Find(t.Context(), admin, jana.ID)
	wantCode(t, err, ringdex.NotFound)
}

func ptr[T any](v T) *T { return &v }

// TestUserCannotBe: what is refused, and that a dry run writes nothing.
func TestUserCannotBe(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	users, admin := o.users(), o.admin()
	if _, err := users.Create(t.Context(), admin, draft("jana", ringdex.Operator), "", false); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		draft    directory.UserDraft
		password string
		want     ringdex.Code
	}{
		{draft("JANA", ringdex.Operator), "", ringdex.Conflict},
		{draft("a:b", ringdex.Operator), "", ringdex.Invalid},
		{draft("", ringdex.Operator), "", ringdex.Invalid},
		{draft("petr", 0), "", ringdex.Invalid},
		{draft("petr", ringdex.Operator), "short", ringdex.Invalid},
		{directory.UserDraft{UserName: ptr("petr"), Roles: ptr(ringdex.Operator), Emails: &[]string{"nobody"}}, "", ringdex.Invalid},
	} {
		_, err := users.Create(t.Context(), admin, test.draft, test.password, false)
		wantCode(t, err, test.want)
	}
	petr, err := users.Create(t.Context(), admin, draft("petr", ringdex.Operator), "correct-horse", true)
	if err != nil {
		t.Fatal(err)
	}
	_, err = users.Find(t.Context(), admin, petr.ID)
	wantCode(t, err, ringdex.NotFound)
}

// TestLastAdministratorStays: whatever is done to the role.
func TestLastAdministratorStays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	users, admin, id := o.users(), o.admin(), o.ids["Boss"]
	_, err := users.Change(t.Context(), admin, id, draft("boss", ringdex.Operator), directory.Expected{})
	wantCode(t, err, ringdex.Conflict)
	_, err = users.Remove(t.Context(), admin, id, directory.Expected{})
	wantCode(t, err, ringdex.Conflict)
	if _, err := users.Create(t.Context(), admin, draft("second", ringdex.Administrator), "", false); err != nil {
		t.Fatal(err)
	}
	deleted, err := users.Remove(t.Context(), admin, id, directory.Expected{})
	if err != nil || deleted { // a source owns the contact
		t.Errorf("deleted: %v, %v", deleted, err)
	}
	_, err = users.Find(t.Context(), admin, id)
	wantCode(t, err, ringdex.NotFound)
	if _, err := users.Change(t.Context(), admin, id, draft("boss", ringdex.EndUser), directory.Expected{}); err != nil {
		t.Errorf("a contact without a role becomes a user: %v", err)
	}
}

// TestWhoManagesUsers: administrators only, and a bound key gives no role of the staff.
func TestWhoManagesUsers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	users := o.users()
	for _, p := range []auth.Principal{
		{Organization: o.org, Roles: ringdex.SuperOperator},
		{Organization: o.org, Roles: ringdex.SmartUser, Contact: o.ids["Smart"]},
		{Organization: o.org, Scope: ringdex.ScopeWrite},
	} {
		_, listed := users.List(t.Context(), p, directory.UserQuery{Limit: 10})
		_, found := users.Find(t.Context(), p, o.ids["Smart"])
		_, named := users.Named(t.Context(), p, "smart")
		_, created := users.Create(t.Context(), p, draft("jana", ringdex.EndUser), "", false)
		_, changed := users.Change(t.Context(), p, o.ids["Smart"], directory.UserDraft{}, directory.Expected{})
		_, removed := users.Remove(t.Context(), p, o.ids["Smart"], directory.Expected{})
		set := users.SetPassword(t.Context(), p, o.ids["Smart"], "correct-horse", false)
		for _, err := range []error{listed, found, named, created, changed, removed, set} {
			wantCode(t, err, ringdex.Denied)
		}
	}
	bound := auth.Principal{Organization: o.org, Scope: ringdex.ScopeAdmin, Bound: true}
	_, err := users.Create(t.Context(), bound, draft("jana", ringdex.Operator), "", false)
	wantCode(t, err, ringdex.Denied)
	_, err = users.Change(t.Context(), bound, o.ids["Operator"], draft("op", ringdex.EndUser), directory.Expected{})
	wantCode(t, err, ringdex.Denied)
	wantCode(t, users.SetPassword(t.Context(), bound, o.ids["Boss"], "correct-horse", false), ringdex.Denied)
	if _, err := users.Create(t.Context(), bound, draft("jana", ringdex.EndUser), "", false); err != nil {
		t.Error(err)
	}
}

// TestListUsers: by role, in pages.
func TestListUsers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	users := o.users()
	for roles, want := range map[ringdex.Roles]int{0: 5, ringdex.Operator: 1, ringdex.SmartUser | ringdex.EndUser: 2} {
		seen := map[ringdex.ID]bool{}
		for q := (directory.UserQuery{Roles: roles, Limit: 2}); ; {
			page, err := users.List(t.Context(), o.admin(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Users {
				seen[c.ID] = true
			}
			if q.After = page.Next; q.After.IsZero() {
				break
			}
		}
		if len(seen) != want {
			t.Errorf("roles %q: got %d users, want %d", roles, len(seen), want)
		}
	}
	me, err := users.Me(t.Context(), o.admin())
	if err != nil || me.User.ID != o.ids["Boss"] || me.Organization.Key != ringdex.DefaultOrganization {
		t.Errorf("got %+v, %v", me, err)
	}
	me, err = users.Me(t.Context(), auth.Principal{Organization: o.org, Actor: "pbx", Scope: ringdex.ScopeLookup})
	if err != nil || me.User != nil {
		t.Errorf("got %+v, %v", me, err)
	}
}

func wantCode(t *testing.T, err error, want ringdex.Code) {
	t.Helper()
	if err == nil || ringdex.CodeOf(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
