package auth

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/ringdex"
)

func TestBasic(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jana := f.addUser(f.org, "Jana", ringdex.SuperOperator, "jana's secret")
	p, err := f.Basic(t.Context(), home, " jANA ", "jana's secret")
	if err != nil {
		t.Fatal(err)
	}
	want := Principal{Organization: f.org, Actor: "Jana", Contact: jana.ID, Roles: ringdex.SuperOperator}
	if p != want {
		t.Errorf("got %+v, want %+v", p, want)
	}
}

func TestBasicFindsTheOrganization(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	acme := f.addOrganization("Acme", "acme.example.com", "Acme.Test.")
	for org, password := range map[ringdex.OrganizationID]string{f.org: "in default", acme: "in acme"} {
		f.addUser(org, "admin", ringdex.Administrator, password)
	}
	for _, c := range []struct {
		host, user, password string
		want                 ringdex.OrganizationID
	}{
		{"", "admin", "in default", f.org},
		{"", `default\admin`, "in default", f.org},
		{"", `ACME\admin`, "in acme", acme},
		{"ACME.example.com:8443", "admin", "in acme", acme},
		{"acme.test", "admin", "in acme", acme},
		{"acme.test", `default\admin`, "in default", f.org},
		{"other.example.com", "admin", "in default", f.org},
		{"[::1]:8080", "admin", "in default", f.org},
		{"acme.test", "admin", "in default", 0},
		{"", `acme\admin`, "in default", 0},
		{"", `nobody\admin`, "in default", 0},
		{"", `\admin`, "in default", f.org},
	} {
		p, err := f.Basic(t.Context(), Caller{IP: home.IP, Host: c.host}, c.user, c.password)
		if p.Organization != c.want || (err == nil) != (c.want != 0) {
			t.Errorf("%+v: got %d, %v", c, p.Organization, err)
		}
	}
}

func TestBasicSaysTheSameOfEveryFailure(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	f.update(f.org, func(w ringdex.Writer) error {
		c := &ringdex.Contact{ID: ringdex.NewID(f.time()), Version: 1, UserName: "silent"}
		return w.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}}})
	})
	messages := map[string]bool{}
	for _, user := range []string{"jana", "nobody", "silent", "", `other\jana`, strings.Repeat("j", 1000), "nul\x00", "\xff"} {
		_, err := f.Basic(t.Context(), home, user, "not her secret")
		wantCode(t, err, ringdex.Unauthenticated)
		messages[err.Error()] = true
	}
	if len(messages) != 1 {
		t.Errorf("got %v", messages)
	}
}

func TestRightPasswordIsHashedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	mustBasic(t, f, "jana", "jana's secret")
	f.hashing.most = 0 // callers that need a hashing are refused
	for range 3 {      // each use lets it be remembered for another minute
		f.wait(59 * time.Second)
		mustBasic(t, f, "jana", "jana's secret")
	}
	f.wait(60 * time.Second)
	_, err := f.Basic(t.Context(), home, "jana", "jana's secret")
	wantCode(t, err, ringdex.Unavailable)
}

func TestOtherPasswordIsNotTakenFromMemory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	mustBasic(t, f, "jana", "jana's secret")
	_, err := f.Basic(t.Context(), home, "jana", "jana's secre")
	wantCode(t, err, ringdex.Unauthenticated)
	mustBasic(t, f, "jana", "jana's secret")
}

func mustBasic(t *testing.T, f *fixture, user, password string) Principal {
	t.Helper()
	p, err := f.Basic(t.Context(), home, user, password)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestChangesCountAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jana := f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	mustBasic(t, f, "jana", "jana's secret")

	f.change(f.org, jana, func(c *ringdex.Contact) { c.Roles = ringdex.EndUser })
	if p := mustBasic(t, f, "jana", "jana's secret"); p.May(Lookup) {
		t.Error("the role that was taken away is still there")
	}
	f.update(f.org, func(w ringdex.Writer) error { return w.SetPassword(jana.ID, cheapHash("another one")) })
	_, err := f.Basic(t.Context(), home, "jana", "jana's secret")
	wantCode(t, err, ringdex.Unauthenticated)
	mustBasic(t, f, "jana", "another one")

	f.update(f.org, func(w ringdex.Writer) error {
		return w.Apply([]ringdex.Change{{Ref: jana.Ref(), Action: ringdex.Deleted, Contact: ringdex.Images[ringdex.Contact]{Before: jana}}})
	})
	_, err = f.Basic(t.Context(), home, "jana", "another one")
	wantCode(t, err, ringdex.Unauthenticated)
}

func TestFailuresOfAUserAreLimited(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	f.addUser(f.org, "petr", ringdex.Operator, "petr's secret")
	mustBasic(t, f, "jana", "jana's secret")
	for _, user := range []string{"jana", "nobody"} {
		for i := range userMisses {
			_, err := f.Basic(t.Context(), home, user, fmt.Sprint("guess ", i))
			wantCode(t, err, ringdex.Unauthenticated)
		}
		_, err := f.Basic(t.Context(), home, strings.ToUpper(user)+" ", "another guess")
		wantCode(t, err, ringdex.RateLimited)
		if wait, ok := RetryAfter(err); !ok || wait != 6*time.Second {
			t.Errorf("got %v, %v", wait, ok)
		}
	}
	mustBasic(t, f, "jana", "jana's secret") // who is in stays in
	mustBasic(t, f, "petr", "petr's secret") // and others come in
	other := f.another()
	_, err := other.Basic(t.Context(), home, "jana", "jana's secret")
	if err != nil {
		t.Fatal(err)
	}
}

// TestStrangerLocksNobodyOut: the owner signs in from elsewhere, however often a stranger is wrong.
// Strangers from very many addresses together are slowed down.
func TestStrangerLocksNobodyOut(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	stranger := Caller{IP: address(7)}
	for range 3 {
		for range 10 * userMisses {
			_, _ = f.Basic(t.Context(), stranger, "jana", "guess")
		}
		_, err := f.Basic(t.Context(), stranger, "jana", "jana's secret")
		wantCode(t, err, ringdex.RateLimited)
		mustBasic(t, f, "jana", "jana's secret")
		f.wait(2 * proofLife) // it is not remembered that it was right
	}
	who := &candidate{org: f.org, name: "petr"}
	for i := range nameMisses {
		if wait := f.countFailure(Caller{IP: address(i)}, who); wait > 0 {
			t.Fatalf("failure %d waits for %v", i, wait)
		}
	}
	_, err := f.Basic(t.Context(), Caller{IP: address(nameMisses)}, "petr", "guess")
	wantCode(t, err, ringdex.RateLimited)
}

// address is one of many.
func address(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}) }

func TestFailuresAreForgottenOneByOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	miss := func(want ringdex.Code) {
		t.Helper()
		_, err := f.Basic(t.Context(), home, "jana", "guess")
		wantCode(t, err, want)
	}
	for range userMisses {
		miss(ringdex.Unauthenticated)
	}
	miss(ringdex.RateLimited)
	_, err := f.Basic(t.Context(), home, "jana", "jana's secret") // not remembered, so it waits as well
	wantCode(t, err, ringdex.RateLimited)
	f.wait(6 * time.Second)
	miss(ringdex.Unauthenticated)
	miss(ringdex.RateLimited)
	f.wait(6 * time.Second)
	mustBasic(t, f, "jana", "jana's secret") // resets
	for range userMisses {
		miss(ringdex.Unauthenticated)
	}
	miss(ringdex.RateLimited)
}

func TestFailuresFromAnAddressAreLimited(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	f.addUser(f.org, "petr", ringdex.Operator, "petr's secret")
	if _, err := f.Basic(t.Context(), local, "jana", "jana's secret"); err != nil {
		t.Fatal(err)
	}
	for i := range hostMisses {
		_, err := f.Basic(t.Context(), local, fmt.Sprint("user", i), "guess")
		wantCode(t, err, ringdex.Unauthenticated)
	}
	_, err := f.Basic(t.Context(), local, "petr", "petr's secret")
	wantCode(t, err, ringdex.RateLimited)
	if _, ok := RetryAfter(err); !ok {
		t.Error("it should say when to try again")
	}
	if _, err := f.Basic(t.Context(), local, "jana", "jana's secret"); err != nil {
		t.Error(err)
	}
	mustBasic(t, f, "petr", "petr's secret") // from home; it was not counted as a failure of petr's either
}

func TestTriesAtOnceAreLimitedToo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	codes := make([]ringdex.Code, 50)
	var tries sync.WaitGroup
	for i := range codes {
		tries.Go(func() {
			_, err := f.Basic(t.Context(), local, "jana", fmt.Sprint("guess ", i))
			codes[i] = ringdex.CodeOf(err)
		})
	}
	tries.Wait()
	count := map[ringdex.Code]int{}
	for _, code := range codes {
		count[code]++
	}
	if count[ringdex.Unauthenticated] != userMisses || count[ringdex.RateLimited] != len(codes)-userMisses {
		t.Errorf("got %v", count)
	}
}

func TestManyRightOnesAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	var requests sync.WaitGroup
	for range 150 { // more than a user or an address may be wrong
		requests.Go(func() {
			if _, err := f.Basic(t.Context(), home, "jana", "jana's secret"); err != nil {
				t.Error(err)
			}
		})
	}
	requests.Wait()
}

func TestKeyAsPassword(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	acme := f.addOrganization("acme", "acme.test")
	secret, key := f.addKey(acme, ringdex.Key{Name: "erp", Scope: ringdex.ScopeWrite, Source: "helios"})
	want := Principal{Organization: acme, Actor: key.Name, Scope: ringdex.ScopeWrite, Source: "helios", Bound: true}
	for _, user := range []string{"", "anybody", `acme\anybody`, `ACME\`} {
		if p, err := f.Basic(t.Context(), home, user, secret); err != nil || p != want {
			t.Errorf("%q: got %+v, %v", user, p, err)
		}
	}
	for _, user := range []string{`default\anybody`, `other\anybody`} {
		_, err := f.Basic(t.Context(), home, user, secret)
		wantCode(t, err, ringdex.Unauthenticated)
	}
}

func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	secret, _ := apikey.New(f.org, "pbx", ringdex.ScopeRead, "", f.time())
	for range userMisses + 1 {
		for _, c := range [][2]string{{"jana", "guessed-password"}, {"typed-password", "guessed-password"}, {"jana", secret}} {
			_, err := f.Basic(t.Context(), home, c[0], c[1])
			fmt.Fprintln(f.log, err)
		}
		_, err := f.Key(t.Context(), home, "guessed-password")
		fmt.Fprintln(f.log, err)
	}
	for _, word := range []string{"typed-password", "guessed-password", secret, secret[10:], "argon2id"} {
		if strings.Contains(f.log.String(), word) {
			t.Errorf("%q was written down", word)
		}
	}
	if !strings.Contains(f.log.String(), "wrong password") || !strings.Contains(f.log.String(), "unknown key") {
		t.Errorf("the reasons are missing in %s", f.log)
	}
}

func BenchmarkBasicRemembered(b *testing.B) {
	f := newBenchmark(b)
	for b.Loop() {
		if _, err := f.Basic(b.Context(), home, "jana", "jana's secret"); err != nil {
			b.Fatal(err)
		}
	}
}
