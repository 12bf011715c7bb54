package thulium_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"ringdex/internal/emulator/thulium"
)

// What the real system refuses (wire/thulium.md 4.2), the emulator refuses, too.
func TestRefuses(t *testing.T) {
	t.Parallel()
	e := thulium.New(thulium.Options{Username: "sync", Password: "tajne", Refuse: "bad"})
	const json = "application/json; charset=utf-8"
	for name, c := range map[string]struct {
		method, path, kind, password, body string
		status                             int
		says                               string
	}{
		"wrong password":  {"GET", "customers", "", "x", "", 401, "Authentication failed."},
		"unknown path":    {"GET", "people", "", "tajne", "", 404, "Resource not found."},
		"unknown id":      {"DELETE", "customers/7", "", "tajne", "", 404, "Resource not found."},
		"large page":      {"GET", "customers?limit=1001", "", "tajne", "", 400, "limit"},
		"form instead":    {"POST", "customers", "text/plain", "tajne", `{"surname":"A"}`, 400, "not JSON"},
		"no surname":      {"POST", "customers", json, "tajne", `{"name":"A"}`, 400, "surname is required."},
		"no name":         {"POST", "companies", json, "tajne", `{}`, 400, "name is required."},
		"number":          {"POST", "customers", json, "tajne", `{"surname":"A","phone_number":["12a"]}`, 400, "Wrong format of phone number."},
		"type":            {"POST", "customers", json, "tajne", `{"surname":"A","phone_number":222333444}`, 400, "Wrong format of phone number."},
		"e-mail":          {"POST", "customers", json, "tajne", `{"surname":"A","email":"x"}`, 400, "Wrong format of e-mail."},
		"unknown company": {"POST", "customers", json, "tajne", `{"surname":"A","company_id":"5"}`, 400, "Company not found."},
		"empty batch":     {"POST", "batch/customers", json, "tajne", `{"customers":[]}`, 400, "1 to 100"},
		"large batch":     {"POST", "batch/customers", json, "tajne", `{"customers":[` + strings.Repeat(`{"surname":"A"},`, 100) + `{"surname":"A"}]}`, 400, "1 to 100"},
		"one of a batch":  {"POST", "batch/customers", json, "tajne", `{"customers":[{"surname":"A"},{"name":"B"}]}`, 400, "surname is required."},
		"batch, no id":    {"PUT", "batch/customers", json, "tajne", `{"customers":[{"surname":"A"}]}`, 400, "customer_id is required."},
		"batch, wrong id": {"PUT", "batch/customers", json, "tajne", `{"customers":[{"surname":"A","customer_id":7}]}`, 404, "Customer 7 not found."},
		"on demand":       {"POST", "customers", json, "tajne", `{"surname":"A","identifier":"bad"}`, 400, "not allowed"},
	} {
		r := httptest.NewRequest(c.method, "/api/"+c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		r.SetBasicAuth("sync", c.password)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), `{"errors":[{"code":`) || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s, want %d and %q", name, w.Code, w.Body, c.status, c.says)
		}
	}
	if records := append(e.Records("customers"), e.Records("companies")...); len(records) != 0 {
		t.Errorf("stored %v, want nothing", records)
	}
}
