package web_test

import (
	"net/http"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/webtest"
)

// TestSettings: the organization is changed by its form, and a change of somebody else is not
// overwritten.
func TestSettings(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("boss", ringdex.Administrator)
	b := w.As("boss")
	wantText(t, "the form", b.Get("/settings"), "Call centre", `name="version" value="1"`)
	form := []string{"version", "1", "name", "Volací centrum", "regions", "sk, cz", "national", "true", "head_office", "true", "digits", "7", "guesses", "none"}
	if answer := b.Post("/settings", form...); answer.Location != "/settings" {
		t.Fatalf("%d\n%.3000s", answer.Status, answer.Body)
	}
	wantText(t, "saved", b.Get("/settings"), "Volací centrum", `value="SK, CZ"`, `value="7"`, `value="none" selected`)
	old := b.Post("/settings", form...)
	wantStatus(t, "an old form", old, http.StatusUnprocessableEntity)
	wantText(t, "an old form", old, `name="version" value="2"`, `value="sk, cz"`)
	form[1], form[5], form[11] = "2", "Atlantis", "many"
	bad := b.Post("/settings", form...)
	wantStatus(t, "a bad form", bad, http.StatusUnprocessableEntity)
	wantText(t, "a bad form", bad, "Atlantis", "This is no number")
}

// TestUsers: a user is added, signs in, gets another role and password, and is removed.
func TestUsers(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("boss", ringdex.Administrator)
	b := w.As("boss")
	if answer := b.Post("/new-user", "userName", "jana", "firstName", "Jana", "emails", "jana@example.com", "role.operator", "true", "password", webtest.Password); answer.Location != "/users" {
		t.Fatalf("%d\n%.3000s", answer.Status, answer.Body)
	}
	wantStatus(t, "twice", b.Post("/new-user", "userName", "jana", "role.operator", "true"), http.StatusUnprocessableEntity)
	wantStatus(t, "no name", b.Post("/new-user", "userName", "", "role.operator", "true"), http.StatusUnprocessableEntity)
	wantText(t, "the list", b.Get("/users"), ">jana<", "jana@example.com")
	jana := w.As("jana")
	wantStatus(t, "an operator's settings", jana.Get("/users"), http.StatusForbidden)
	path := "/users/" + w.User("jana").String()
	page := b.Get(path)
	wantText(t, "the user", page, "Jana", "Sees and changes all contacts")
	_, version, _ := strings.Cut(page.Body, `name="version" value="`)
	version, _, _ = strings.Cut(version, `"`)
	if answer := b.Post(path, "version", version, "userName", "jana", "firstName", "Jana", "role.super-operator", "true"); answer.Location != "/users" {
		t.Fatalf("%d\n%.3000s", answer.Status, answer.Body)
	}
	wantStatus(t, "she may import now", jana.Get("/import"), http.StatusOK)
	wantStatus(t, "a short password", b.Post(path+"/sign-in", "password", "x"), http.StatusUnprocessableEntity)
	if answer := b.Post(path+"/sign-in", "password", "another secret", "must_change", "true"); answer.Location != path {
		t.Errorf("%+v", answer)
	}
	if answer := jana.Get("/import"); answer.Status == http.StatusOK {
		t.Error("the session outlives the password")
	}
	wantText(t, "the question", b.Get(path+"/remove"), "signed out at once")
	if answer := b.Post(path + "/remove"); answer.Location != "/users" {
		t.Errorf("%+v", answer)
	}
	if page := b.Get("/users"); strings.Contains(page.Body, ">jana<") {
		t.Error("she is still a user")
	}
	own := "/users/" + w.User("boss").String()
	if answer := b.Post(own + "/remove"); answer.Status == http.StatusSeeOther {
		t.Error("the last administrator is gone")
	}
}

// TestSettingsAreForAdministrators.
func TestSettingsAreForAdministrators(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("boss", ringdex.Administrator)
	path := "/users/" + w.User("boss").String()
	for name, role := range map[string]ringdex.Roles{"super": ringdex.SuperOperator, "ola": ringdex.Operator, "smart": ringdex.SmartUser, "end": ringdex.EndUser} {
		w.AddUser(name, role)
		b := w.As(name)
		for _, address := range []string{"/settings", "/users", "/new-user", path, path + "/remove"} {
			wantStatus(t, name+" "+address, b.Get(address), http.StatusForbidden)
		}
		for _, address := range []string{"/settings", "/new-user", path, path + "/sign-in", path + "/remove"} {
			wantStatus(t, name+" posts "+address, b.Post(address, "userName", "x", "password", "mine now!"), http.StatusForbidden)
		}
	}
}
