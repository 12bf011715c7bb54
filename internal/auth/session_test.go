package auth

import (
	"strings"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

func (f *fixture) signIn(login, password string) (string, Signed) {
	f.t.Helper()
	cookie, s, err := f.SignIn(f.t.Context(), home, login, password, "Firefox")
	if err != nil {
		f.t.Fatal(err)
	}
	return cookie, s
}

func (f *fixture) wantSignedOut(cookie string) {
	f.t.Helper()
	if _, err := f.Session(f.t.Context(), cookie); ringdex.CodeOf(err) != ringdex.Unauthenticated {
		f.t.Errorf("got %v, want a session that has ended", err)
	}
}

func TestSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jana := f.addUser(f.org, "Jana", ringdex.Operator, "jana's secret")
	cookie, s := f.signIn(" jana", "jana's secret")
	if s.Contact != jana.ID || s.Actor != "Jana" || s.Roles != ringdex.Operator || s.Session.Agent != "Firefox" || s.Session.Address != home.IP.String() {
		t.Errorf("got %+v", s)
	}
	if again, err := f.Session(t.Context(), cookie); err != nil || again.Principal != s.Principal {
		t.Errorf("got %+v, %v", again, err)
	}
	for _, forged := range []string{
		"", ".", "1.", cookie + "x", cookie[1:], "zzzzzzzzzzzzzzzz." + cookie, strings.Repeat("1", 300), "-1.x", "99.x",
		"2" + cookie[1:], strings.ToUpper(cookie),
	} {
		f.wantSignedOut(forged)
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	f.addUser(f.org, "petr", ringdex.Operator, "petr's secret")
	first, one := f.signIn("jana", "jana's secret")
	second, two := f.signIn("jana", "jana's secret")
	others, his := f.signIn("petr", "petr's secret")

	if list, err := f.Sessions(t.Context(), one.Principal); err != nil || len(list) != 2 {
		t.Errorf("got %v, %v", list, err)
	}
	if err := f.EndSession(t.Context(), his.Principal, one.Session.ID); ringdex.CodeOf(err) != ringdex.NotFound {
		t.Errorf("a stranger ends a session: %v", err)
	}
	if err := f.EndSession(t.Context(), one.Principal, one.Session.ID); err != nil {
		t.Fatal(err)
	}
	f.wantSignedOut(first)
	third, _ := f.signIn("jana", "jana's secret")
	if err := f.EndOtherSessions(t.Context(), two); err != nil {
		t.Fatal(err)
	}
	f.wantSignedOut(third)
	for _, cookie := range []string{second, others} {
		if _, err := f.Session(t.Context(), cookie); err != nil {
			t.Error(err)
		}
	}
}

// A session ends a day after its last use, and thirty days after its beginning however often it is
// used.
func TestSessionsEndByTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	idle, _ := f.signIn("jana", "jana's secret")
	used, _ := f.signIn("jana", "jana's secret")
	for range 29 {
		f.wait(23 * time.Hour)
		if _, err := f.Session(t.Context(), used); err != nil {
			t.Fatal(err)
		}
	}
	f.wantSignedOut(idle)
	for range 3 {
		f.wait(23 * time.Hour)
		_, _ = f.Session(t.Context(), used)
	}
	f.wantSignedOut(used)
	_, s := f.signIn("jana", "jana's secret")
	_ = f.store.View(t.Context(), f.org, func(r ringdex.Reader) error {
		if left, err := ringdex.Documents[ringdex.Session](r); err != nil || len(left) != 1 || left[0].ID != s.Session.ID {
			t.Errorf("sessions that are over stay: %v, %v", left, err)
		}
		return nil
	})
}

func TestSignInByEmail(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jana := f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	petr := f.addUser(f.org, "petr", ringdex.Operator, "petr's secret")
	f.change(f.org, jana, func(c *ringdex.Contact) { c.Emails = []string{"Jana@example.com"} })
	for _, login := range []string{"jana@example.com", "JANA@Example.com ", `default\jana@example.com`} {
		if _, s := f.signIn(login, "jana's secret"); s.Contact != jana.ID {
			t.Errorf("%s: got %+v", login, s)
		}
	}
	f.change(f.org, petr, func(c *ringdex.Contact) { c.Emails = []string{"jana@example.com"} }) // now it is nobody's in particular
	if _, _, err := f.SignIn(t.Context(), home, "jana@example.com", "jana's secret", ""); ringdex.CodeOf(err) != ringdex.Unauthenticated {
		t.Errorf("got %v", err)
	}
}

func TestKeysSignNobodyIn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	secret, _ := f.addKey(f.org, ringdex.Key{Name: "erp", Scope: ringdex.ScopeAdmin})
	if _, _, err := f.SignIn(t.Context(), home, "admin", secret, ""); ringdex.CodeOf(err) != ringdex.Unauthenticated {
		t.Errorf("got %v", err)
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.addUser(f.org, "jana", ringdex.Operator, "jana's secret")
	other, _ := f.signIn("jana", "jana's secret")
	cookie, s := f.signIn("jana", "jana's secret")
	f.wait(time.Second)
	for _, c := range []struct{ present, wanted, field string }{
		{"wrong", "a new secret", "present"}, {"jana's secret", "short", "password"}, {"jana's secret", "jana's secret", "password"},
	} {
		_, err := f.ChangePassword(t.Context(), home, s, c.present, c.wanted)
		if problem, ok := err.(*ringdex.Error); !ok || problem.Code != ringdex.Invalid || problem.Field != c.field {
			t.Errorf("%+v: got %v", c, err)
		}
	}
	fresh, err := f.ChangePassword(t.Context(), home, s, "jana's secret", "a new secret")
	if err != nil {
		t.Fatal(err)
	}
	f.wantSignedOut(other)
	f.wantSignedOut(cookie)
	if now, err := f.Session(t.Context(), fresh); err != nil || now.User.Version != 2 || now.User.MustChangePassword {
		t.Errorf("got %+v, %v", now, err)
	}
	f.signIn("jana", "a new secret")
}
