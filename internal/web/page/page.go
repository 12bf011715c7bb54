// Package page is the frame of the handlers of pages: routes with the right that each needs, who is
// signed in, the language of the reader, answers, and failures as pages.
//
// It owns the session's cookie and the policy of what a page may load. What a page shows is its
// area's: a package beside this one, which hands its routes to New.
package page

import (
	"log/slog"
	"net/http"
	"net/netip"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/asset"
	"ringdex/internal/web/ui"
)

// Route is one address of the pages.
type Route struct {
	Pattern string              // of net/http: "GET /contacts/{id}"
	Right   auth.Right          // that the reader needs; 0 for everybody who is signed in
	Open    bool                // also for those who are not
	Handle  func(c *Call) error // answers by one of the methods of Call
}

// Section is an entry of the navigation, for readers who may see it.
type Section struct {
	ui.Section
	Right auth.Right // 0 for everybody who is signed in
}

// Area is what belongs together among the pages: a package has one.
type Area struct {
	Sections []Section
	Routes   []Route
}

// Deps are what the frame needs.
type Deps struct {
	Auth      *auth.Auth
	Directory *directory.Directory
	Clock     ringdex.Clock
	Proxies   []netip.Prefix // trusted to report the client's address
	Log       *slog.Logger
	Version   string // of the program
}

// frame serves the areas.
type frame struct {
	Deps
	sections []Section
}

// New returns the pages of the areas. Their sections are in the navigation, in that order.
func New(d Deps, areas ...Area) http.Handler {
	f := &frame{Deps: d}
	mux := http.NewServeMux()
	for _, a := range areas {
		f.sections = append(f.sections, a.Sections...)
		for _, r := range a.Routes {
			mux.Handle(r.Pattern, f.handler(r))
		}
	}
	mux.Handle("GET "+asset.Path, asset.Handler())
	mux.Handle("/", f.handler(Route{Open: true, Handle: missing}))
	return httpx.Chain(mux, http.NewCrossOriginProtection().Handler, Headers)
}

// missing answers for an address that there is not.
func missing(c *Call) error {
	return ringdex.Fail(ringdex.NotFound, "page.missing")
}

// policy lets a page load what comes from here, and nothing else: no script or style in the markup,
// no frame around it, no form to elsewhere.
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// Headers sets what a browser may do with a page.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

func (f *frame) handler(r Route) http.Handler {
	return httpx.HandlerFunc(func(w http.ResponseWriter, req *http.Request) error {
		c := &Call{Writer: w, Request: req, frame: f}
		err := c.begin(r)
		if err == nil {
			err = r.Handle(c)
		}
		if err != nil {
			err = c.fail(err)
		}
		return err
	}).Handler(f.broken)
}

// broken is for a failure to show a failure.
func (f *frame) broken(w http.ResponseWriter, r *http.Request, err error) {
	f.Log.ErrorContext(r.Context(), "a page failed", "path", r.Pattern, "error", err)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}
