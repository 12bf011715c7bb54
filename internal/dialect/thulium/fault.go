package thulium

import (
	"encoding/json"
	"net/http"

	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// statuses maps our codes to the wire's statuses. Only 404 is documented (seed 003); the others are
// HTTP's.
var statuses = map[ringdex.Code]int{
	ringdex.Invalid:         http.StatusBadRequest,
	ringdex.NotFound:        http.StatusNotFound,
	ringdex.Denied:          http.StatusForbidden,
	ringdex.Unauthenticated: http.StatusUnauthorized,
	ringdex.RateLimited:     http.StatusTooManyRequests,
	ringdex.Unavailable:     http.StatusServiceUnavailable,
}

type failure struct {
	Error string `json:"error,omitempty"` // omitted in a 404, which is an empty object
}

func (a *api) handler() http.Handler {
	return httpx.HandlerFunc(a.customer).Handler(func(w http.ResponseWriter, r *http.Request, err error) {
		status, known := statuses[ringdex.CodeOf(err)]
		if !known {
			status = http.StatusInternalServerError
			a.Log.ErrorContext(r.Context(), "thulium lookup failed", "error", err, "request", httpx.RequestIDOf(r))
		}
		f := failure{ringdex.MessageOf(err)}
		if status == http.StatusNotFound {
			f.Error = ""
		}
		dialect.Advise(w, err)
		_ = answer(w, status, f) // cannot fail: a text
	})
}

// answer writes JSON with exactly the content type that seed 003 requires.
func answer(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means that the client has left
	return nil
}
