package voipex

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/search"
	wire "ringdex/internal/wire/voipex"
)

// Single contacts as JSON, with the names of the CSV's columns (our choice; the original's
// reference is not public).

const (
	maxBody      = 4 << 20
	maxBatch     = 1000
	defaultLimit = 100
	maxLimit     = 1000
)

func (a *api) get(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	c, page, err := a.Directory.Contact(r.Context(), p.Organization, directory.ByID(id))
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, wire.FromContact(c, sourceOf(p), wire.IDsOf(page.Fields)))
}

// page is a page of a list.
type page struct {
	Total int64          `json:"total"`
	Items []wire.Contact `json:"items"`
}

// list answers GET ?limit&offset and at most one of phone, externalId and search.
func (a *api) list(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	at, err := pageOf(r)
	if err != nil {
		return err
	}
	found, err := a.Directory.Contacts(r.Context(), p.Organization, a.selected(r, p, at))
	if err != nil {
		return err
	}
	ids := wire.IDsOf(found.Fields)
	out := page{Total: found.Total, Items: make([]wire.Contact, len(found.Contacts))}
	for i, c := range found.Contacts {
		out.Items[i] = wire.FromContact(c, sourceOf(p), ids)
	}
	return httpx.WriteJSON(w, http.StatusOK, out)
}

func (a *api) selected(r *http.Request, p auth.Principal, at ringdex.Page) directory.Selection {
	query := r.URL.Query()
	number, byNumber := dialect.Number(r, "phone")
	switch external, text := strings.TrimSpace(query.Get("externalId")), query.Get("search"); {
	case byNumber:
		return directory.Listed(a.withNumber(p, number), at)
	case external != "":
		return directory.WithExternalID(sourceOf(p), external, at)
	case text != "":
		return directory.Listed(a.withWords(p, text), at)
	}
	return directory.Matching(ringdex.ContactFilter{}, at)
}

func (a *api) withNumber(p auth.Principal, number string) (ids []ringdex.ID) {
	for _, ref := range a.Callers.Index.Holders(p.Organization, number) {
		if ref.Kind == ringdex.KindContact {
			ids = append(ids, ref.Contact)
		}
	}
	return ids
}

// mostFound limits the contacts that a search finds; a longer text finds fewer.
const mostFound = 10_000

// withWords returns the contacts that match a text, best first.
func (a *api) withWords(p auth.Principal, text string) (ids []ringdex.ID) {
	query := search.Query{Text: text, Kind: ringdex.KindContact, Limit: mostFound}
	for _, hit := range a.Callers.Index.Search(p.Organization, query).Hits {
		ids = append(ids, hit.Ref.Contact)
	}
	return ids
}

func pageOf(r *http.Request) (ringdex.Page, error) {
	p := ringdex.Page{Limit: defaultLimit}
	query := r.URL.Query()
	for _, of := range []struct { // in a fixed order, so that of two mistakes the same one is reported
		name string
		to   *int
	}{{"limit", &p.Limit}, {"offset", &p.Offset}} {
		text := query.Get(of.name)
		n, err := strconv.Atoi(cmp.Or(text, strconv.Itoa(*of.to)))
		if err != nil || n < 0 {
			return p, ringdex.Fail(ringdex.Invalid, "call.not_integer", of.name, ringdex.Show(text))
		}
		*of.to = n
	}
	if p.Limit < 1 || p.Limit > maxLimit {
		return p, ringdex.Fail(ringdex.Invalid, "call.number_range", "limit", 1, maxLimit, p.Limit)
	}
	return p, nil
}

// create creates a contact: 201, or 409 if another contact has its external id.
func (a *api) create(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var v wire.Values
	if err := decode(w, r, &v); err != nil {
		return err
	}
	rec := intake.Record{MustBeNew: true, Identity: intake.Identity{ExternalID: v["externalId"]}}
	if rec.Identity.ExternalID == "" { // the id that an upload would derive for it
		rec.Alike = v.MadeID
	}
	return a.take(w, r, p, http.StatusCreated, v, true, rec)
}

// put sets everything except missing links, which stay; patch sets only given values.
func (a *api) put(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	return a.change(w, r, p, true)
}

func (a *api) patch(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	return a.change(w, r, p, false)
}

func (a *api) change(w http.ResponseWriter, r *http.Request, p auth.Principal, whole bool) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	var v wire.Values
	if err := decode(w, r, &v); err != nil {
		return err
	}
	if text, given := v["externalId"]; given && text == "" {
		return ringdex.Fail(ringdex.Invalid, "voipex.external_id")
	}
	return a.take(w, r, p, http.StatusOK, v, whole, intake.Record{MustExist: true, Identity: intake.Identity{ID: id, ExternalID: v["externalId"]}})
}

// take imports one contact and answers with its new state. whole means that missing values are
// removed.
func (a *api) take(w http.ResponseWriter, r *http.Request, p auth.Principal, status int, v wire.Values, whole bool, rec intake.Record) error {
	rec.Problems = v.Check()
	if whole {
		rec.Problems = append(rec.Problems, v.Missing()...)
	}
	if len(rec.Problems) > 0 {
		return &ringdex.Error{Code: ringdex.Invalid, Text: message.Verbatim(reasons(rec.Problems))}
	}
	if err := a.define(r.Context(), p.Organization, v.Has); err != nil {
		return err
	}
	body, _ := json.Marshal(v) // texts
	rec.Original = string(body)
	records, job, ids := []intake.Record{rec}, a.job(p), wire.CustomIDs(nil)
	job.Fields = func(fields []ringdex.Field) {
		ids = wire.IDsOf(fields)
		records[0].Ops = v.Operations(ids, whole, false)
	}
	report, err := a.Intake.Call(r.Context(), job, records)
	if err != nil {
		return err
	}
	o := &report.Outcomes[0]
	if o.Action == ringdex.Refused {
		return &ringdex.Error{Code: o.Problems[0].Code, Text: message.Verbatim(reasons(o.Problems))}
	}
	httpx.AddNote(w, notes(o.Notes))
	return httpx.WriteJSON(w, status, wire.FromContact(o.Contact, sourceOf(p), ids))
}

func (a *api) remove(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	if err := a.Directory.RemoveContact(r.Context(), p.Organization, id, p.Authority(), ringdex.Cause{Source: sourceOf(p), Actor: p.Actor}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// decode reads one contact: an object of texts with the wire's names. null is an empty text.
func decode(w http.ResponseWriter, r *http.Request, v *wire.Values) error {
	var object map[string]*string
	if err := httpx.DecodeJSON(w, r, maxBody, &object); err != nil {
		return err
	}
	var err error
	*v, err = toValues(object)
	return err
}

func toValues(object map[string]*string) (wire.Values, error) {
	v := make(wire.Values, len(object))
	for name, text := range object {
		switch known := wire.Known(name); {
		case name == "id": // a client may send back what it received
		case !known:
			return nil, ringdex.Fail(ringdex.Invalid, "voipex.no_member", ringdex.Show(name))
		case text == nil:
			v[name] = ""
		default:
			v[name] = trimmed(*text)
		}
	}
	return v, nil
}

// trimmed normalizes a value of a file or of JSON: "R9 " is the same id as "R9", and invisible
// characters count as empty.
func trimmed(text string) string {
	if ringdex.IsBlank(text) {
		return ""
	}
	return strings.TrimSpace(text)
}

// itemResult is the result of one contact of a batch, in input order.
type itemResult struct {
	Index  int    `json:"index"`
	Result string `json:"result"` // created, updated, unchanged or refused
	ID     string `json:"id,omitempty"`
	Error  string `json:"error,omitempty"`
	Note   string `json:"note,omitempty"` // what was ignored, of an accepted contact
}

// batch creates or updates up to 1,000 contacts, by external id, else by phone1 and names: what the
// Make modules Update Contact and Update Contacts do.
func (a *api) batch(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var items []json.RawMessage
	if err := httpx.DecodeJSON(w, r, maxBody, &items); err != nil {
		return err
	}
	if items == nil || len(items) > maxBatch {
		return ringdex.Fail(ringdex.Invalid, "voipex.batch", maxBatch, len(items))
	}
	all := make([]wire.Values, len(items))
	records := make([]intake.Record, len(items))
	for i, item := range items {
		records[i].At.Index = i
		all[i] = readItem(item, &records[i])
	}
	has := func(column string) bool {
		return slices.ContainsFunc(all, func(v wire.Values) bool { return v.Has(column) })
	}
	if err := a.define(r.Context(), p.Organization, has); err != nil {
		return err
	}
	job := a.job(p)
	job.Fields = func(fields []ringdex.Field) {
		ids := wire.IDsOf(fields)
		for i, v := range all {
			records[i].Ops = v.Operations(ids, false, false)
		}
	}
	report, err := a.Intake.Call(r.Context(), job, records)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toResults(report.Outcomes))
}

// readItem reads an item of a batch into a record, and returns its values; none if it is
// unreadable.
func readItem(item json.RawMessage, rec *intake.Record) (v wire.Values) {
	rec.Original, rec.Clean = string(item), cleaned
	var object map[string]*string
	err := json.Unmarshal(item, &object)
	if err == nil && object == nil {
		err = ringdex.Fail(ringdex.Invalid, "voipex.null")
	}
	if err == nil {
		v, err = toValues(object)
	}
	if err != nil {
		rec.Problems = []*ringdex.Error{unreadable(err)}
		return nil
	}
	rec.Identity, rec.Problems, rec.IfNew = itemKey(v), v.Check(), v.Missing()
	return v
}

// cleaned returns the part of a refused item that is stored: the members of this wire. Other
// members may contain anything, even a password.
func cleaned(text string) string {
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
		return ""
	}
	masked := false
	for name := range object {
		if !wire.Known(name) && name != "id" {
			object[name], masked = "***", true
		}
	}
	if !masked {
		return text
	}
	body, _ := json.Marshal(object) // decoded from JSON
	return string(body)
}

func unreadable(err error) *ringdex.Error {
	if ringdex.CodeOf(err) == ringdex.Invalid {
		return ringdex.ProblemOf("", err)
	}
	return ringdex.Problem("", "voipex.not_texts")
}

// itemKey matches by external id, else by the id derived from the same item, else by number if the
// name does not differ.
func itemKey(v wire.Values) intake.Identity {
	if v["externalId"] != "" {
		return intake.Identity{ExternalID: v["externalId"]}
	}
	key := intake.Identity{ExternalID: v.MadeID(0)}
	if number := v.PhoneKey(); number != 0 {
		key.Person = &intake.Person{Phone: number, FirstName: v["firstName"], LastName: v["lastName"], Organization: v["organization"]}
	}
	return key
}

func toResults(outcomes []ringdex.Outcome) []itemResult {
	results := make([]itemResult, len(outcomes))
	for i := range outcomes {
		o := &outcomes[i]
		results[i] = itemResult{Index: i, Result: string(o.Action), Error: reasons(o.Problems), Note: notes(o.Notes)}
		if o.Action != ringdex.Refused {
			results[i].ID = o.Ref.String()
		}
	}
	return results
}
