// Package helpdesk speaks the import API of the IPEX Helpdesk, mounted at /api/: contacts and companies come in
// as lists of operations, results go out one an item. README.md says which part is served.
package helpdesk

import (
	"log/slog"
	"maps"
	"net/http"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
)

// Deps are what the dialect needs.
type Deps struct {
	Directory *directory.Directory
	Intake    *intake.Intake
	Gate      dialect.Gate
	Log       *slog.Logger
}

// source is what records belong to when the caller's key names no source of its own. It is not the account's name,
// because a change of account must not make every external id unknown (our choice).
const source = "helpdesk"

// Limits of one call: the items of seed 000, and bodies far above what those need.
const (
	maxContacts  = 100
	maxCompanies = 500
	maxBody      = 16 << 20
)

type api struct{ Deps }

// New is the handler of everything under /api/.
func New(d Deps) http.Handler {
	a := &api{d}
	mux := http.NewServeMux()
	for pattern, route := range a.routes() {
		mux.Handle(pattern, a.guarded(route))
	}
	for _, pattern := range notServed {
		mux.Handle(pattern, a.plain(notImplemented))
	}
	mux.Handle("/", a.plain(a.unknown(mux)))
	return mux
}

// route is a handler and the right that it takes.
type route struct {
	right  auth.Right
	handle func(w http.ResponseWriter, r *http.Request, p auth.Principal) error
}

func (a *api) routes() map[string]route {
	return map[string]route{
		"POST /api/Import/SyncRequestorUsers":        {auth.Import, a.syncContacts},
		"POST /api/Import/SyncRequestorCustomers":    {auth.Import, a.syncCompanies},
		"GET /api/Account/GetUserFields":             {auth.Read, a.contactFields},
		"GET /api/Customer/GetCustomerFields":        {auth.Read, a.companyFields},
		"PATCH /api/Account/PatchRequestorUser/{id}": {auth.Import, a.patchContact},
		"PATCH /api/Customer/PatchCustomer/{id}":     {auth.Import, a.patchCompany},
		"GET /api/Account/GetRequestorUser":          {0, a.ownContact},
		"GET /api/Account/GetRequestorUser/{id}":     {0, a.contact},
		"GET /api/Account/GetUsers":                  {auth.Read, a.contacts},
		"POST /api/Account/GetUsers":                 {auth.Read, a.contacts},
		"GET /api/Customer/GetCustomers":             {auth.Read, a.companies},
		"POST /api/Customer/GetCustomers":            {auth.Read, a.companies},
		"GET /api/Customer/GetCustomer/{id}":         {auth.Read, a.company},
	}
}

// notServed is what the real product has and this one does not (wire/helpdesk.md, section 6).
var notServed = []string{
	"POST /api/Account/SearchUsers", "GET /api/Account/SearchForUser", "POST /api/Account/CreateRequestorUser",
	"POST /api/Account/UpdateRequestorUser", "POST /api/Account/DeleteRequestorUser", "POST /api/Account/CreateUserAnonymously",
	"GET /api/Customer/GetExtendedRequestorUser/{id}", "POST /api/Customer/InsertCustomer", "POST /api/Customer/SearchCustomers",
	"GET /api/Customer/GetUsers/{id}", "POST /api/Customer/AddUser", "POST /api/Customer/UpdateUser",
}

// Routes are the patterns that New serves, those that it only answers with 501 included: documentation lists
// them, and tests must not miss one.
func Routes() []string {
	return append(slices.Sorted(maps.Keys((&api{}).routes())), notServed...)
}

// guarded asks who calls before the route is served.
func (a *api) guarded(rt route) http.Handler {
	return a.plain(func(w http.ResponseWriter, r *http.Request) error {
		p, err := a.Gate.Basic(r)
		if err != nil {
			return err
		}
		if rt.right != 0 {
			if err := p.Require(rt.right); err != nil {
				return err
			}
		}
		return rt.handle(w, r, p)
	})
}

func (a *api) plain(h httpx.HandlerFunc) http.Handler { return h.Handler(a.fault) }

// sourceOf is the source whose records the caller brings.
func sourceOf(p auth.Principal) string {
	if p.Source != "" {
		return p.Source
	}
	return source
}
