package web_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/web"
	"ringdex/internal/web/account"
	"ringdex/internal/web/asset"
	"ringdex/internal/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

func wantStatus(t *testing.T, what string, got webtest.Answer, want int) {
	t.Helper()
	if got.Status != want {
		t.Errorf("%s: got %d, want %d: %s\n%.1500s", what, got.Status, want, got.Location, got.Body)
	}
}

func wantLocation(t *testing.T, what string, got webtest.Answer, want string) {
	t.Helper()
	if got.Status != http.StatusSeeOther || got.Location != want {
		t.Errorf("%s: got %d to %q, want %q\n%.1500s", what, got.Status, got.Location, want, got.Body)
	}
}

func wantText(t *testing.T, what string, got webtest.Answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got.Body, text) {
			t.Errorf("%s: there is no %q in\n%.3000s", what, text, got.Body)
		}
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	b := w.Browser()
	wantLocation(t, "the start page", b.Get("/"), "/sign-in")
	wantLocation(t, "another page", b.Get("/account?x=1"), "/sign-in?next=%2Faccount%3Fx%3D1")
	form := b.Get("/sign-in?next=%2Faccount%3Fx%3D1")
	wantText(t, "the form", form, `value="/account?x=1"`, "Sign in")

	wrong := b.Post("/sign-in", "login", "<jana>", "password", "wrong", "next", "/account")
	wantStatus(t, "a wrong password", wrong, http.StatusUnauthorized)
	wantText(t, "a wrong password", wrong, "The user name or the password is wrong", `value="&lt;jana&gt;"`, `value="/account"`)
	wantLocation(t, "the right one", b.Post("/sign-in", "login", "jana", "password", webtest.Password, "next", "/account"), "/account")
	wantText(t, "the account", b.Get("/account"), "jana", "Operator", "this device")
	wantLocation(t, "the form for somebody who is signed in", b.Get("/sign-in"), "/")
	wantLocation(t, "signing out", b.Post("/sign-out"), "/sign-in")
	wantLocation(t, "the account afterwards", b.Get("/account"), "/sign-in?next=%2Faccount")
}

// The next page is always one of ours, whatever a link says.
func TestSignInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "evil", "/\n/evil.example"} {
		b := w.Browser()
		wantLocation(t, next, b.Post("/sign-in", "login", "jana", "password", webtest.Password, "next", next), "/")
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	b := w.Browser()
	cookie := b.Post("/sign-in", "login", "jana", "password", webtest.Password).Header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("%q has no %s", cookie, part)
		}
	}
	b.Header.Set("X-Forwarded-Proto", "https")
	if cookie := b.Post("/sign-in", "login", "jana", "password", webtest.Password).Header.Get("Set-Cookie"); !strings.Contains(cookie, "Secure") {
		t.Errorf("behind TLS %q is not Secure", cookie)
	}
}

// A form of another site does nothing, even in the browser of somebody who is signed in.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Administrator)
	b := w.As("jana")
	b.Header.Set("Sec-Fetch-Site", "cross-site")
	wantStatus(t, "a forged form", b.Post("/account/sessions/end"), http.StatusForbidden)
	b.Header.Del("Sec-Fetch-Site")
	b.Header.Set("Origin", "https://evil.example")
	wantStatus(t, "a forged form of an old browser", b.Post("/sign-out"), http.StatusForbidden)
	b.Header.Set("Origin", w.URL)
	wantStatus(t, "the account", b.Get("/account"), http.StatusOK)
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	got := w.Browser().Get("/sign-in")
	policy := got.Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'self';") || strings.Contains(policy, "unsafe") {
		t.Errorf("got the policy %q", policy)
	}
	for _, attribute := range []string{" onclick=", " style=", "<style", "javascript:"} {
		if strings.Contains(got.Body, attribute) {
			t.Errorf("the page has %q, which the policy forbids", attribute)
		}
	}
	script := w.Browser().Get(asset.URL("ringdex.js"))
	wantStatus(t, "the script", script, http.StatusOK)
	if got := script.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("the script may be kept %q", got)
	}
	wantStatus(t, "an asset of another hash", w.Browser().Get("/assets/style.000000000000.css"), http.StatusNotFound)
}

// The first load is below 45 kB: the page and all that it needs.
func TestFirstLoadIsSmall(t *testing.T) {
	t.Parallel()
	total := 15_000 // of markup, at most
	for _, name := range []string{"style.css", "htmx.js", "ringdex.js", "icons.svg", "logo.svg"} {
		total += asset.Size(name)
	}
	if total >= 45_000 {
		t.Errorf("got %d bytes", total)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	b := w.Browser()
	for header, want := range map[string]string{"cs-CZ,cs;q=0.9": "Přihlásit se", "pl": "Zaloguj się", "de-AT": "Anmelden", "sk": "Prihlásiť sa", "fr": "Sign in"} {
		b.Header.Set("Accept-Language", header)
		wantText(t, header, b.Get("/sign-in"), want)
	}
	b.Header.Set("Accept-Language", "cs")
	wantLocation(t, "another language", b.Post("/language", "language", "de", "next", "/sign-in"), "/sign-in")
	wantText(t, "after the choice", b.Get("/sign-in"), `lang="de"`, "Anmelden")
	b.Post("/language", "language", "xx")
	b.Post("/theme", "theme", "dark")
	b.Post("/theme", "theme", `x" onload="`)
	wantText(t, "a language that there is not", b.Get("/sign-in"), `lang="de"`, `data-theme="dark"`)
}

func TestMustChangePassword(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	w.Edit("jana", func(c *ringdex.Contact) { c.MustChangePassword = true })
	b := w.As("jana")
	for _, path := range []string{"/", "/account", "/nowhere"} {
		if got := b.Get(path); got.Status != http.StatusNotFound {
			wantLocation(t, path, got, "/account/password")
		}
	}
	other := b.Post("/account/password", "password", "a new secret", "again", "another secret")
	wantStatus(t, "two passwords", other, http.StatusUnprocessableEntity)
	wantText(t, "two passwords", other, "The two passwords differ")
	wantStatus(t, "the same password", b.Post("/account/password", "password", webtest.Password, "again", webtest.Password), http.StatusUnprocessableEntity)
	wantLocation(t, "a good one", b.Post("/account/password", "password", "a new secret", "again", "a new secret"), "/")
	start := b.Get("/")
	wantStatus(t, "the start page", start, http.StatusOK)
	wantText(t, "the start page", start, "The password is changed")
	if again := b.Get("/"); strings.Contains(again.Body, "The password is changed") {
		t.Error("the line is said twice")
	}
	wrong := b.Post("/account/password", "present", "wrong", "password", "x new secret", "again", "x new secret")
	wantText(t, "a wrong present password", wrong, "This is not the present password", `aria-invalid="true"`)
}

func TestFirstRun(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("admin", ringdex.Administrator)
	w.Edit("admin", func(c *ringdex.Contact) { c.MustChangePassword = true })
	w.Rename("Default")
	b := w.Browser()
	wantStatus(t, "a wrong link", b.Get(account.FirstLink("wrong")), http.StatusUnauthorized)
	wantLocation(t, "the link", b.Get(account.FirstLink(webtest.Password)), "/account/password/first")
	wantLocation(t, "another page", b.Get("/account"), "/account/password")
	wantLocation(t, "the page of the password", b.Get("/account/password"), "/account/password/first")
	wantText(t, "the form", b.Get("/account/password/first"), "Welcome to ringdex", `value="CZ"`)
	form := []string{"language", "cs", "name", "Volací centrum", "regions", "SK, CZ", "password", "a new secret", "again", "a new secret"}
	bad := b.Post("/account/password/first", "language", "cs", "name", "", "regions", "XX", "password", "a new secret", "again", "a new secret")
	wantText(t, "a region that there is not", bad, `lang="cs"`, "XX", `aria-invalid="true"`)
	wantLocation(t, "the form", b.Post("/account/password/first", form...), "/")
	wantText(t, "the start page", b.Get("/"), `lang="cs"`, "Volací centrum: vše je připraveno")
	o, err := w.Directory.Organization(t.Context(), w.Org)
	if err != nil || o.Name != "Volací centrum" || o.Settings.Regions.String() != "SK,CZ" {
		t.Errorf("got %+v, %v", o, err)
	}
	wantLocation(t, "the form a second time", b.Get("/account/password/first"), "/")
	wantText(t, "the link a second time", w.Browser().Get(account.FirstLink(webtest.Password)), "This link was used already")
}

func TestDemo(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, func(d *web.Deps) { d.Demo = &account.Demo{Login: "admin", Password: webtest.Password} })
	w.AddUser("admin", ringdex.Administrator)
	b := w.Browser()
	wantText(t, "the form", b.Get("/sign-in"), `action="/sign-in/demo"`)
	wantLocation(t, "one click", b.Post("/sign-in/demo"), "/")
	wantStatus(t, "the start page", b.Get("/"), http.StatusOK)

	real := webtest.New(t, nil)
	real.AddUser("admin", ringdex.Administrator)
	wantStatus(t, "without --demo", real.Browser().Post("/sign-in/demo"), http.StatusNotFound)
}

func TestSessions(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("jana", ringdex.Operator)
	here, there := w.As("jana"), w.As("jana")
	list := here.Get("/account")
	at := strings.Index(list.Body, "/account/sessions/0")
	if at < 0 {
		t.Fatalf("there is no other session in\n%s", list.Body)
	}
	path, _, _ := strings.Cut(list.Body[at:], `"`)
	w.AddUser("petr", ringdex.Administrator)
	wantStatus(t, "a stranger", w.As("petr").Post(path), http.StatusNotFound)
	wantLocation(t, "ending it", here.Post(path), "/account")
	wantLocation(t, "the other browser", there.Get("/account"), "/sign-in?next=%2Faccount")
	third := w.As("jana")
	wantLocation(t, "ending the others", here.Post("/account/sessions/end"), "/account")
	wantLocation(t, "the third browser", third.Get("/account"), "/sign-in?next=%2Faccount")
	wantStatus(t, "this one", here.Get("/account"), http.StatusOK)
}

func TestFailures(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("nobody", ringdex.Operator)
	w.Edit("nobody", func(c *ringdex.Contact) { c.Roles = 0 })
	b := w.As("nobody")
	wantStatus(t, "no role", b.Get("/"), http.StatusForbidden)
	wantStatus(t, "no page", b.Get("/nowhere"), http.StatusNotFound)
	wantStatus(t, "no such session", b.Post("/account/sessions/x/end"), http.StatusNotFound)
	b.Header.Set("HX-Request", "true")
	part := b.Get("/")
	wantStatus(t, "a part", part, http.StatusForbidden)
	if part.Header.Get("HX-Retarget") != "#flash" || strings.Contains(part.Body, "<html") {
		t.Errorf("the failure of a part is a page:\n%s", part.Body)
	}
	signedOut := w.Browser()
	signedOut.Header.Set("HX-Request", "true")
	if got := signedOut.Get("/"); got.Header.Get("HX-Redirect") != "/sign-in" {
		t.Errorf("got %+v", got)
	}
}
