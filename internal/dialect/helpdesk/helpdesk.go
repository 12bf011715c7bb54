// Package helpdesk speaks the import API of the IPEX Helpdesk, mounted at /api/: requests are lists
// of operations on contacts and companies, answers have one result an item. README.md says which
// part is served.
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

// source is the source of records if the caller's key names none.
const source = "helpdesk"

// maxBody is far above the size of a full call, in bytes.
const maxBody = 16 << 20

type api struct {
	Deps
	memo *memo
}

// New returns the handler of /api/.
func New(d Deps) http.Handler {
	a := &api{d, newMemo()}
	mux := http.NewServeMux()
	for pattern, route := range a.routes() {
		mux.Handle(pattern, a.plain(route.Guarded(a.Gate.Basic)))
	}
	for _, pattern := range notServed {
		mux.Handle(pattern, a.plain(notImplemented))
	}
	mux.Handle("/", a.plain(a.unknown(mux)))
	return mux
}

func (a *api) routes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"POST /api/Import/SyncRequestorUsers":        dialect.For(auth.Import, a.syncContacts),
		"POST /api/Import/SyncRequestorCustomers":    dialect.For(auth.Import, a.syncCompanies),
		"GET /api/Account/GetUserFields":             dialect.For(auth.Read, a.contactFields),
		"GET /api/Customer/GetCustomerFields":        dialect.For(auth.Read, a.companyFields),
		"PATCH /api/Account/PatchRequestorUser/{id}": dialect.For(auth.Import, a.patchContact),
		"PATCH /api/Customer/PatchCustomer/{id}":     dialect.For(auth.Import, a.patchCompany),
		"GET /api/Account/GetRequestorUser":          dialect.For(0, a.ownContact),
		"GET /api/Account/GetRequestorUser/{id}":     dialect.For(0, a.contact),
		"GET /api/Account/GetUsers":                  dialect.For(auth.Read, a.contacts),
		"POST /api/Account/GetUsers":                 dialect.For(auth.Read, a.contacts),
		"GET /api/Customer/GetCustomers":             dialect.For(auth.Read, a.companies),
		"POST /api/Customer/GetCustomers":            dialect.For(auth.Read, a.companies),
		"GET /api/Customer/GetCustomer/{id}":         dialect.For(auth.Read, a.company),
	}
}

// notServed are routes of the original that are not implemented (wire/helpdesk.md, section 6).
var notServed = []string{
	"POST /api/Account/SearchUsers", "GET /api/Account/SearchForUser", "POST /api/Account/CreateRequestorUser",
	"POST /api/Account/UpdateRequestorUser", "POST /api/Account/DeleteRequestorUser", "POST /api/Account/CreateUserAnonymously",
	"GET /api/Customer/GetExtendedRequestorUser/{id}", "POST /api/Customer/InsertCustomer", "POST /api/Customer/SearchCustomers",
	"GET /api/Customer/GetUsers/{id}", "POST /api/Customer/AddUser", "POST /api/Customer/UpdateUser",
}

// Routes are the patterns that New serves, including those answered with 501: for the documentation
// and for tests that must cover all.
func Routes() []string {
	return append(slices.Sorted(maps.Keys((&api{}).routes())), notServed...)
}

func (a *api) plain(h httpx.HandlerFunc) http.Handler { return h.Handler(a.fault) }

func sourceOf(p auth.Principal) string { return dialect.SourceOf(p, source) }
