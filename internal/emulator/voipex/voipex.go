// Package voipex emulates the contacts of a VOIPEX (IPEX v3) in memory: the upload of a file, the
// validator of numbers, and calls for single contacts and batches.
//
// It refuses what the real system refuses (wire/voipex.md 5.1). The upload and the validator are
// documented; the other calls are our choice (5.3).
package voipex

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/emulator"
	"ringdex/internal/emulator/fault"
)

// Options are the account of the emulator and how it fails.
type Options struct {
	Username, Password string

	MaxFile int64  // bytes of an upload; 0 for 20,000,000
	PageCap int    // rows of a list at most; 0 for 1,000
	NoBatch bool   // there is no call for many contacts
	Refuse  string // external id of a contact that is always refused
	Spoil   string // external id of a contact because of which its whole batch is refused
	Fault   fault.Plan
}

// Stats are the calls and the contacts that were processed.
type Stats struct{ Uploads, Batches, Reads, Created, Updated, Deleted, Refused int }

// Contact is a contact by the names of the file's columns, and "id".
type Contact map[string]string

// Emulator is an http.Handler below any path that ends in /v3/contacts.
type Emulator struct {
	emulator.System[Stats]
	options Options

	last     int
	contacts map[int]Contact
}

// New returns an empty VOIPEX.
func New(o Options) *Emulator {
	if o.MaxFile == 0 {
		o.MaxFile = 20_000_000
	}
	e := &Emulator{options: o, contacts: map[int]Contact{}}
	e.Handle(http.HandlerFunc(e.serve), o.Fault)
	return e
}

// Contacts returns copies of all contacts, oldest first.
func (e *Emulator) Contacts() []Contact {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	return e.sorted()
}

// Put stores a contact as people do in the editor, without any check.
func (e *Emulator) Put(c Contact) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	id, _ := strconv.Atoi(c["id"])
	e.store(id, c)
}

func (e *Emulator) sorted() []Contact {
	all := make([]Contact, 0, len(e.contacts))
	for _, id := range slices.Sorted(maps.Keys(e.contacts)) {
		all = append(all, maps.Clone(e.contacts[id]))
	}
	return all
}

// store keeps a contact without its empty values; id 0 is a new one.
func (e *Emulator) store(id int, c Contact) Contact {
	if id == 0 {
		e.last++
		id = e.last
	}
	maps.DeleteFunc(c, func(_, value string) bool { return value == "" })
	c["id"] = strconv.Itoa(id)
	e.contacts[id] = c
	return c
}

// serve routes a call.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	_, path, found := strings.Cut(r.URL.Path, "/v3/contacts")
	path = strings.TrimPrefix(path, "/")
	number, isNumber := strings.CutPrefix(path, "validator/phone-number/")
	e.Mu.Lock()
	defer e.Mu.Unlock()
	switch {
	case !emulator.Basic(w, r, e.options.Username, e.options.Password, "VOIPEX"):
		e.fail(w, http.StatusUnauthorized, "unauthorized")
	case !found:
		e.fail(w, http.StatusNotFound, "not found")
	case isNumber:
		e.validate(w, number)
	case path == "upload" && r.Method == http.MethodPost:
		e.upload(w, r)
	case path == "batch" && r.Method == http.MethodPost && !e.options.NoBatch:
		e.batch(w, r)
	case path == "":
		e.collection(w, r)
	default:
		e.single(w, r, path)
	}
}

func (e *Emulator) validate(w http.ResponseWriter, number string) {
	if !isNumber.MatchString(number) {
		emulator.Answer(w, http.StatusOK, map[string]any{"valid": false, "error": "is no valid number"})
		return
	}
	emulator.Answer(w, http.StatusOK, map[string]any{"valid": true, "phoneNumber": number})
}

func (e *Emulator) collection(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		e.list(w, r)
	case http.MethodPost:
		e.write(w, r, http.StatusCreated, 0)
	default:
		e.fail(w, http.StatusMethodNotAllowed, "method not allowed")
	}
}

func (e *Emulator) list(w http.ResponseWriter, r *http.Request) {
	e.Count.Reads++
	q := r.URL.Query()
	limit, offset := number(q.Get("limit"), 100), number(q.Get("offset"), 0)
	if limit > 1000 {
		e.fail(w, http.StatusBadRequest, "limit must be at most 1000")
		return
	}
	if e.options.PageCap > 0 {
		limit = min(limit, e.options.PageCap)
	}
	rows := slices.DeleteFunc(e.sorted(), func(c Contact) bool {
		id, phone := q.Get("externalId"), q.Get("phone")
		return id != "" && c["externalId"] != id || phone != "" && c["phone1"] != phone && c["phone2"] != phone
	})
	total := len(rows)
	rows = rows[min(offset, total):]
	emulator.Answer(w, http.StatusOK, map[string]any{"total": total, "items": rows[:min(limit, len(rows))]})
}

func number(text string, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

func (e *Emulator) single(w http.ResponseWriter, r *http.Request, path string) {
	id, _ := strconv.Atoi(path)
	c, known := e.contacts[id]
	switch {
	case !known:
		e.fail(w, http.StatusNotFound, "not found")
	case r.Method == http.MethodGet:
		e.Count.Reads++
		emulator.Answer(w, http.StatusOK, c)
	case r.Method == http.MethodPut:
		e.write(w, r, http.StatusOK, id)
	case r.Method == http.MethodDelete:
		e.Count.Deleted++
		delete(e.contacts, id)
		w.WriteHeader(http.StatusNoContent)
	default:
		e.fail(w, http.StatusMethodNotAllowed, "method not allowed")
	}
}

// write creates or replaces one contact.
func (e *Emulator) write(w http.ResponseWriter, r *http.Request, status, id int) {
	var c Contact
	if !e.read(w, r, &c) {
		return
	}
	why := e.check(c)
	if other := e.find(c["externalId"]); other != 0 && other != id {
		why = "externalId is taken"
	}
	if why != "" {
		e.fail(w, http.StatusBadRequest, why)
		return
	}
	if id == 0 {
		e.Count.Created++
	} else {
		e.Count.Updated++
	}
	emulator.Answer(w, status, e.store(id, c))
}

// find returns the id of the contact with an external id; 0 for none.
func (e *Emulator) find(externalID string) int {
	for id, c := range e.contacts {
		if externalID != "" && c["externalId"] == externalID {
			return id
		}
	}
	return 0
}

// read decodes a body of JSON, or refuses the call.
func (e *Emulator) read(w http.ResponseWriter, r *http.Request, out any) bool {
	if emulator.Read(r, out) {
		return true
	}
	e.fail(w, http.StatusBadRequest, "the body is not JSON")
	return false
}

// fail answers in the one documented shape.
func (e *Emulator) fail(w http.ResponseWriter, status int, why string) {
	e.Count.Refused++
	emulator.Answer(w, status, map[string]string{"message": "", "error": why})
}

// batch creates or changes contacts by their external ids, with a result for each (our choice).
func (e *Emulator) batch(w http.ResponseWriter, r *http.Request) {
	var list []Contact
	if !e.read(w, r, &list) {
		return
	}
	e.Count.Batches++
	if len(list) > 1000 {
		e.fail(w, http.StatusBadRequest, "at most 1000 contacts")
		return
	}
	for _, c := range list {
		if c["externalId"] != "" && c["externalId"] == e.options.Spoil {
			e.fail(w, http.StatusBadRequest, fmt.Sprintf("the contact %s cannot be read", c["externalId"]))
			return
		}
	}
	results := make([]map[string]any, len(list))
	for i, c := range list {
		results[i] = e.item(c)
		results[i]["index"] = i
	}
	emulator.Answer(w, http.StatusOK, results)
}

// item creates a contact, or changes what is given of it.
func (e *Emulator) item(given Contact) map[string]any {
	id := e.find(given["externalId"])
	merged := maps.Clone(e.contacts[id])
	if merged == nil {
		merged = Contact{}
	}
	maps.Copy(merged, given)
	switch why := e.check(merged); {
	case why != "":
		e.Count.Refused++
		return map[string]any{"result": "refused", "error": why}
	case id != 0 && maps.Equal(filled(merged), e.contacts[id]):
		return map[string]any{"result": "unchanged", "id": strconv.Itoa(id)}
	case id == 0:
		e.Count.Created++
		return map[string]any{"result": "created", "id": e.store(0, merged)["id"]}
	}
	e.Count.Updated++
	return map[string]any{"result": "updated", "id": e.store(id, merged)["id"]}
}

func filled(c Contact) Contact {
	c = maps.Clone(c)
	maps.DeleteFunc(c, func(_, value string) bool { return value == "" })
	return c
}
