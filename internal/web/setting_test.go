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

// TestSourcesAndFields: a source gets rules and loses them, a custom field is made, its choice is
// renamed, and it is removed with its values.
func TestSourcesAndFields(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("boss", ringdex.Administrator)
	b := w.As("boss")
	wantText(t, "no source", b.Get("/sources"), "No source has settings of its own")
	wantText(t, "a new one", b.Get("/source?key=e+r/p"), "e r/p", "and the defaults")
	form := []string{"key", "erp", "name", "Helios", "priority", "10", "rule", "fill", "rules", "phones: set\nnote: never", "lock_edits", "true"}
	if answer := b.Post("/source", form...); answer.Location != "/sources" {
		t.Fatalf("%d\n%.3000s", answer.Status, answer.Body)
	}
	wantText(t, "the source", b.Get("/source?key=erp"), `value="10"`, "note: never\nphones: set", `value="fill" selected`, `name="lock_edits" value="true" checked`)
	form[5], form[9] = "high", "phones\ncolour: set"
	bad := b.Post("/source", form...)
	wantStatus(t, "a bad source", bad, http.StatusUnprocessableEntity)
	wantText(t, "a bad source", bad, "this is no number", "high", "has no rule")
	form[5], form[9] = "1", "phones: set\nphones: never"
	wantText(t, "two rules", b.Post("/source", form...), "has two rules")
	form[9] = "colour: set"
	wantStatus(t, "a field that is not there", b.Post("/source", form...), http.StatusUnprocessableEntity)
	if answer := b.Post("/source/remove", "key", "erp"); answer.Location != "/sources" {
		t.Errorf("%+v", answer)
	}

	if answer := b.Post("/new-field", "kind", "contact", "type", "dropdown", "title", "Level", "items", "low\r\nhigh\r\n"); answer.Location != "/fields" {
		t.Fatalf("%d\n%.3000s", answer.Status, answer.Body)
	}
	wantStatus(t, "no title", b.Post("/new-field", "kind", "contact", "type", "text", "title", ""), http.StatusUnprocessableEntity)
	list := b.Get("/fields")
	_, path, _ := strings.Cut(list.Body, `href="/fields/contact/`)
	path, _, _ = strings.Cut(path, `"`)
	path = "/fields/contact/" + path
	wantText(t, "the field", b.Get(path), "Level", `name="item.1" type="text" value="low"`, `name="item.2" type="text" value="high"`)
	if answer := b.Post(path, "title", "Level", "item.1", "low", "item.2", "very high", "items", "top"); answer.Location != "/fields" {
		t.Fatalf("%d\n%.3000s", answer.Status, answer.Body)
	}
	fields, err := w.Directory.Fields(t.Context(), w.Org)
	if err != nil || len(fields) != 1 || len(fields[0].Items) != 3 || fields[0].Items[1] != (ringdex.Item{ID: 2, Title: "very high"}) {
		t.Errorf("%+v, %v", fields, err)
	}
	wantStatus(t, "a choice is missing", b.Post(path, "title", "Level", "item.1", "low", "item.3", "top"), http.StatusUnprocessableEntity)
	w.Put(ringdex.KindContact, record("K-1", "", "lastName", "Nováková", fields[0].Name(), int64(2)))
	wantText(t, "the question", b.Get(path+"/remove"), "1 record has a value of it")
	if answer := b.Post(path + "/remove"); answer.Location != "/fields" {
		t.Errorf("%+v", answer)
	}
	wantStatus(t, "a removed field", b.Get(path), http.StatusNotFound)
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
		for _, address := range []string{"/settings", "/users", "/new-user", path, path + "/remove", "/sources", "/source?key=erp", "/fields", "/new-field", "/fields/contact/1", "/fields/contact/1/remove"} {
			wantStatus(t, name+" "+address, b.Get(address), http.StatusForbidden)
		}
		for _, address := range []string{"/settings", "/new-user", path, path + "/sign-in", path + "/remove", "/source", "/source/remove", "/new-field", "/fields/contact/1", "/fields/contact/1/remove"} {
			wantStatus(t, name+" posts "+address, b.Post(address, "userName", "x", "password", "mine now!"), http.StatusForbidden)
		}
	}
}
