// Package daktela emulates the REST API v6 of a Daktela, as far as a CRM synchronisation needs it:
// login, databases, accounts and contacts, in memory.
//
// It refuses what the real system refuses (wire/daktela.md 3.2 and 3.3) and what we chose where the
// documentation is silent: the choices are marked "our choice".
package daktela

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"ringdex/internal/emulator"
	"ringdex/internal/emulator/fault"
)

// Options are the accounts of the emulator and how it fails.
type Options struct {
	Username, Password string
	Database           string            // the only one; "" is "default"
	CustomFields       map[string]string // their types by name; nil for those of a new database
	Clock              func() time.Time  // nil for real time

	Expire  int    // calls after which a token ends; 0 for never
	PageCap int    // rows of a page at most; 0 for 1,000
	Refuse  string // name of a record that is always refused
	Warn    string // name of a record that is stored with a remark
	Break   string // name of a record whose writing is answered by 500
	Fault   fault.Plan
}

// Stats are the calls that were processed.
type Stats struct{ Logins, Reads, Created, Updated, Deleted, Refused int }

// Emulator is an http.Handler below any path that ends in /api/v6.
type Emulator struct {
	emulator.System[Stats]
	options Options

	token   string
	left    int                          // calls of the token
	records map[string]map[string]Record // by model and name
	order   map[string][]string          // names by model, oldest first
}

// Record is a record as it is stored: texts, lists of texts under "customFields", and the names of
// related records.
type Record map[string]any

// New returns an empty Daktela.
func New(o Options) *Emulator {
	if o.Database == "" {
		o.Database = "default"
	}
	if o.CustomFields == nil { // those of the recorded instance (wire/daktela.md 3.2)
		o.CustomFields = map[string]string{"number": "PHONE", "email": "EMAIL", "address": "ADDRESS", "note": "TEXTAREA"}
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	e := &Emulator{options: o, records: map[string]map[string]Record{}, order: map[string][]string{}}
	for _, model := range []string{"accounts", "contacts"} {
		e.records[model] = map[string]Record{}
	}
	e.Handle(http.HandlerFunc(e.serve), o.Fault)
	return e
}

// Names returns the names of a model's records, oldest first.
func (e *Emulator) Names(model string) []string {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	return slices.Clone(e.order[model])
}

// Get returns a copy of a record, nil for none.
func (e *Emulator) Get(model, name string) Record {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	return maps.Clone(e.records[model][name])
}

// Put stores a record as people do in the pages, without any check.
func (e *Emulator) Put(model, name string, r Record) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	e.store(model, name, r)
}

func (e *Emulator) store(model, name string, r Record) {
	now := e.options.Clock().UTC().Format(time.DateTime)
	old, exists := e.records[model][name]
	r["name"], r["edited"], r["created"] = name, now, now
	if exists {
		r["created"] = old["created"]
	} else {
		e.order[model] = append(e.order[model], name)
	}
	e.records[model][name] = r
}

// serve routes a call: MODEL.json, MODEL/NAME.json.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	_, path, found := strings.Cut(r.URL.Path, "/api/v6/")
	path, isJSON := strings.CutSuffix(path, ".json")
	model, name, _ := strings.Cut(path, "/")
	e.Mu.Lock()
	defer e.Mu.Unlock()
	switch {
	case !found || !isJSON:
		w.WriteHeader(http.StatusNotFound)
	case path == "login":
		e.login(w, r)
	case !e.signedIn(r):
		w.WriteHeader(http.StatusUnauthorized)
	case path == "whoim":
		e.answer(w, http.StatusOK, nil, map[string]any{"name": e.options.Username, "version": "6"})
	case path == "crmDatabases":
		e.list(w, r, []Record{{"name": e.options.Database, "title": e.options.Database}})
	case e.records[model] == nil:
		w.WriteHeader(http.StatusNotFound)
	case name == "":
		e.collection(w, r, model)
	default:
		e.single(w, r, model, name)
	}
}

// login is POST with a user name and a password, or PUT with a refresh token.
func (e *Emulator) login(w http.ResponseWriter, r *http.Request) {
	var body struct{ Username, Password, RefreshToken string }
	if !emulator.Read(r, &body) {
		e.answer(w, http.StatusBadRequest, []string{"The body is not JSON"}, nil)
		return
	}
	known := r.Method == http.MethodPost && body.Username == e.options.Username && body.Password == e.options.Password
	refreshed := r.Method == http.MethodPut && e.token != "" && body.RefreshToken == "refresh-"+e.token
	if !known && !refreshed {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	e.Count.Logins++
	e.token, e.left = "token-"+strings.Repeat("x", e.Count.Logins%7)+e.options.Clock().Format("150405.000000"), e.options.Expire
	e.answer(w, http.StatusOK, nil, map[string]any{"accessToken": e.token, "refreshToken": "refresh-" + e.token})
}

// signedIn checks the token in one of its three places (wire/daktela.md 3.2).
func (e *Emulator) signedIn(r *http.Request) bool {
	given := r.Header.Get("X-Auth-Token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		given = bearer
	}
	if token := r.URL.Query().Get("accessToken"); token != "" {
		given = token
	}
	if e.token == "" || given != e.token {
		return false
	}
	if e.options.Expire > 0 {
		e.left--
		return e.left >= 0
	}
	return true
}

// answer writes the envelope. failure is a list of texts or an object; nil for none.
func (e *Emulator) answer(w http.ResponseWriter, status int, failure, result any) {
	if failure == nil {
		failure = []string{}
	}
	emulator.Answer(w, status, map[string]any{
		"error": failure, "result": result, "_time": e.options.Clock().UTC().Format(time.DateTime),
	})
}
