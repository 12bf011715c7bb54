package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
	"ringdex/internal/web"
	"ringdex/internal/web/webtest"
)

var secretKey = regexp.MustCompile(`rdk_\d+_[a-z2-7]{40}`)

// TestDoors: a key is made with the settings of a system, is shown once, turns the line green with
// its first request, and is removed after a question.
func TestDoors(t *testing.T) {
	t.Parallel()
	var authority *auth.Auth
	w := webtest.New(t, func(d *web.Deps) { authority = d.Auth })
	w.AddUser("boss", ringdex.Administrator)
	b := w.As("boss")
	wantText(t, "the systems", b.Get("/doors"), "Thulium", "VOIPEX", "IPEX Helpdesk", "Asterisk", "There are no keys yet")
	wantText(t, "before the key", b.Get("/doors/thulium"), w.URL+"/k/KEY/api/customers.json", "nothing else")
	wantStatus(t, "no name", b.Post("/doors/thulium", "name", ""), http.StatusUnprocessableEntity)
	wantStatus(t, "a wrong network", b.Post("/doors/thulium", "name", "x", "allow", "everywhere"), http.StatusUnprocessableEntity)
	made := b.Post("/doors/thulium", "name", "Thulium", "allow", "127.0.0.1, ::1")
	wantStatus(t, "a key", made, http.StatusCreated)
	key := secretKey.FindString(made.Body)
	wantText(t, "the settings", made, w.URL+"/k/"+key+"/api/customers.json", "Waiting for the first request", "shown only now")
	if list := b.Get("/doors"); key == "" || strings.Contains(list.Body, key) || !strings.Contains(list.Body, "only from 127.0.0.1, ::1") {
		t.Errorf("the key %q is in the list:\n%.2000s", key, list.Body)
	}
	waiting := regexp.MustCompile(`/keys/[0-9a-f-]+/waiting`).FindString(made.Body)
	wantText(t, "before the first request", b.Get(waiting), "Waiting for the first request")
	if _, err := authority.Key(t.Context(), auth.Caller{}, key); err == nil {
		t.Error("a key for 127.0.0.1 is let in from elsewhere")
	}
	wantText(t, "after a refused one", b.Get(waiting), "Waiting for the first request")
	other := secretKey.FindString(b.Post("/doors/cti", "name", "PBX").Body)
	if _, err := authority.Key(t.Context(), auth.Caller{}, other); err != nil {
		t.Fatal(err)
	}
	list := b.Get("/doors")
	wantText(t, "the list", list, "last used")
	for name, gone := range map[string]bool{"Thulium": true, "PBX": false} {
		if !gone {
			continue
		}
		remove := strings.TrimSuffix(waiting, "waiting") + "remove"
		wantText(t, "the question", b.Get(remove), name+" stops working", "cannot be brought back")
		if answer := b.Post(remove); answer.Location != "/doors" {
			t.Errorf("%+v", answer)
		}
		wantStatus(t, "a removed key", b.Get(remove), http.StatusNotFound)
	}
	wantStatus(t, "no such system", b.Get("/doors/pigeon"), http.StatusNotFound)
}

// TestDoorsAreForAdministrators.
func TestDoorsAreForAdministrators(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("boss", ringdex.Administrator)
	made := w.As("boss").Post("/doors/http", "name", "x")
	waiting := regexp.MustCompile(`/keys/[0-9a-f-]+/waiting`).FindString(made.Body)
	for name, role := range map[string]ringdex.Roles{"super": ringdex.SuperOperator, "ola": ringdex.Operator, "smart": ringdex.SmartUser, "end": ringdex.EndUser} {
		w.AddUser(name, role)
		b := w.As(name)
		for _, path := range []string{"/doors", "/doors/http", waiting, strings.TrimSuffix(waiting, "waiting") + "remove"} {
			wantStatus(t, name+" "+path, b.Get(path), http.StatusForbidden)
		}
		for _, path := range []string{"/doors/http", strings.TrimSuffix(waiting, "waiting") + "remove"} {
			wantStatus(t, name+" posts "+path, b.Post(path, "name", "x"), http.StatusForbidden)
		}
	}
}
