package helpdesk

import (
	"errors"
	"net/http"
	"strings"

	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// statuses maps our codes to the wire's statuses (wire/helpdesk.md, section 1). A conflict is 400
// there.
var statuses = map[ringdex.Code]int{
	ringdex.Invalid:         http.StatusBadRequest,
	ringdex.Conflict:        http.StatusBadRequest,
	ringdex.NotFound:        http.StatusNotFound,
	ringdex.Denied:          http.StatusForbidden,
	ringdex.Unauthenticated: http.StatusUnauthorized,
	ringdex.TooLarge:        http.StatusRequestEntityTooLarge,
	ringdex.RateLimited:     http.StatusTooManyRequests,
	ringdex.Unavailable:     http.StatusServiceUnavailable,
	ringdex.Internal:        http.StatusInternalServerError,
}

// faultBody is the body of every failure.
type faultBody struct{ Message string }

// status is a failure with an HTTP status that none of our codes has.
type status struct {
	code    int
	message string
}

func (s status) Error() string { return s.message }

// fault answers a failure and logs it if it is ours.
func (a *api) fault(w http.ResponseWriter, r *http.Request, err error) {
	code, text := statuses[ringdex.CodeOf(err)], ringdex.MessageOf(err)
	if s, ok := errors.AsType[status](err); ok {
		code, text = s.code, s.message
	} else if b, ok := errors.AsType[*httpx.BodyError](err); ok {
		code, text = b.Status(), b.Error()
	} else if code == http.StatusInternalServerError {
		text = "An error has occurred." // the original's text
	}
	if code >= http.StatusInternalServerError && code != http.StatusNotImplemented {
		a.Log.ErrorContext(r.Context(), "helpdesk call failed", "call", r.Pattern, "error", err, "request", httpx.RequestIDOf(r))
	}
	dialect.Advise(w, err)
	_ = httpx.WriteJSON(w, code, faultBody{text}) // cannot fail: a text
}

// unknown answers requests without a route: 405 if the path has other methods, else 404.
func (a *api) unknown(mux *http.ServeMux) httpx.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if allowed := allowed(mux, r); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			return status{http.StatusMethodNotAllowed, "The requested resource does not support http method " + ringdex.Quote(r.Method) + "."}
		}
		return status{http.StatusNotFound, "No HTTP resource was found that matches the request URI " + ringdex.Quote(r.URL.Path) + "."}
	}
}

// allowed returns the methods of the resource.
func allowed(mux *http.ServeMux, r *http.Request) []string {
	var methods []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/" {
			methods = append(methods, method)
		}
	}
	return methods
}

func notImplemented(_ http.ResponseWriter, r *http.Request) error {
	return status{http.StatusNotImplemented, "ringdex does not serve " + ringdex.Quote(r.URL.Path) + "; /documentation lists what it serves."}
}
