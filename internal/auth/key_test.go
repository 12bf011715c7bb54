package auth

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/auth/password"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/sqlite"
)

func TestKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	secret, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup, Source: "voipex"})
	p, err := f.Key(t.Context(), home, secret)
	want := Principal{Organization: f.org, Actor: "pbx", Scope: ringdex.ScopeLookup, Source: "voipex", Bound: true}
	if err != nil || p != want {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestMalformedKeysNeverReachTheStore(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	good, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
	random := good[len("rdk_1_"):]
	for _, bad := range []string{
		"", "rdk_", "rdk_1", "rdk_1_", "x" + good, good + "a", good[:len(good)-1], " " + good, strings.ToUpper(good),
		"rdk_" + random, "rdk__" + random, "rdk_0_" + random, "rdk_01_" + random, "rdk_-1_" + random, "rdk_+1_" + random,
		"rdk_A_" + random, "rdk_1_" + random[:39] + "1", "rdk_1_" + random[:39] + "_", "rdk_1_" + random[:38] + "ž",
		"rdk_zzzzzzzzzzzzz_" + random, "rdk_11111111111111_" + random, strings.Repeat("rdk_1_", 10_000),
	} {
		_, err := f.another().Key(t.Context(), home, bad)
		wantCode(t, err, ringdex.Unauthenticated)
	}
	if n := f.views.Load(); n != 0 {
		t.Errorf("the store was read %d times", n)
	}
}

func TestKeyIsRememberedForASecond(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	secret, key := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
	for range 100 {
		mustKey(t, f, home, secret)
	}
	if n := f.views.Load(); n != 1 {
		t.Errorf("the store was read %d times, want once", n)
	}
	key.Scope = ringdex.ScopeAdmin
	f.update(f.org, func(w ringdex.Writer) error { return w.PutDocument(key) })
	f.wait(time.Second)
	if p := mustKey(t, f, home, secret); p.Scope != ringdex.ScopeAdmin {
		t.Errorf("got %q", p.Scope)
	}
	f.update(f.org, func(w ringdex.Writer) error { return w.RemoveDocument(key.Document()) })
	f.wait(time.Second)
	_, err := f.Key(t.Context(), home, secret)
	wantCode(t, err, ringdex.Unauthenticated)
	f.wait(-time.Hour) // a clock that is set back revives nothing
	_, err = f.Key(t.Context(), home, secret)
	wantCode(t, err, ringdex.Unauthenticated)
}

func mustKey(t *testing.T, f *fixture, caller Caller, secret string) Principal {
	t.Helper()
	p, err := f.Key(t.Context(), caller, secret)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestKeyExpires(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	secret, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeRead, Expires: f.time().Add(time.Hour)})
	f.wait(time.Hour - time.Second)
	mustKey(t, f, home, secret)
	f.wait(time.Second)
	_, err := f.Key(t.Context(), home, secret)
	wantCode(t, err, ringdex.Unauthenticated)
	if !strings.Contains(err.Error(), "expired on 2027-01-15") {
		t.Errorf("got %q", err)
	}
}

func TestKeyIsBoundToNetworks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	secret, key := f.addKey(f.org, ringdex.Key{
		Name: "pbx", Scope: ringdex.ScopeRead,
		Allow: []string{"192.0.2.7", " 10.1.0.0/16 ", "2001:db8::/32", "::ffff:172.16.0.0/108", "fe80::1%eth0"},
	})
	for from, allowed := range map[string]bool{
		"192.0.2.7": true, "::ffff:192.0.2.7": true, "10.1.255.1": true, "2001:db8:1::1": true, "172.16.3.4": true, "fe80::1%eth1": true,
		"192.0.2.8": false, "10.2.0.1": false, "2001:db9::1": false, "172.32.0.1": false, "127.0.0.1": false, "::1": false,
	} {
		_, err := f.Key(t.Context(), Caller{IP: netip.MustParseAddr(from)}, secret)
		if allowed && err != nil || !allowed && ringdex.CodeOf(err) != ringdex.Denied {
			t.Errorf("%s: got %v", from, err)
		}
	}
	_, err := f.Key(t.Context(), Caller{}, secret)
	wantCode(t, err, ringdex.Denied)

	key.Allow = []string{"nonsense"} // written by hand, past apikey.Check
	f.update(f.org, func(w ringdex.Writer) error { return w.PutDocument(key) })
	_, err = f.another().Key(t.Context(), home, secret)
	wantCode(t, err, ringdex.Denied)
}

func TestUnknownKeysAreLimitedButNotRightOnes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	right, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeRead})
	for i := range hostMisses {
		wrong, _ := apikey.New(f.org, "", ringdex.ScopeRead, "", f.time())
		_, err := f.Key(t.Context(), home, []string{wrong, "nonsense"}[i%2])
		wantCode(t, err, ringdex.Unauthenticated)
	}
	_, err := f.Key(t.Context(), home, "nonsense")
	wantCode(t, err, ringdex.RateLimited)
	mustKey(t, f, home, right)
	_, err = f.Key(t.Context(), local, "nonsense")
	wantCode(t, err, ringdex.Unauthenticated)
}

// Fifty organizations with the same user and the same kind of key: no credential works in another
// organization.
func TestOrganizationsAreApart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var secrets []string
	var orgs []ringdex.OrganizationID
	for i := range 50 {
		org := f.addOrganization(fmt.Sprintf("org%d", i), fmt.Sprintf("org%d.test", i))
		f.addUser(org, "admin", ringdex.Administrator, fmt.Sprintf("password %d", i))
		secret, _ := f.addKey(org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeAdmin})
		secrets, orgs = append(secrets, secret), append(orgs, org)
	}
	f.wait(time.Second) // so that the new organizations are known
	for i, org := range orgs {
		caller := Caller{IP: address(i), Host: fmt.Sprintf("org%d.test", i)}
		if p, err := f.Key(t.Context(), caller, secrets[i]); err != nil || p.Organization != org {
			t.Errorf("key %d: got %+v, %v", i, p, err)
		}
		if p, err := f.Basic(t.Context(), caller, "admin", fmt.Sprintf("password %d", i)); err != nil || p.Organization != org {
			t.Errorf("password %d: got %+v, %v", i, p, err)
		}
		f.foreign(caller, orgs[(i+1)%50], secrets[i], fmt.Sprintf("password %d", (i+1)%50))
	}
}

// foreign tries what belongs to one organization at the door of another.
func (f *fixture) foreign(caller Caller, other ringdex.OrganizationID, secret, password string) {
	f.t.Helper()
	_, err := f.Basic(f.t.Context(), caller, "admin", password)
	wantCode(f.t, err, ringdex.Unauthenticated)
	moved, _ := apikey.New(other, "", ringdex.ScopeAdmin, "", f.time())
	moved = moved[:strings.LastIndex(moved, "_")] + secret[strings.LastIndex(secret, "_"):]
	_, err = f.Key(f.t.Context(), caller, moved)
	wantCode(f.t, err, ringdex.Unauthenticated)
}

func TestRememberedKeyAllocatesNothing(t *testing.T) {
	f := newFixture(t)
	secret, _ := f.addKey(f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup, Allow: []string{"192.0.2.0/24"}})
	mustKey(t, f, home, secret)
	ctx := t.Context()
	if n := testing.AllocsPerRun(100, func() { _, _ = f.Key(ctx, home, secret) }); n > 0 {
		t.Errorf("got %v allocations", n)
	}
}

// newBenchmark is a real clock, a user and nothing else.
func newBenchmark(b *testing.B) *fixture {
	st, err := sqlite.Create(b.Context(), filepath.Join(b.TempDir(), "ringdex.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	o, err := st.PutOrganization(b.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		b.Fatal(err)
	}
	hash, err := password.Hash("jana's secret")
	if err != nil {
		b.Fatal(err)
	}
	jana := &ringdex.Contact{ID: ringdex.NewID(time.Now()), Version: 1, UserName: "jana", Roles: ringdex.Operator}
	if err := st.Update(b.Context(), o.ID, func(w ringdex.Writer) error {
		change := ringdex.Change{Ref: jana.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: jana}}
		return errors.Join(w.Apply([]ringdex.Change{change}), w.SetPassword(jana.ID, hash))
	}); err != nil {
		b.Fatal(err)
	}
	return &fixture{Auth: New(Deps{Store: st, Clock: time.Now}), store: st, org: o.ID}
}

func BenchmarkKeyRemembered(b *testing.B) {
	f := newBenchmark(b)
	secret, _, err := apikey.Add(b.Context(), f.store, time.Now, f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := f.Key(b.Context(), home, secret); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkKeyRead(b *testing.B) {
	f := newBenchmark(b)
	secret, _, err := apikey.Add(b.Context(), f.store, time.Now, f.org, ringdex.Key{Name: "pbx", Scope: ringdex.ScopeLookup})
	if err != nil {
		b.Fatal(err)
	}
	s, _ := apikey.Parse(secret)
	for b.Loop() {
		f.grants.drop(s.Hash)
		if _, err := f.Key(b.Context(), home, secret); err != nil {
			b.Fatal(err)
		}
	}
}
