package native

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// The paths of lookups. KeyPath is for systems that accept only a URL.
const (
	LookupPath = "/v1/lookup"
	KeyPath    = "/k/{key}" + LookupPath
)

// lookup answers /v1/lookup?number=…[&region=CZ,SK][&format=text]: who has the number. 404 without
// a match, and for the empty number of a hidden caller. The text format is the name in one line,
// for phone systems that show only that, and only if the organization allows names of that
// certainty.
func (a *api) lookup(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	q, err := readQuestion(r)
	if err != nil {
		return err
	}
	if wantsText(r) {
		return answerText(w, a.Callers.Shown(r, p.Organization, q.number, q.regions...))
	}
	found := a.Callers.Find(r, p.Organization, q.number, q.regions...)
	if found.Total == 0 {
		return ringdex.Fail(ringdex.NotFound, "lookup.nobody", ringdex.Show(q.number))
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	*buffer = AppendAnswer((*buffer)[:0], q.number, found)
	httpx.WriteJSONBytes(w, http.StatusOK, *buffer)
	return nil
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

// question holds the parameters of a lookup.
type question struct {
	number  string
	regions phone.Regions
}

func readQuestion(r *http.Request) (q question, err error) {
	number, given := dialect.Number(r, "number")
	if !given {
		return q, ringdex.Fail(ringdex.Invalid, "lookup.no_number")
	}
	if text := parameter(r, "region"); text != "" {
		if q.regions, err = phone.ParseRegions(text); err != nil {
			return q, ringdex.Fail(ringdex.Invalid, "lookup.region", err)
		}
	}
	if format := parameter(r, "format"); format != "" && format != "json" && format != "text" {
		return q, ringdex.Fail(ringdex.Invalid, "lookup.format", ringdex.Show(format))
	}
	q.number = number
	return q, nil
}

// wantsText reports whether the answer goes to a phone system that shows any body as the caller's
// name.
func wantsText(r *http.Request) bool { return isLookup(r) && parameter(r, "format") == "text" }

func isLookup(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, LookupPath) }

// answerText writes the name without a line end, which some phone systems would show; 404 without a
// body if there is no match.
func answerText(w http.ResponseWriter, found lookup.Answer) error {
	if found.Total == 0 {
		writeEmpty(w, http.StatusNotFound)
		return nil
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, oneLine(found.Candidates[0]))
	return err
}

func writeEmpty(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
}

// oneLine returns the name, with the company if that adds information.
func oneLine(c lookup.Card) string {
	line := c.Name
	if c.CompanyName != "" && c.CompanyName != c.Name {
		line += " (" + c.CompanyName + ")"
	}
	return ringdex.OneLine(line)
}

// maxForm is far above the size of a lookup's form, in bytes.
const maxForm = 16 << 10

// withForm serves what is posted. It appends the form of a lookup to the query, so that one
// function reads both.
func withForm(next http.Handler) httpx.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if isLookup(r) && isForm(r) {
			form, err := io.ReadAll(io.LimitReader(r.Body, maxForm+1))
			if err != nil {
				return ringdex.Fail(ringdex.Invalid, "form.cut_off")
			}
			if len(form) > maxForm {
				return ringdex.Fail(ringdex.TooLarge, "form.too_large", maxForm)
			}
			r = withQuery(r, r.URL.RawQuery+"&"+strings.TrimSpace(string(form)))
		}
		next.ServeHTTP(w, r)
		return nil
	}
}

func isForm(r *http.Request) bool {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/x-www-form-urlencoded")
}

func withQuery(r *http.Request, query string) *http.Request {
	address := new(url.URL)
	*address = *r.URL
	address.RawQuery = strings.Trim(query, "&")
	r = r.WithContext(r.Context()) // a copy that the handler may change
	r.URL = address
	return r
}
