package native

import (
	"encoding/json"
	"net/http"
	"strings"

	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

func (a *api) fault(w http.ResponseWriter, r *http.Request, err error) {
	if p, ok := bodyFault(err); ok {
		writeProblem(w, p)
		return
	}
	code := ringdex.CodeOf(err)
	status, known := dialect.Statuses[code]
	if !known || status == http.StatusInternalServerError {
		a.Log.ErrorContext(r.Context(), "native call failed", "call", r.Pattern, "error", err, "request", httpx.RequestIDOf(r))
	}
	dialect.Advise(w, err)
	if wantsText(r) {
		writeEmpty(w, status)
		return
	}
	writeProblem(w, problem{status, http.StatusText(status), ringdex.MessageOf(err), code})
}

func writeProblem(w http.ResponseWriter, p problem) {
	body, _ := json.Marshal(p) // texts are always JSON
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client has left; nobody is there to be told
}

func (a *api) unknown(_ http.ResponseWriter, r *http.Request) error {
	return ringdex.Errorf(ringdex.NotFound, "there is nothing at %s %s", r.Method, ringdex.Show(r.URL.Path))
}

// parameter is one of the query, which is not taken apart where there is none of that name.
func parameter(r *http.Request, name string) string {
	if !strings.Contains(r.URL.RawQuery, name+"=") {
		return ""
	}
	return r.URL.Query().Get(name)
}
