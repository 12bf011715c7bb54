// Package voipex speaks the contacts wire of VOIPEX, version 3, mounted at /v3/contacts: a CSV file
// that replaces all records of its source, and single contacts as JSON. README.md says which part
// is documented.
package voipex

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
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Deps are what the dialect needs.
type Deps struct {
	Directory *directory.Directory
	Intake    *intake.Intake
	Callers   dialect.Callers
	Gate      dialect.Gate
	Log       *slog.Logger
	MaxUpload int64 // bytes of a file; 0 means DefaultMaxUpload
}

// DefaultMaxUpload is the documented limit (seed 001).
const DefaultMaxUpload = 20 << 20

// source is the source of records if the caller's key names none.
const source = "voipex"

type api struct{ Deps }

// New returns the handler of /v3/contacts.
func New(d Deps) http.Handler {
	if d.MaxUpload == 0 {
		d.MaxUpload = DefaultMaxUpload
	}
	a := &api{d}
	mux := http.NewServeMux()
	for pattern, route := range a.routes() {
		mux.Handle(pattern, route.Guarded(a.prove).Handler(a.fault))
	}
	mux.Handle("/", httpx.HandlerFunc(unknown).Handler(a.fault))
	return mux
}

// routes returns all routes. Only upload and validator are documented; the others are our choice.
func (a *api) routes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"POST /v3/contacts/upload":                              dialect.For(auth.Import, a.upload),
		"GET /v3/contacts/validator/phone-number/{phoneNumber}": dialect.For(auth.Lookup, a.validate),
		"GET /v3/contacts/route/{phoneNumber}":                  dialect.For(auth.Lookup, a.routing),
		"GET /v3/contacts":                                      dialect.For(auth.Read, a.list),
		"POST /v3/contacts":                                     dialect.For(auth.Edit, a.create),
		"POST /v3/contacts/batch":                               dialect.For(auth.Import, a.batch),
		"GET /v3/contacts/{id}":                                 dialect.For(auth.Read, a.get),
		"PUT /v3/contacts/{id}":                                 dialect.For(auth.Edit, a.put),
		"PATCH /v3/contacts/{id}":                               dialect.For(auth.Edit, a.patch),
		"DELETE /v3/contacts/{id}":                              dialect.For(auth.Edit, a.remove),
	}
}

// Routes are the patterns that New serves: for the documentation and for tests that must cover all.
func Routes() []string { return slices.Sorted(maps.Keys((&api{}).routes())) }

func unknown(_ http.ResponseWriter, r *http.Request) error {
	return ringdex.Fail(ringdex.NotFound, "call.nothing_here", r.Method, ringdex.Show(r.URL.Path))
}

func sourceOf(p auth.Principal) string { return dialect.SourceOf(p, source) }

// prove accepts Basic credentials, as the original does, and a bearer key.
func (a *api) prove(r *http.Request) (auth.Principal, error) { return a.Gate.Any(r, "") }

func (a *api) job(p auth.Principal) intake.Order {
	return intake.Order{
		Organization: p.Organization, Source: sourceOf(p), Kind: ringdex.KindContact, Door: "voipex", Actor: p.Actor,
		WantRecords: true, Authority: p.Authority(),
	}
}

// validity is the answer of the validator (wire/voipex.md, decided 6).
type validity struct {
	Valid       bool   `json:"valid"`
	PhoneNumber string `json:"phoneNumber,omitempty"`
	Error       string `json:"error,omitempty"`
}

// validate answers whether a text is a valid international number, and why not.
func (a *api) validate(w http.ResponseWriter, r *http.Request, _ auth.Principal) error {
	e164, reason := phone.Check(r.PathValue("phoneNumber"))
	if reason != "" {
		return httpx.WriteJSON(w, http.StatusOK, validity{Error: reason.Message().String()})
	}
	return httpx.WriteJSON(w, http.StatusOK, validity{Valid: true, PhoneNumber: e164})
}

// routeAnswer is the target of a call, for an IVR (wire/voipex.md, decided 8).
type routeAnswer struct {
	ContactID string   `json:"contactId"`
	Agents    []string `json:"agents"`
	Name      string   `json:"name"`
}

func (a *api) routing(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	number := r.PathValue("phoneNumber")
	found := a.Callers.Shown(r, p.Organization, number)
	for i := range found.Candidates {
		if c := &found.Candidates[i]; c.Ref.Kind == ringdex.KindContact {
			agents := []string{}
			for _, agent := range c.Agents {
				if agent = ringdex.OneLine(agent); agent != "" {
					agents = append(agents, agent)
				}
			}
			return httpx.WriteJSON(w, http.StatusOK, routeAnswer{c.ID(), agents, ringdex.OneLine(c.Name)})
		}
	}
	return ringdex.Fail(ringdex.NotFound, "lookup.nobody", ringdex.Show(number))
}
