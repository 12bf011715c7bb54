// Package cti takes the events of calls in the form of Zammad's generic CTI, which many phone
// systems can send. See README.md.
package cti

import (
	"log/slog"
	"net/http"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// Deps are what the dialect needs.
type Deps struct {
	Calls *calls.Calls
	Gate  dialect.Gate
	Log   *slog.Logger
}

// Path is the address of the original, with a key as its token; KeyPath is ours, in the form of the
// other wires (wire/calls.md, decided 4).
const (
	Path    = "/api/v1/cti/{key}"
	KeyPath = "/k/{key}/cti"
)

type api struct{ Deps }

// New returns the handler of Path and KeyPath.
func New(d Deps) http.Handler {
	a := &api{d}
	mux := http.NewServeMux()
	for _, pattern := range Routes() {
		mux.Handle(pattern, httpx.HandlerFunc(a.tell).Handler(a.fault))
	}
	return mux
}

// Routes are the patterns that New serves.
func Routes() []string { return []string{"POST " + Path, "POST " + KeyPath} }

// tell answers newCall, answer and hangup with an empty object, whoever has the number: that is
// what the original does (wire/calls.md section 3). An unknown callId is no error here.
func (a *api) tell(w http.ResponseWriter, r *http.Request) error {
	p, err := a.Gate.Any(r, r.PathValue("key"))
	if err != nil {
		return err
	}
	if err := p.Require(auth.Lookup); err != nil {
		return err
	}
	values, err := dialect.Values(w, r)
	if err != nil {
		return err
	}
	if direction := values.Get("direction"); direction != "in" && direction != "out" {
		return ringdex.Fail(ringdex.Invalid, keyDirection)
	}
	if _, err := a.Calls.Tell(r.Context(), p, calls.EventOf(values)); err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, struct{}{})
}

// keyDirection is the message key of a direction that is neither: in the words of the original.
const keyDirection = "cti.direction"

// failure is the answer to what is refused.
type failure struct {
	Error string `json:"error"`
}

// statuses map our codes to the wire's: the original answers 422 to what it cannot use.
var statuses = map[ringdex.Code]int{
	ringdex.Invalid: http.StatusUnprocessableEntity, ringdex.TooLarge: http.StatusUnprocessableEntity, ringdex.Unauthenticated: http.StatusUnauthorized,
	ringdex.Denied: http.StatusForbidden, ringdex.RateLimited: http.StatusTooManyRequests, ringdex.Unavailable: http.StatusServiceUnavailable,
}

func (a *api) fault(w http.ResponseWriter, r *http.Request, err error) {
	status, known := statuses[ringdex.CodeOf(err)]
	if !known {
		status = http.StatusInternalServerError
		a.Log.ErrorContext(r.Context(), "an event of a call failed", "error", err, "request", httpx.RequestIDOf(r))
	}
	dialect.Advise(w, err)
	_ = httpx.WriteJSON(w, status, failure{strings.TrimSpace(ringdex.MessageOf(err))}) // cannot fail: a text
}
