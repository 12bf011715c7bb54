package thulium

import (
	"encoding/json"
	"net/http"

	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// statuses are the wire's words for our codes. Only 404 is documented (seed 003); the others are HTTP's.
var statuses = map[ringdex.Code]int{
	ringdex.Invalid:         http.StatusBadRequest,
	ringdex.NotFound:        http.StatusNotFound,
	ringdex.Denied:          http.StatusForbidden,
	ringdex.Unauthenticated: http.StatusUnauthorized,
	ringdex.RateLimited:     http.StatusTooManyRequests,
	ringdex.Unavailable:     http.StatusServiceUnavailable,
}

type failure struct {
	Error string `json:"error,omitempty"` // left out of a 404, which is an empty object
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
		_ = answer(w, status, f) // a text is always JSON
	})
}

// answer writes JSON with the content type that seed 003 asks for, to the letter.
func answer(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has left; nobody is there to be told
	return nil
}
