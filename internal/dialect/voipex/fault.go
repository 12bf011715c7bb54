package voipex

import (
	"errors"
	"net/http"

	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// faultBody is the only documented shape of a failure: that of a successful upload, with an error.
type faultBody struct {
	Message string `json:"message"`
	Error   string `json:"error"`
}

func (a *api) fault(w http.ResponseWriter, r *http.Request, err error) {
	status, text := dialect.Statuses[ringdex.CodeOf(err)], ringdex.MessageOf(err)
	if b, ok := errors.AsType[*httpx.BodyError](err); ok {
		status, text = b.Status(), b.Error()
	} else if f, ok := errors.AsType[*table.Defect](err); ok {
		status, text = http.StatusBadRequest, f.Error()
	}
	if status >= http.StatusInternalServerError {
		a.Log.ErrorContext(r.Context(), "voipex call failed", "call", r.Pattern, "error", err, "request", httpx.RequestIDOf(r))
	}
	dialect.Advise(w, err)
	_ = httpx.WriteJSON(w, status, faultBody{http.StatusText(status), text}) // cannot fail: texts
}
