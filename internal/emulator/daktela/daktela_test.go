package daktela_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ringdex/internal/emulator/daktela"
)

// What the real system refuses (wire/daktela.md 3.2 and 3.3), the emulator refuses, too.
func TestRefuses(t *testing.T) {
	t.Parallel()
	e := daktela.New(daktela.Options{Username: "sync", Password: "tajne"})
	const json = "application/json"
	call := func(method, path, kind, token, body string) (int, string) {
		r := httptest.NewRequest(method, "/api/v6/"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Auth-Token", token)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	_, login := call(http.MethodPost, "login.json", json, "", `{"username":"sync","password":"tajne"}`)
	_, token, _ := strings.Cut(login, `"accessToken":"`)
	token, _, _ = strings.Cut(token, `"`)
	for name, c := range map[string]struct {
		method, path, kind, token, body string
		status                          int
		says                            string
	}{
		"wrong password":      {"POST", "login.json", json, "", `{"username":"sync","password":"x"}`, 401, ""},
		"no token":            {"GET", "contacts.json", "", "", "", 401, ""},
		"wrong token":         {"GET", "contacts.json", "", "x", "", 401, ""},
		"unknown model":       {"GET", "people.json", "", token, "", 404, ""},
		"unknown record":      {"PUT", "contacts/x.json", json, token, `{"title":"A"}`, 404, ""},
		"large page":          {"GET", "contacts.json?take=1001", "", token, "", 400, "Max defined take is 1000"},
		"unknown operator":    {"GET", "contacts.json?filter[filters][0][field]=name&filter[filters][0][operator]=is", "", token, "", 400, "unknown operator"},
		"form instead":        {"POST", "contacts.json", "application/x-www-form-urlencoded", token, `{"lastname":"A","database":"default"}`, 400, "not JSON"},
		"no last name":        {"POST", "contacts.json", json, token, `{"title":"A","database":"default"}`, 400, `"lastname":"Input is required"`},
		"no database":         {"POST", "contacts.json", json, token, `{"lastname":"A"}`, 400, `"database":"Input is required"`},
		"no title":            {"POST", "accounts.json", json, token, `{"database":"default"}`, 400, `"title":"Input is required"`},
		"unknown account":     {"POST", "contacts.json", json, token, `{"lastname":"A","database":"default","account":"x"}`, 400, `"account":"Value does not exist"`},
		"a text as a list":    {"POST", "contacts.json", json, token, `{"lastname":"A","database":"default","customFields":{"number":"1"}}`, 400, "customFields.number"},
		"unknown field":       {"POST", "contacts.json", json, token, `{"lastname":"A","database":"default","customFields":{"x":[]}}`, 400, "customFields.x"},
		"unknown refreshment": {"PUT", "login.json", json, "", `{"refreshToken":"x"}`, 401, ""},
	} {
		status, body := call(c.method, c.path, c.kind, c.token, c.body)
		if status != c.status || !strings.Contains(body, c.says) || c.says == "" && body != "" {
			t.Errorf("%s: %d %s, want %d and %q", name, status, body, c.status, c.says)
		}
	}
	if names := e.Names("contacts"); len(names) != 0 {
		t.Errorf("stored %q, want nothing", names)
	}
}
