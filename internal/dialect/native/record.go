package native

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/native"
)

// maxRecord limits the body of one record, in bytes: all fields at their limits are shorter.
const maxRecord = 4 << 20

// page is a page of a list. Next is the cursor of the next page; there is none after the last one.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
	Total *int64 `json:"total,omitempty"` // if asked for
}

// writeList answers with a page, and a link to the next one (RFC 8288).
func writeList[T any](w http.ResponseWriter, r *http.Request, items []T, next string, total *int64) error {
	if items == nil {
		items = []T{} // clients loop over it
	}
	if next != "" {
		query := r.URL.Query()
		query.Del("key") // a secret
		query.Set("after", next)
		w.Header().Set("Link", "<"+(&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String()+`>; rel="next"`)
	}
	return httpx.WriteJSON(w, http.StatusOK, page[T]{items, next, total})
}

func counted(wanted bool, total int64) *int64 {
	if !wanted {
		return nil
	}
	return &total
}

// writeVersioned answers with what has a version, which is the ETag.
func writeVersioned(w http.ResponseWriter, status int, version int64, record any) error {
	w.Header().Set("ETag", etag(version))
	return httpx.WriteJSON(w, status, record)
}

func etag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }

// notModified answers 304 if the caller has the version.
func notModified(w http.ResponseWriter, r *http.Request, version int64) bool {
	if r.Header.Get("If-None-Match") != etag(version) {
		return false
	}
	w.Header().Set("ETag", etag(version))
	w.WriteHeader(http.StatusNotModified)
	return true
}

// keyIfMatch is the message key of a change without If-Match, which is 428: two callers that change
// the same record would overwrite each other.
const keyIfMatch = "call.if_match"

// expected reads the condition of a change from If-Match and dryRun.
func expected(r *http.Request, q *query) (e directory.Expected, err error) {
	e.DryRun = q.flag("dryRun")
	header := strings.TrimSpace(r.Header.Get("If-Match"))
	switch header {
	case "":
		return e, ringdex.Fail(ringdex.Invalid, keyIfMatch)
	case "*":
		return e, nil
	}
	text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(header, "W/"), `"`), `"`)
	if e.Version, err = strconv.ParseInt(text, 10, 64); err != nil || e.Version < 1 {
		return e, ringdex.Fail(ringdex.Invalid, "call.etag", ringdex.Show(header))
	}
	return e, nil
}

// readRecord reads the members of one record.
func readRecord(w http.ResponseWriter, r *http.Request) (members map[string]any, err error) {
	if err := httpx.DecodeJSON(w, r, maxRecord, &members); err != nil {
		return nil, err
	}
	if members == nil {
		return nil, ringdex.Fail(ringdex.Invalid, "value.not_object", ringdex.Show(nil))
	}
	return members, nil
}

// addNotes tells what was ignored or adjusted of an accepted record.
func addNotes(w http.ResponseWriter, r *http.Request, notes []*ringdex.Error) {
	in := i18n.Accepted(r.Header.Get("Accept-Language"))
	texts := make([]string, len(notes))
	for i, n := range notes {
		texts[i] = n.Field + ": " + in.Render(n.Text)
	}
	httpx.AddNote(w, strings.Join(texts, "; "))
}

// withIDs adds the external ids to a record: that of the caller's source, which it can change, and
// all of them.
func withIDs(o wire.Object, p auth.Principal, ids []ringdex.ExternalID) wire.Object {
	given := wire.GivenIDs(ids)
	if own := given[directory.SourceOf(p)]; own != "" {
		o.Set("externalId", own)
	}
	if len(given) > 0 {
		o.Set("externalIds", given)
	}
	return o
}

// history answers GET …/{id}/history?limit.
func (a *api) history(kind ringdex.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
		q := newQuery(r)
		limit := q.limit()
		if err := q.end(); err != nil {
			return err
		}
		ref, err := refOf(kind, r.PathValue("id"))
		if err != nil {
			return err
		}
		past, err := a.Records.History(r.Context(), p, ref, limit)
		if err != nil {
			return err
		}
		return httpx.WriteJSON(w, http.StatusOK, map[string]any{"items": toHistory(past)})
	}
}

func toHistory(past directory.Past) []wire.Entry {
	view := wire.View{Fields: past.Fields}
	entries := make([]wire.Entry, len(past.Changes))
	for i := range past.Changes {
		c := &past.Changes[i]
		entries[i] = view.Entry(c, past.Doors[c.Cause.Run])
	}
	return entries
}
