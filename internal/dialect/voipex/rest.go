package voipex

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Single contacts as JSON, with the names of the CSV's columns (our choice; the original's reference is not public).

const (
	maxBody      = 4 << 20
	maxBatch     = 1000
	defaultLimit = 100
	maxLimit     = 1000
)

func (a *api) get(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.Errorf(ringdex.NotFound, "%s", ringdex.MessageOf(err))
	}
	c, err := a.Directory.Contact(r.Context(), p.Organization, id)
	if err != nil {
		return err
	}
	return a.answer(w, r, p, http.StatusOK, c)
}

func (a *api) answer(w http.ResponseWriter, r *http.Request, p auth.Principal, status int, c *ringdex.Contact) error {
	ids, err := a.customIDs(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, status, toWire(c, sourceOf(p), ids))
}

// page is a part of a list.
type page struct {
	Total int64     `json:"total"`
	Items []contact `json:"items"`
}

// list answers GET ?limit&offset and at most one of phone, externalId and search.
func (a *api) list(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	at, err := pageOf(r)
	if err != nil {
		return err
	}
	found, total, err := a.find(r, p, at)
	if err != nil {
		return err
	}
	ids, err := a.customIDs(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	out := page{Total: total, Items: make([]contact, len(found))}
	for i, c := range found {
		out.Items[i] = toWire(c, sourceOf(p), ids)
	}
	return httpx.WriteJSON(w, http.StatusOK, out)
}

func (a *api) find(r *http.Request, p auth.Principal, at ringdex.Page) ([]*ringdex.Contact, int64, error) {
	query := r.URL.Query()
	number, byNumber := dialect.Number(r, "phone")
	switch external, text := query.Get("externalId"), query.Get("search"); {
	case byNumber:
		return a.byIDs(r, p, at, a.withNumber(p, number))
	case external != "":
		id, err := a.Directory.ContactByExternalID(r.Context(), p.Organization, sourceOf(p), external)
		if err != nil {
			return nil, 0, err
		}
		return a.byIDs(r, p, at, id)
	case text != "":
		return a.byIDs(r, p, at, a.Index.Search(p.Organization, text))
	}
	found, err := a.Directory.Contacts(r.Context(), p.Organization, ringdex.ContactFilter{}, at)
	return found.Contacts, found.Total, err
}

func (a *api) withNumber(p auth.Principal, number string) (ids []ringdex.ID) {
	for _, ref := range a.Index.Holders(p.Organization, number) {
		if ref.Kind == ringdex.KindContact {
			ids = append(ids, ref.Contact)
		}
	}
	return ids
}

// byIDs is the page of the contacts, in the order of their ids' list.
func (a *api) byIDs(r *http.Request, p auth.Principal, at ringdex.Page, ids []ringdex.ID) ([]*ringdex.Contact, int64, error) {
	total := int64(len(ids))
	ids = ids[min(at.Offset, len(ids)):]
	ids = ids[:min(at.Limit, len(ids))]
	found, err := a.Directory.ContactsByID(r.Context(), p.Organization, ids)
	return found, total, err
}

func pageOf(r *http.Request) (ringdex.Page, error) {
	p := ringdex.Page{Limit: defaultLimit}
	query := r.URL.Query()
	for name, to := range map[string]*int{"limit": &p.Limit, "offset": &p.Offset} {
		text := query.Get(name)
		n, err := strconv.Atoi(cmp.Or(text, strconv.Itoa(*to)))
		if err != nil || n < 0 {
			return p, ringdex.Errorf(ringdex.Invalid, "%s: %s is not a whole number", name, ringdex.Show(text))
		}
		*to = n
	}
	if p.Limit < 1 || p.Limit > maxLimit {
		return p, ringdex.Errorf(ringdex.Invalid, "limit: %d is not between 1 and %d", p.Limit, maxLimit)
	}
	return p, nil
}

// create makes a contact. 201, or 409 when another one has its external id.
func (a *api) create(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var v values
	if err := decode(w, r, &v); err != nil {
		return err
	}
	key, err := a.newKey(r, p, v)
	if err != nil {
		return err
	}
	return a.take(w, r, p, http.StatusCreated, v, intake.Record{Key: key}, nil)
}

// newKey is the key of a contact that is to be made. Without an external id it gets the id that its row in an upload
// would have: it is one of the source's contacts, like those of the file.
func (a *api) newKey(r *http.Request, p auth.Principal, v values) (intake.Key, error) {
	id := v["externalId"]
	for n := 0; ; n++ {
		if v["externalId"] == "" {
			id = v.madeID(n)
		}
		taken, err := a.Directory.ContactByExternalID(r.Context(), p.Organization, sourceOf(p), id)
		switch {
		case err != nil || len(taken) == 0:
			return intake.Key{ExternalID: id}, err
		case v["externalId"] != "":
			return intake.Key{}, ringdex.Errorf(ringdex.Conflict, "the externalId %s belongs to the contact %s", ringdex.Show(id), taken[0])
		}
	}
}

// put sets everything but links, which stay unless they are given; patch sets what is given.
func (a *api) put(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	return a.change(w, r, p, true)
}

func (a *api) patch(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	return a.change(w, r, p, false)
}

func (a *api) change(w http.ResponseWriter, r *http.Request, p auth.Principal, whole bool) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.Errorf(ringdex.NotFound, "%s", ringdex.MessageOf(err))
	}
	var v values
	if err := decode(w, r, &v); err != nil {
		return err
	}
	var now *ringdex.Contact
	if !whole {
		if now, err = a.Directory.Contact(r.Context(), p.Organization, id); err != nil {
			return err
		}
	}
	return a.take(w, r, p, http.StatusOK, v, intake.Record{MustExist: true, Key: intake.Key{ID: id, ExternalID: v["externalId"]}}, now)
}

// take brings one contact in and answers it as it is then. The values are all of it, unless it keeps what it has now.
func (a *api) take(w http.ResponseWriter, r *http.Request, p auth.Principal, status int, v values, rec intake.Record, now *ringdex.Contact) error {
	whole := now == nil
	ids, err := a.customIDs(r.Context(), p.Organization, sortedNames(v)...)
	if err != nil {
		return err
	}
	if rec.Problems = v.check(whole); len(rec.Problems) > 0 {
		return ringdex.Errorf(ringdex.Invalid, "%s", reasons(rec.Problems))
	}
	rec.Ops = v.operations(ids, whole, false, now)
	report, err := a.Intake.Call(r.Context(), a.job(p), []intake.Record{rec})
	if err != nil {
		return err
	}
	if o := &report.Outcomes[0]; o.Action == ringdex.Refused {
		return ringdex.Errorf(o.Problems[0].Code, "%s", reasons(o.Problems))
	} else {
		return a.answer(w, r, p, status, o.Contact)
	}
}

func (a *api) remove(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.Errorf(ringdex.NotFound, "%s", ringdex.MessageOf(err))
	}
	if err := a.Directory.RemoveContact(r.Context(), p.Organization, id, p.Authority(), ringdex.Cause{Source: sourceOf(p), Actor: p.Actor}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// decode reads one contact: an object of texts with the wire's names. null is an empty text.
func decode(w http.ResponseWriter, r *http.Request, v *values) error {
	var object map[string]*string
	if err := httpx.DecodeJSON(w, r, maxBody, &object); err != nil {
		return err
	}
	var err error
	*v, err = toValues(object)
	return err
}

func toValues(object map[string]*string) (values, error) {
	v := make(values, len(object))
	for name, text := range object {
		switch _, known := columns[name]; {
		case name == "id": // a client may send back what it got
		case !known:
			return nil, ringdex.Errorf(ringdex.Invalid, "there is no member %s", ringdex.Show(name))
		case text == nil:
			v[name] = ""
		default:
			v[name] = *text
		}
	}
	return v, nil
}

// itemResult is what became of one contact of a batch, in its order.
type itemResult struct {
	Index  int    `json:"index"`
	Result string `json:"result"` // created, updated, unchanged or refused
	ID     string `json:"id,omitempty"`
	Error  string `json:"error,omitempty"`
}

// batch creates or updates up to 1,000 contacts, by external id, else by phone1 when one contact alone has it: what
// the Make modules Update Contact and Update Contacts do.
func (a *api) batch(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var items []json.RawMessage
	if err := httpx.DecodeJSON(w, r, maxBody, &items); err != nil {
		return err
	}
	if items == nil || len(items) > maxBatch {
		return ringdex.Errorf(ringdex.Invalid, "a batch is an array of up to %d contacts; this one has %d", maxBatch, len(items))
	}
	all := make([]values, len(items))
	records := make([]intake.Record, len(items))
	for i, item := range items {
		records[i] = intake.Record{At: ringdex.Position{Index: i}, Original: string(item)}
		var object map[string]*string
		err := json.Unmarshal(item, &object)
		if err == nil && object == nil {
			err = ringdex.Errorf(ringdex.Invalid, "the contact is null")
		}
		if err == nil {
			all[i], err = toValues(object)
		}
		if err != nil {
			records[i].Problems = []*ringdex.Error{ringdex.Problemf("", "%s", unreadable(err))}
		}
	}
	if err := a.fill(r, p, all, records); err != nil {
		return err
	}
	report, err := a.Intake.Call(r.Context(), a.job(p), records)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toResults(report.Outcomes))
}

func unreadable(err error) string {
	if ringdex.CodeOf(err) == ringdex.Invalid {
		return ringdex.MessageOf(err)
	}
	return "the contact is not an object of texts"
}

// fill gives the records of a batch their keys and operations.
func (a *api) fill(r *http.Request, p auth.Principal, all []values, records []intake.Record) error {
	var names []string
	for _, v := range all {
		names = append(names, sortedNames(v)...)
	}
	ids, err := a.customIDs(r.Context(), p.Organization, slices.Compact(slices.Sorted(slices.Values(names)))...)
	if err != nil {
		return err
	}
	known, err := a.known(r, p, all)
	if err != nil {
		return err
	}
	made := map[phone.Key]intake.Key{}
	for i, v := range all {
		if len(records[i].Problems) > 0 {
			continue
		}
		now := known[i]
		records[i].Key = batchKey(v, now, made)
		records[i].Problems = v.check(now == nil)
		records[i].Ops = v.operations(ids, false, false, now)
	}
	return nil
}

// batchKey is the external id, else the contact that has the number, else an id that is made, which is that of the
// first item with the number: a later one goes on with what the first has made.
func batchKey(v values, now *ringdex.Contact, made map[phone.Key]intake.Key) intake.Key {
	switch number := v.phoneKey(); {
	case v["externalId"] != "":
		return intake.Key{ExternalID: v["externalId"]}
	case now != nil:
		return intake.Key{ID: now.ID}
	case number == 0:
		return intake.Key{ExternalID: v.madeID(0)} // it will be refused
	default:
		if _, seen := made[number]; !seen {
			made[number] = intake.Key{ExternalID: v.madeID(0)}
		}
		return made[number]
	}
}

// known are the contacts that the values of a batch are about, in its order; nil for one that is not there yet.
func (a *api) known(r *http.Request, p auth.Principal, all []values) ([]*ringdex.Contact, error) {
	holders, err := a.holders(r, p, all)
	if err != nil {
		return nil, err
	}
	ids := make([]ringdex.ID, len(all))
	for i, v := range all {
		same := holders[v.phoneKey()]
		if v["externalId"] != "" {
			if same, err = a.Directory.ContactByExternalID(r.Context(), p.Organization, sourceOf(p), v["externalId"]); err != nil {
				return nil, err
			}
		}
		if len(same) == 1 {
			ids[i] = same[0]
		}
	}
	found, err := a.Directory.ContactsByID(r.Context(), p.Organization, ids)
	byID := make(map[ringdex.ID]*ringdex.Contact, len(found))
	for _, c := range found {
		byID[c.ID] = c
	}
	known := make([]*ringdex.Contact, len(all))
	for i, id := range ids {
		known[i] = byID[id]
	}
	return known, err
}

// holders are the contacts that have the first numbers of those without an external id.
func (a *api) holders(r *http.Request, p auth.Principal, all []values) (map[phone.Key][]ringdex.ID, error) {
	var keys []phone.Key
	for _, v := range all {
		if key := v.phoneKey(); key != 0 && v["externalId"] == "" {
			keys = append(keys, key)
		}
	}
	return a.Directory.ContactsByPhone(r.Context(), p.Organization, keys)
}

func toResults(outcomes []ringdex.Outcome) []itemResult {
	results := make([]itemResult, len(outcomes))
	for i := range outcomes {
		o := &outcomes[i]
		results[i] = itemResult{Index: i, Result: string(o.Action), Error: reasons(o.Problems)}
		if o.Action != ringdex.Refused {
			results[i].ID = o.Ref.String()
		}
	}
	return results
}
