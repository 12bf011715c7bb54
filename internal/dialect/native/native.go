// Package native speaks ringdex's own wire, mounted at /v1/. So far it answers who is calling.
package native

import (
	"log/slog"
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/lookup"
)

// Deps are what the dialect needs.
type Deps struct {
	Index *lookup.Index
	Gate  dialect.Gate
	Log   *slog.Logger
}

type api struct{ Deps }

// New is the handler of everything under /v1/.
func New(d Deps) http.Handler {
	a := &api{d}
	mux := http.NewServeMux()
	mux.Handle("GET /v1/lookup", a.guarded(auth.Lookup, a.lookup))
	mux.Handle("/", httpx.HandlerFunc(a.unknown).Handler(a.fault))
	return mux
}

// guarded asks who calls: an API key as a bearer or in ?key=, or Basic credentials.
func (a *api) guarded(right auth.Right, handle func(http.ResponseWriter, *http.Request, auth.Principal) error) http.Handler {
	return httpx.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		p, err := a.Gate.Any(r, queryKey(r))
		if err != nil {
			return err
		}
		if err := p.Require(right); err != nil {
			return err
		}
		return handle(w, r, p)
	}).Handler(a.fault)
}
