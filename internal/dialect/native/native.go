// Package native speaks ringdex's own wire, mounted at /v1/. It answers who is calling, and what became of imports.
package native

import (
	"log/slog"
	"maps"
	"net/http"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/lookup"
)

// Deps are what the dialect needs.
type Deps struct {
	Directory *directory.Directory
	Index     *lookup.Index
	Gate      dialect.Gate
	Log       *slog.Logger
}

type api struct{ Deps }

// New is the handler of everything under /v1/.
func New(d Deps) http.Handler {
	a := &api{d}
	mux := http.NewServeMux()
	for pattern, route := range a.routes() {
		mux.Handle(pattern, a.guarded(route))
	}
	mux.Handle("/", httpx.HandlerFunc(a.unknown).Handler(a.fault))
	return mux
}

// route is a handler and the right that it takes.
type route struct {
	right  auth.Right
	handle func(w http.ResponseWriter, r *http.Request, p auth.Principal) error
}

func (a *api) routes() map[string]route {
	return map[string]route{
		"GET /v1/lookup":             {auth.Lookup, a.lookup},
		"GET /v1/runs":               {auth.Read, a.runs},
		"GET /v1/runs/{id}":          {auth.Read, a.run},
		"GET /v1/runs/{id}/outcomes": {auth.Import, a.outcomes}, // refused records are shown as they came, notes for administrators and all
	}
}

// Routes are the patterns that New serves: documentation lists them, and tests must not miss one.
func Routes() []string { return slices.Sorted(maps.Keys((&api{}).routes())) }

// guarded asks who calls: an API key as a bearer or in ?key=, or Basic credentials.
func (a *api) guarded(rt route) http.Handler {
	return httpx.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		p, err := a.Gate.Any(r, queryKey(r))
		if err != nil {
			return err
		}
		if err := p.Require(rt.right); err != nil {
			return err
		}
		return rt.handle(w, r, p)
	}).Handler(a.fault)
}
