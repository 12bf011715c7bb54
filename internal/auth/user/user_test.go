package user_test

import (
	"errors"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/auth/password"
	"ringdex/internal/auth/user"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

func fixedClock() time.Time { return time.Unix(1_800_000_000, 123456789) }

var home = auth.Caller{IP: netip.MustParseAddr("192.0.2.1")}

// fixture is a store with the default organization.
type fixture struct {
	t     *testing.T
	store ringdex.Store
	org   ringdex.OrganizationID
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{t, st, o.ID}
}

// addUser adds a user and returns its contact.
func (f *fixture) addUser(name string, roles ringdex.Roles) (c *ringdex.Contact) {
	f.t.Helper()
	hash, err := password.Hash("secret")
	if err != nil {
		f.t.Fatal(err)
	}
	now := fixedClock().UTC().Truncate(time.Millisecond)
	c = &ringdex.Contact{ID: ringdex.NewID(now), Version: 1, UserName: name, Roles: roles, Created: now, Updated: now, PasswordChanged: now}
	err = f.store.Update(f.t.Context(), f.org, func(w ringdex.Writer) error {
		change := ringdex.Change{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}}
		return errors.Join(w.Apply([]ringdex.Change{change}), w.SetPassword(c.ID, hash))
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}

func wantCode(t *testing.T, err error, want ringdex.Code) {
	t.Helper()
	if got := ringdex.CodeOf(err); err == nil || got != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func bootstrap(t *testing.T, st ringdex.Store, password string) string {
	t.Helper()
	generated, err := user.Bootstrap(t.Context(), st, fixedClock, user.First{Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return generated
}

func signIn(t *testing.T, st ringdex.Store, name, password string) auth.Principal {
	t.Helper()
	p, err := auth.New(auth.Deps{Store: st, Clock: fixedClock}).Basic(t.Context(), home, name, password)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	st := enginetest.Open(t)
	generated := bootstrap(t, st, "")
	if len(generated) != 20 {
		t.Fatalf("got %q", generated)
	}
	p := signIn(t, st, `default\admin`, generated)
	if p.Actor != "admin" || !p.May(auth.Administer) {
		t.Errorf("got %+v", p)
	}
	_ = st.View(t.Context(), p.Organization, func(r ringdex.Reader) error {
		c, err := ringdex.ContactByID(r, p.Contact)
		if err != nil || c.DisplayName != "Administrator" || c.Version != 1 || !c.PasswordChanged.Equal(fixedClock().Truncate(time.Millisecond)) {
			t.Errorf("got %+v, %v", c, err)
		}
		if changes, err := r.Changes(0, 10); err != nil || len(changes) != 1 || changes[0].Cause.Actor != "ringdex" {
			t.Errorf("got %+v, %v", changes, err)
		}
		return nil
	})
	for _, password := range []string{"", "another", "bad"} { // the second start changes nothing
		if again := bootstrap(t, st, password); again != "" {
			t.Errorf("got %q", again)
		}
	}
	signIn(t, st, "admin", generated)
}

func TestFirstStartWithAPassword(t *testing.T) {
	t.Parallel()
	st := enginetest.Open(t)
	_, err := user.Bootstrap(t.Context(), st, fixedClock, user.First{Password: "bad"})
	wantCode(t, err, ringdex.Invalid)
	if generated := bootstrap(t, st, "secret"); generated != "" {
		t.Errorf("got %q", generated)
	}
	signIn(t, st, "admin", "secret")
}

// Two processes on one new database: one organization, one administrator, one password that is
// printed.
func TestTwoFirstStarts(t *testing.T) {
	t.Parallel()
	database := enginetest.New(t)
	stores := []ringdex.Store{database.Open(t), database.Open(t), database.Open(t)}
	printed := make(chan string, len(stores))
	var starts sync.WaitGroup
	for _, st := range stores {
		starts.Go(func() {
			generated, err := user.Bootstrap(t.Context(), st, fixedClock, user.First{})
			if err != nil {
				t.Error(err)
			}
			printed <- generated
		})
	}
	starts.Wait()
	close(printed)
	var passwords []string
	for p := range printed {
		if p != "" {
			passwords = append(passwords, p)
		}
	}
	if orgs, err := stores[0].Organizations(t.Context()); err != nil || len(orgs) != 1 || len(passwords) != 1 {
		t.Fatalf("got %v, %v, %d passwords", orgs, err, len(passwords))
	}
	signIn(t, stores[1], "admin", passwords[0])
}

func TestAdminWithoutAPasswordGetsOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	admin := f.addUser("Admin", ringdex.Administrator)
	err := f.store.Update(t.Context(), f.org, func(w ringdex.Writer) error { return w.SetPassword(admin.ID, "") })
	if err != nil {
		t.Fatal(err)
	}
	bootstrap(t, f.store, "given one")
	if p := signIn(t, f.store, "admin", "given one"); p.Contact != admin.ID {
		t.Errorf("got %+v", p)
	}
	_ = f.store.View(t.Context(), f.org, func(r ringdex.Reader) error {
		if c, err := ringdex.ContactByID(r, admin.ID); err != nil || c.Version != 2 {
			t.Errorf("got %+v, %v", c, err)
		}
		return nil
	})
}

func TestNoAdminIsMadeBesideAnother(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser("boss", ringdex.Administrator|ringdex.Operator)
	f.addUser("admin", ringdex.EndUser)
	if generated := bootstrap(t, f.store, ""); generated != "" {
		t.Errorf("got %q", generated)
	}
	if p := signIn(t, f.store, "admin", "secret"); p.May(auth.Administer) {
		t.Error("a contact became administrator by its name")
	}
}

func TestContactCalledAdminIsNotPromoted(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser("admin", ringdex.EndUser)
	_, err := user.Bootstrap(t.Context(), f.store, fixedClock, user.First{})
	wantCode(t, err, ringdex.Conflict)
}

func TestRenamedDefaultOrganization(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, err := f.store.PutOrganization(t.Context(), ringdex.Organization{ID: f.org, Key: "ours"}); err != nil {
		t.Fatal(err)
	}
	if generated := bootstrap(t, f.store, ""); generated != "" {
		t.Errorf("got %q", generated)
	}
}

// TestCheck: names that could not sign in, and users without a role.
func TestCheck(t *testing.T) {
	t.Parallel()
	if err := user.Check("Jana", ringdex.Operator); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"", `a\b`, "a:b", "a\nb", "a\x00b", "\xff", strings.Repeat("a", user.LongestName+1)} {
		wantCode(t, user.Check(name, ringdex.Operator), ringdex.Invalid)
	}
	wantCode(t, user.Check("petr", 0), ringdex.Invalid)
}
