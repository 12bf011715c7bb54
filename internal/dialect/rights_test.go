package dialect_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/dialect/cti"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/dialect/helpdesk"
	"ringdex/internal/dialect/native"
	"ringdex/internal/dialect/thulium"
	"ringdex/internal/dialect/voipex"
)

// routes are all patterns of all dialects, as the code has them: a new one without a case in the
// tables of this file and of isolation_test.go fails the tests.
func routes() []string {
	return slices.Concat(helpdesk.Routes(), thulium.Routes(), cti.Routes(), native.Routes(), voipex.Routes())
}

// Who may do what: scopes of keys, and roles. "key" and "user" are for everybody who is one.
const (
	admins    = "admin administrator"
	importers = "write admin super-operator administrator"
	editors   = importers + " operator"
	readers   = "read " + importers + " operator"
	askers    = "lookup " + readers
	limited   = " smart-user end-user" // to their own contacts, which the tests of package directory show
)

// rights are who is let in at each route; everybody else gets 403. Whoever may not read the
// directory may still read itself, which fixtures show.
var rights = map[string]string{
	"POST /api/Import/SyncRequestorUsers":        importers,
	"POST /api/Import/SyncRequestorCustomers":    importers,
	"PATCH /api/Account/PatchRequestorUser/{id}": importers,
	"PATCH /api/Customer/PatchCustomer/{id}":     importers,
	"GET /api/Account/GetUserFields":             readers,
	"GET /api/Customer/GetCustomerFields":        readers,
	"GET /api/Account/GetRequestorUser":          "key user",
	"GET /api/Account/GetRequestorUser/{id}":     readers,
	"GET /api/Account/GetUsers":                  readers,
	"POST /api/Account/GetUsers":                 readers,
	"GET /api/Customer/GetCustomers":             readers,
	"POST /api/Customer/GetCustomers":            readers,
	"GET /api/Customer/GetCustomer/{id}":         readers,
	"GET " + thulium.Path:                        askers,
	"GET " + thulium.KeyPath:                     askers,
	"GET " + native.LookupPath:                   askers,
	"POST " + native.LookupPath:                  askers,
	"GET " + native.KeyPath:                      askers,
	"POST " + native.KeyPath:                     askers,
	"POST " + cti.Path:                           askers,
	"POST " + cti.KeyPath:                        askers,
	"POST /v1/calls":                             askers,
	"GET " + native.CallKeyPath:                  askers,
	"POST " + native.CallKeyPath:                 askers,
	"GET /v1/calls":                              readers,
	"GET /v1/calls/{id}":                         readers,
	"POST /v1/calls/{id}/contact":                editors,
	"GET /v1/search":                             readers + limited,
	"GET /v1/contacts":                           readers + limited,
	"POST /v1/contacts":                          editors,
	"GET /v1/contacts/{id}":                      readers + limited,
	"PATCH /v1/contacts/{id}":                    editors + limited,
	"DELETE /v1/contacts/{id}":                   editors,
	"GET /v1/contacts/{id}/history":              readers,
	"POST /v1/contacts:import":                   importers,
	"POST /v1/companies:import":                  importers,
	"GET /v1/companies":                          readers + limited,
	"POST /v1/companies":                         editors,
	"GET /v1/companies/{id}":                     readers + limited,
	"PATCH /v1/companies/{id}":                   editors,
	"DELETE /v1/companies/{id}":                  editors,
	"GET /v1/companies/{id}/history":             readers,
	"GET /v1/contacts/{id}/sources":              readers,
	"GET /v1/companies/{id}/sources":             readers,
	"POST /v1/contacts:settle":                   admins,
	"POST /v1/companies:settle":                  admins,
	"GET /v1/changes":                            readers,
	"GET /v1/fields":                             readers,
	"POST /v1/fields":                            admins,
	"PATCH /v1/fields/{kind}/{field}":            admins,
	"DELETE /v1/fields/{kind}/{field}":           admins,
	"GET /v1/sources":                            readers,
	"GET /v1/sources/{name}":                     readers,
	"PATCH /v1/sources/{name}":                   admins,
	"GET /v1/keys":                               admins,
	"POST /v1/keys":                              admins,
	"DELETE /v1/keys/{id}":                       admins,
	"GET /v1/me":                                 "key user",
	"GET /v1/users":                              admins,
	"POST /v1/users":                             admins,
	"GET /v1/users/{id}":                         admins,
	"PATCH /v1/users/{id}":                       admins,
	"DELETE /v1/users/{id}":                      admins,
	"PUT /v1/users/{id}/password":                admins,
	"GET /v1/organization":                       readers,
	"PATCH /v1/organization":                     admins,
	"GET /v1/runs":                               readers,
	"GET /v1/runs/{id}":                          readers,
	"GET /v1/runs/{id}/outcomes":                 importers,
	"POST /v1/runs/{id}/undo":                    importers,
	"POST /v1/changes/{seq}/undo":                importers,
	"POST /v1/contacts/{id}/restore":             importers,
	"POST /v1/companies/{id}/restore":            importers,
	"GET /v1/webhooks":                           admins,
	"POST /v1/webhooks":                          admins,
	"GET /v1/webhooks/{id}":                      admins,
	"PATCH /v1/webhooks/{id}":                    admins,
	"DELETE /v1/webhooks/{id}":                   admins,
	"POST /v1/webhooks/{id}/enable":              admins,
	"POST /v1/webhooks/{id}/disable":             admins,
	"POST /v1/webhooks/{id}/rotate":              admins,
	"POST /v1/webhooks/{id}/replay":              admins,
	"POST /v1/webhooks/{id}/test":                admins,
	"GET /v1/webhooks/{id}/deliveries":           admins,
	"GET /v1/webhooks/{id}/dead":                 admins,
	"DELETE /v1/webhooks/{id}/dead":              admins,
	"POST /v1/webhooks/{id}/dead/retry":          admins,
	"GET /v1/connector-kinds":                    admins,
	"GET /v1/connectors":                         admins,
	"POST /v1/connectors":                        admins,
	"GET /v1/connectors/{name}":                  admins,
	"PATCH /v1/connectors/{name}":                admins,
	"DELETE /v1/connectors/{name}":               admins,
	"POST /v1/connectors/{name}/check":           admins,
	"POST /v1/connectors/{name}/sync":            admins,
	"GET /v1/connectors/{name}/columns":          admins,
	"GET /v1/connectors/{name}/refused":          admins,
	"POST /v3/contacts/upload":                   importers,
	"POST /v3/contacts/batch":                    importers,
	"GET /v3/contacts":                           readers,
	"POST /v3/contacts":                          editors,
	"GET /v3/contacts/{id}":                      readers,
	"PUT /v3/contacts/{id}":                      editors,
	"PATCH /v3/contacts/{id}":                    editors,
	"DELETE /v3/contacts/{id}":                   editors,
	"GET /v3/contacts/route/{phoneNumber}":       askers,
	"GET " + validatorPath:                       askers,
}

const validatorPath = "/v3/contacts/validator/phone-number/{phoneNumber}"

var (
	scopes = []string{"lookup", "read", "write", "admin"}
	roles  = []string{"administrator", "super-operator", "operator", "smart-user", "end-user"}
)

func TestRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.AddUser(w.Org, "", dialecttest.User{Name: "none"})
	for _, role := range roles {
		w.AddUser(w.Org, "", dialecttest.User{Name: role, Role: role})
	}
	for _, pattern := range routes() {
		allowed, known := rights[pattern]
		switch {
		case known:
			w.checkRights(t, pattern, allowed)
		case w.served(pattern):
			t.Errorf("%s: this table does not say who may use it", pattern)
		}
	}
}

// served says whether the route does anything: what the original has and we have not answers 501 to
// everybody.
func (w *world) served(pattern string) bool {
	method, path, _ := strings.Cut(pattern, " ")
	status, _ := w.Call(method, strings.ReplaceAll(path, "{id}", "1"), "", "{}")
	return status != http.StatusNotImplemented
}

func (w *world) checkRights(t *testing.T, pattern, allowed string) {
	t.Helper()
	for _, scope := range scopes {
		may := slices.Contains(strings.Fields(allowed), scope) || strings.Contains(allowed, "key")
		w.checkRight(t, pattern, "a key of scope "+scope, dialecttest.Basic("x", w.Names.Keys[scope]), w.Names.Keys[scope], may)
	}
	if strings.Contains(pattern, "/{key}") {
		return // a path without a user
	}
	for _, role := range append(roles, "none") {
		may := slices.Contains(strings.Fields(allowed), role) || slices.Contains(strings.Fields(allowed), "user")
		w.checkRight(t, pattern, "a user with the role "+role, dialecttest.Basic(role, dialecttest.PasswordOf(role)), "", may)
	}
}

func (w *world) checkRight(t *testing.T, pattern, who, authorization, key string, may bool) {
	t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.NewReplacer("{id}", "1", "{phoneNumber}", "12", "{key}", key).Replace(path)
	status, _ := w.Call(method, path+"?number=12&phone_number=12", authorization, bodyOf(method, path))
	denied := status == http.StatusForbidden
	if status == http.StatusUnauthorized || denied == may {
		t.Errorf("%s: %s gets %d, allowed is %t", pattern, who, status, may)
	}
}

// bodyOf is a body that changes nothing.
func bodyOf(method, path string) string {
	switch {
	case method == http.MethodPatch, strings.Contains(path, "/Import/"):
		return "[]"
	case method == http.MethodPost:
		return "{}"
	}
	return ""
}

// A stranger learns nothing at any route but what is not there.
func TestStrangers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, pattern := range routes() {
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.NewReplacer("{id}", "1", "{phoneNumber}", "12", "{key}", "nonsense").Replace(path)
		status, answer := w.Call(method, path+"?number=12&phone_number=12", "", bodyOf(method, path))
		if status != http.StatusUnauthorized && status != http.StatusNotImplemented {
			t.Errorf("%s answers a stranger: %s", pattern, fmt.Sprint(status, " ", answer))
		}
	}
}
