// Package native speaks ringdex's own wire, mounted at /v1/. It serves lookups, the results of
// imports and their undo, and the management of webhooks and connectors.
package native

import (
	"cmp"
	"log/slog"
	"maps"
	"net/http"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/fileimport"
	"ringdex/internal/intake"
	"ringdex/internal/journal"
	"ringdex/internal/lookup"
	"ringdex/internal/syncer"
	"ringdex/internal/undo"
	"ringdex/internal/webhook"
)

// Deps are what the dialect needs.
type Deps struct {
	Directory  *directory.Directory
	Records    *directory.Records
	Users      *directory.Users
	Intake     *intake.Intake
	Files      *fileimport.Importer
	Webhooks   *webhook.Endpoints
	Connectors *syncer.Syncer
	Journal    *journal.Journal
	Undo       *undo.Undo
	Calls      *calls.Calls
	Callers    dialect.Callers
	Index      *lookup.Index // finds contacts by number and by words
	Gate       dialect.Gate
	Log        *slog.Logger
}

type api struct{ Deps }

// New returns the handler of /v1/ and of KeyPath.
func New(d Deps) http.Handler {
	a := &api{d}
	mux := http.NewServeMux()
	routes := a.routes()
	for pattern, route := range routes {
		mux.Handle(pattern, route.Guarded(a.prove).Handler(a.fault))
	}
	mux.Handle("/", unknown(mux).Handler(a.fault))
	return &front{mux: mux, posted: withForm(mux).Handler(a.fault), lookup: routes["GET "+LookupPath].Guarded(a.prove).Handler(a.fault)}
}

// front sends the plain lookup to its handler without a second look into a mux, which would take a
// twentieth of its time.
type front struct{ mux, posted, lookup http.Handler }

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodPost:
		f.posted.ServeHTTP(w, r)
	case r.Method == http.MethodGet && r.URL.Path == LookupPath:
		f.lookup.ServeHTTP(w, r)
	default:
		f.mux.ServeHTTP(w, r)
	}
}

func (a *api) routes() map[string]dialect.Route {
	routes := map[string]dialect.Route{
		"GET " + LookupPath:          dialect.For(auth.Lookup, a.lookup),
		"POST " + LookupPath:         dialect.For(auth.Lookup, a.lookup),
		"GET " + KeyPath:             dialect.For(auth.Lookup, a.lookup),
		"POST " + KeyPath:            dialect.For(auth.Lookup, a.lookup),
		"GET /v1/search":             dialect.For(0, a.search), // as contactRoutes
		"GET /v1/changes":            dialect.For(auth.Read, a.changes),
		"GET /v1/runs":               dialect.For(auth.Read, a.runs),
		"GET /v1/runs/{id}":          dialect.For(auth.Read, a.run),
		"GET /v1/runs/{id}/outcomes": dialect.For(auth.Import, a.outcomes), // shows refused records as sent, including notes for administrators
	}
	maps.Copy(routes, a.callRoutes())
	maps.Copy(routes, a.contactRoutes())
	maps.Copy(routes, a.companyRoutes())
	maps.Copy(routes, a.saidRoutes())
	maps.Copy(routes, a.importRoutes())
	maps.Copy(routes, a.webhookRoutes())
	maps.Copy(routes, a.connectorRoutes())
	maps.Copy(routes, a.undoRoutes())
	maps.Copy(routes, a.settingRoutes())
	maps.Copy(routes, a.userRoutes())
	maps.Copy(routes, a.organizationRoutes())
	return routes
}

// webhookRoutes require Administer: an endpoint receives all data.
func (a *api) webhookRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/webhooks":                  dialect.For(auth.Administer, a.webhooks),
		"POST /v1/webhooks":                 dialect.For(auth.Administer, a.addWebhook),
		"GET /v1/webhooks/{id}":             dialect.For(auth.Administer, a.webhook(a.showWebhook)),
		"PATCH /v1/webhooks/{id}":           dialect.For(auth.Administer, a.changeWebhook),
		"DELETE /v1/webhooks/{id}":          dialect.For(auth.Administer, a.aboutWebhook(a.removeWebhook)),
		"POST /v1/webhooks/{id}/enable":     dialect.For(auth.Administer, a.webhook(a.enableWebhook)),
		"POST /v1/webhooks/{id}/disable":    dialect.For(auth.Administer, a.webhook(a.disableWebhook)),
		"POST /v1/webhooks/{id}/rotate":     dialect.For(auth.Administer, a.aboutWebhook(a.rotate)),
		"POST /v1/webhooks/{id}/replay":     dialect.For(auth.Administer, a.aboutWebhook(a.replay)),
		"POST /v1/webhooks/{id}/test":       dialect.For(auth.Administer, a.aboutWebhook(a.ping)),
		"GET /v1/webhooks/{id}/deliveries":  dialect.For(auth.Administer, a.aboutWebhook(a.deliveries)),
		"GET /v1/webhooks/{id}/dead":        dialect.For(auth.Administer, a.aboutWebhook(a.dead)),
		"DELETE /v1/webhooks/{id}/dead":     dialect.For(auth.Administer, a.aboutWebhook(a.dropDead)),
		"POST /v1/webhooks/{id}/dead/retry": dialect.For(auth.Administer, a.aboutWebhook(a.retryDead)),
	}
}

// Routes are the patterns that New serves: for the documentation and for tests that must cover all.
func Routes() []string { return slices.Sorted(maps.Keys((&api{}).routes())) }

// prove accepts an API key in the path, in ?key= or as a bearer token, or Basic credentials.
func (a *api) prove(r *http.Request) (auth.Principal, error) {
	return a.Gate.Any(r, cmp.Or(r.PathValue("key"), parameter(r, "key")))
}
