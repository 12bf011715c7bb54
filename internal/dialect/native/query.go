package native

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/dialect"
	"ringdex/internal/ringdex"
)

// query reads the parameters of a request, and keeps the first problem. Parameters that were not
// asked for are a problem: a misspelt filter would silently match everything.
type query struct {
	values url.Values
	known  []string
	err    error
}

func newQuery(r *http.Request) *query {
	return &query{values: r.URL.Query(), known: []string{"key"}} // the key was read before
}

func (q *query) fail(err error) {
	if q.err == nil {
		q.err = err
	}
}

func (q *query) text(name string) string {
	q.known = append(q.known, name)
	return strings.TrimSpace(q.values.Get(name))
}

func (q *query) flag(name string) bool {
	text := q.text(name)
	if text != "" && text != "true" && text != "false" {
		q.fail(ringdex.Problem(name, "call.flag", name, ringdex.Show(text)))
	}
	return text == "true"
}

func (q *query) time(name string) time.Time {
	t, err := timeOf(name, q.text(name))
	if err != nil {
		q.fail(err)
	}
	return t
}

// number returns a positive number; 0 if it is not given.
func (q *query) number(name string) int64 {
	text := q.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		q.fail(ringdex.Problem(name, "call.number_least", name, 1, ringdex.Show(text)))
	}
	return n
}

// Limits of pages with a cursor.
const (
	defaultPage = 100
	maxPage     = 500
)

func (q *query) limit() int {
	text := q.text("limit")
	if text == "" {
		return defaultPage
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxPage {
		q.fail(ringdex.Problem("limit", "call.number_range", "limit", 1, maxPage, ringdex.Show(text)))
	}
	return n
}

// after reads the cursor of a list of records of a kind.
func (q *query) after(kind ringdex.Kind) ringdex.Bookmark {
	text := q.text("after")
	if text == "" {
		return ringdex.Bookmark{}
	}
	b, ok := parseCursor(kind, text)
	if !ok {
		q.fail(ringdex.Problem("after", "call.cursor", ringdex.Show(text)))
	}
	return b
}

// cursor returns a bookmark as callers see it: opaque, so that its form can change.
func cursor(b ringdex.Bookmark) string {
	if b.IsZero() {
		return ""
	}
	text := strconv.FormatInt(b.Updated.UnixMilli(), 36) + " " + b.Ref.String()
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

func parseCursor(kind ringdex.Kind, text string) (b ringdex.Bookmark, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	millis, id, found := strings.Cut(string(raw), " ")
	ms, wrong := strconv.ParseInt(millis, 36, 64)
	if err != nil || !found || wrong != nil {
		return b, false
	}
	ref, err := refOf(kind, id)
	return ringdex.Bookmark{Ref: ref, Updated: time.UnixMilli(ms).UTC()}, err == nil
}

// refOf reads the id of a record; NotFound if there can be none with it.
func refOf(kind ringdex.Kind, id string) (ringdex.Ref, error) {
	if kind == ringdex.KindContact {
		parsed, err := ringdex.ParseID(id)
		if err != nil {
			return ringdex.Ref{}, ringdex.FailAs(ringdex.NotFound, err)
		}
		return ringdex.Ref{Kind: kind, Contact: parsed}, nil
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return ringdex.Ref{}, ringdex.Fail(ringdex.NotFound, "company.not_found", ringdex.Show(id))
	}
	return ringdex.Ref{Kind: kind, Company: n}, nil
}

// phone returns a telephone number, as lookups read it.
func (q *query) phone(r *http.Request) string {
	q.known = append(q.known, "phone")
	number, _ := dialect.Number(r, "phone")
	return number
}

// alone refuses other filters beside one that selects records by itself.
func (q *query) alone(selector string, filters ...string) {
	if q.values.Get(selector) == "" {
		return
	}
	for _, other := range filters {
		if other != selector && q.values.Get(other) != "" {
			q.fail(ringdex.Problem(other, "call.filters", selector, other))
		}
	}
}

// end returns the first problem.
func (q *query) end() error {
	if q.err != nil {
		return q.err
	}
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		if !slices.Contains(q.known, name) {
			return ringdex.Problem(name, "call.parameter", ringdex.Show(name), strings.Join(q.known[1:], ", "))
		}
	}
	return nil
}
