package auth

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

// fixture is an Auth on a real store, with a clock that stands still, a count of the store's
// readings and all that is logged.
type fixture struct {
	*Auth
	t     *testing.T
	store ringdex.Store
	org   ringdex.OrganizationID // the default one
	now   *atomic.Int64          // seconds
	views *atomic.Int64
	log   *bytes.Buffer
}

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, now: &atomic.Int64{}, views: &atomic.Int64{}, log: &bytes.Buffer{}}
	f.now.Store(1_800_000_000)
	f.store = enginetest.Open(t)
	f.org = f.addOrganization(ringdex.DefaultOrganization)
	f.Auth = f.another()
	return f
}

// another is a second Auth on the same store: another node, which remembers nothing.
func (f *fixture) another() *Auth {
	log := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a := New(Deps{Store: counting{f.store, f.views}, Clock: f.time, Log: log})
	a.dummy = cheapHash("nobody's") // that it is costly otherwise: password.TestUnknownUserCostsTheSame
	a.patience = time.Hour          // that it ends: withOutages
	return a
}

// counting counts the readings of a store.
type counting struct {
	ringdex.Store
	views *atomic.Int64
}

func (c counting) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	c.views.Add(1)
	return c.Store.View(ctx, org, fn)
}

func (f *fixture) time() time.Time { return time.Unix(f.now.Load(), 0) }

func (f *fixture) wait(d time.Duration) { f.now.Add(int64(d / time.Second)) }

func (f *fixture) addOrganization(key string, hosts ...string) ringdex.OrganizationID {
	f.t.Helper()
	o, err := f.store.PutOrganization(f.t.Context(), ringdex.Organization{Key: key, Name: key, Hosts: hosts, Created: f.time()})
	if err != nil {
		f.t.Fatal(err)
	}
	return o.ID
}

func (f *fixture) update(org ringdex.OrganizationID, fn func(ringdex.Writer) error) {
	f.t.Helper()
	if err := f.store.Update(f.t.Context(), org, fn); err != nil {
		f.t.Fatal(err)
	}
}

// addUser creates a user whose password is hashed at next to no cost.
func (f *fixture) addUser(org ringdex.OrganizationID, name string, roles ringdex.Roles, password string) *ringdex.Contact {
	f.t.Helper()
	c := &ringdex.Contact{UserName: name, Roles: roles}
	c.ID, c.Version, c.Created, c.Updated, c.PasswordChanged = ringdex.NewID(f.time()), 1, f.time().UTC(), f.time().UTC(), f.time().UTC()
	f.update(org, func(w ringdex.Writer) error {
		change := ringdex.Change{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}}
		return errors.Join(w.Apply([]ringdex.Change{change}), w.SetPassword(c.ID, cheapHash(password)))
	})
	return c
}

func (f *fixture) addKey(org ringdex.OrganizationID, want ringdex.Key) (string, ringdex.Key) {
	f.t.Helper()
	secret, key, err := apikey.Add(f.t.Context(), f.store, f.time, org, want)
	if err != nil {
		f.t.Fatal(err)
	}
	return secret, key
}

// change writes the contact as edit leaves it.
func (f *fixture) change(org ringdex.OrganizationID, c *ringdex.Contact, edit func(*ringdex.Contact)) {
	f.t.Helper()
	after := c.Clone()
	after.Version++
	edit(after)
	f.update(org, func(w ringdex.Writer) error {
		return w.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Updated, Contact: ringdex.Images[ringdex.Contact]{Before: c, After: after}}})
	})
}

// cheapHash returns a hash that costs next to nothing.
func cheapHash(password string) string {
	salt := []byte("not so random")
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64(salt), b64(argon2.IDKey([]byte(password), salt, 1, 8, 1, 32)))
}

var (
	home  = Caller{IP: netip.MustParseAddr("192.0.2.1")}
	local = Caller{IP: netip.MustParseAddr("127.0.0.1"), Host: "localhost:8080"}
)

func wantCode(t *testing.T, err error, want ringdex.Code) {
	t.Helper()
	if got := ringdex.CodeOf(err); got != want {
		t.Fatalf("got %q (%v), want %q", got, err, want)
	}
}
