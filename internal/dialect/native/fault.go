package native

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
)

func (a *api) fault(w http.ResponseWriter, r *http.Request, err error) {
	if p, ok := bodyFault(err, speaks(w, r)); ok {
		writeProblem(w, p)
		return
	}
	code := ringdex.CodeOf(err)
	status, known := statusOf(err)
	if !known || status == http.StatusInternalServerError {
		a.Log.ErrorContext(r.Context(), "native call failed", "call", r.Pattern, "error", err, "request", httpx.RequestIDOf(r))
	}
	dialect.Advise(w, err)
	if wantsText(r) {
		writeEmpty(w, status)
		return
	}
	in := speaks(w, r)
	writeProblem(w, problem{
		Status: status, Title: http.StatusText(status), Detail: in.Render(ringdex.TextOf(err)), Code: code, Errors: fieldProblems(err, in),
	})
}

// statuses are those of messages for which HTTP has a finer status than for our code.
var statuses = map[string]int{
	keyIfMatch:           http.StatusPreconditionRequired,
	directory.KeyVersion: http.StatusPreconditionFailed,
	keyMediaType:         http.StatusUnsupportedMediaType,
	keyMethod:            http.StatusMethodNotAllowed,
}

// statusOf returns the status of a failure; known is false for a failure that is ours.
func statusOf(err error) (status int, known bool) {
	if e, ok := errors.AsType[*ringdex.Error](err); ok && statuses[e.Key] != 0 {
		return statuses[e.Key], true
	}
	status, known = dialect.Statuses[ringdex.CodeOf(err)]
	return status, known
}

// fieldProblems returns what is wrong with single fields, if the error has several.
func fieldProblems(err error, in i18n.Language) (all []fieldProblem) {
	problems, _ := err.(ringdex.Problems) // never wrapped
	if one, ok := err.(*ringdex.Error); ok && one.Field != "" {
		problems = ringdex.Problems{one}
	}
	for _, p := range problems {
		all = append(all, fieldProblem{p.Field, in.Render(p.Text), p.Key})
	}
	return all
}

// speaks returns the language in which the caller wants messages, and says in the header that one
// was chosen.
func speaks(w http.ResponseWriter, r *http.Request) i18n.Language {
	l := i18n.Accepted(r.Header.Get("Accept-Language"))
	w.Header().Set("Content-Language", string(l))
	if !slices.Contains(w.Header().Values("Vary"), "Accept-Language") {
		w.Header().Add("Vary", "Accept-Language")
	}
	return l
}

func writeProblem(w http.ResponseWriter, p problem) {
	body, _ := json.Marshal(p) // cannot fail: texts
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // an error means that the client has left
}

// keyMethod is the message key of a method that a path does not have, which is 405.
const keyMethod = "call.method"

// unknown answers what the mux has no route for: 405 with Allow if another method has one.
func unknown(mux *http.ServeMux) httpx.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			other := *r
			other.Method = method
			if _, pattern := mux.Handler(&other); pattern != "" && pattern != "/" {
				allowed = append(allowed, method)
			}
		}
		if allowed == nil {
			return ringdex.Fail(ringdex.NotFound, "call.nothing_here", r.Method, ringdex.Show(r.URL.Path))
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return ringdex.Fail(ringdex.Invalid, keyMethod, r.Method, ringdex.Show(r.URL.Path), strings.Join(allowed, ", "))
	}
}

// parameter returns a parameter of the query. It parses the query only if the name occurs in it.
func parameter(r *http.Request, name string) string {
	if !strings.Contains(r.URL.RawQuery, name+"=") {
		return ""
	}
	return r.URL.Query().Get(name)
}
