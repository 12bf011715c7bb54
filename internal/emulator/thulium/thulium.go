// Package thulium emulates the CRM part of Thulium's REST API in memory: customers, alone and in
// batches, and companies.
//
// It refuses what the real system refuses (wire/thulium.md 4.2), and what we chose where the
// documentation is silent: the choices are marked "our choice".
package thulium

import (
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

	PageCap int    // rows of a list at most; 0 for 1,000
	Bare    bool   // lists are arrays, without count and offset
	Refuse  string // identifier of a record that is always refused
	Fault   fault.Plan
}

// Stats are the calls and the records that were processed.
type Stats struct{ Searches, Batches, Created, Updated, Deleted, Refused int }

// Record is a customer or a company as it is stored.
type Record map[string]any

// Emulator is an http.Handler below any path that ends in /api.
type Emulator struct {
	emulator.System[Stats]
	options Options

	last   int                       // id of any record
	tables map[string]map[int]Record // by "customers" and "companies"
}

// New returns an empty Thulium.
func New(o Options) *Emulator {
	e := &Emulator{options: o, tables: map[string]map[int]Record{"customers": {}, "companies": {}}}
	e.Handle(http.HandlerFunc(e.serve), o.Fault)
	return e
}

// Records returns copies of the records of a table, by id.
func (e *Emulator) Records(table string) []Record {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	var all []Record
	for _, id := range slices.Sorted(maps.Keys(e.tables[table])) {
		all = append(all, maps.Clone(e.tables[table][id]))
	}
	return all
}

// Put stores a record as people do in the pages, without any check, and returns its id. id 0 is a
// new record.
func (e *Emulator) Put(table string, id int, r Record) int {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	return e.store(table, id, r)
}

func (e *Emulator) store(table string, id int, r Record) int {
	if id == 0 {
		e.last++
		id = e.last
	}
	r[idName(table)] = id
	e.tables[table][id] = r
	return id
}

func idName(table string) string {
	if table == "companies" {
		return "company_id"
	}
	return "customer_id"
}

// serve routes a call.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	_, path, found := strings.Cut(r.URL.Path, "/api/")
	table, id, _ := strings.Cut(path, "/")
	e.Mu.Lock()
	defer e.Mu.Unlock()
	switch {
	case !emulator.Basic(w, r, e.options.Username, e.options.Password, "Thulium"):
		e.fail(w, http.StatusUnauthorized, "Authentication failed.")
	case found && path == "batch/customers":
		e.batch(w, r)
	case !found || e.tables[table] == nil:
		e.fail(w, http.StatusNotFound, "Resource not found.")
	case id == "":
		e.collection(w, r, table)
	default:
		e.single(w, r, table, id)
	}
}

func (e *Emulator) collection(w http.ResponseWriter, r *http.Request, table string) {
	switch r.Method {
	case http.MethodGet:
		e.list(w, r, table)
	case http.MethodPost:
		var given Record
		if e.read(w, r, &given) {
			e.write(w, http.StatusCreated, table, given, 0)
		}
	default:
		e.fail(w, http.StatusMethodNotAllowed, "Method not allowed.")
	}
}

func (e *Emulator) single(w http.ResponseWriter, r *http.Request, table, text string) {
	id, _ := strconv.Atoi(text)
	old, known := e.tables[table][id]
	switch {
	case !known:
		e.fail(w, http.StatusNotFound, "Resource not found.")
	case r.Method == http.MethodGet:
		e.Count.Searches++
		emulator.Answer(w, http.StatusOK, shown(old, func(string) bool { return true }))
	case r.Method == http.MethodPut:
		var given Record
		if e.read(w, r, &given) {
			e.write(w, http.StatusOK, table, given, id)
		}
	case r.Method == http.MethodDelete:
		e.Count.Deleted++
		delete(e.tables[table], id)
		w.WriteHeader(http.StatusNoContent)
	default:
		e.fail(w, http.StatusMethodNotAllowed, "Method not allowed.")
	}
}

// write checks and stores one record.
func (e *Emulator) write(w http.ResponseWriter, status int, table string, given Record, id int) {
	if why := e.check(table, given); why != "" {
		e.fail(w, http.StatusBadRequest, why)
		return
	}
	id = e.merge(table, id, given)
	emulator.Answer(w, status, map[string]any{idName(table): id})
}

// merge stores a record: members that are not given stay.
func (e *Emulator) merge(table string, id int, given Record) int {
	merged := maps.Clone(e.tables[table][id])
	if merged == nil {
		merged = Record{}
		e.Count.Created++
	} else {
		e.Count.Updated++
	}
	custom, _ := merged["custom_fields"].(map[string]any)
	custom = maps.Clone(custom)
	maps.Copy(merged, given)
	if new, ok := given["custom_fields"].(map[string]any); ok && custom != nil {
		maps.Copy(custom, new)
		merged["custom_fields"] = custom
	}
	return e.store(table, id, merged)
}

// read decodes a body of JSON, or refuses the call.
func (e *Emulator) read(w http.ResponseWriter, r *http.Request, out any) bool {
	if emulator.Read(r, out) {
		return true
	}
	e.fail(w, http.StatusBadRequest, "The body is not JSON.")
	return false
}

// fail answers errors in the documented form.
func (e *Emulator) fail(w http.ResponseWriter, status int, words string) {
	e.Count.Refused++
	emulator.Answer(w, status, map[string]any{
		"request_id": "53678450401cf", "errors": []any{map[string]any{"message": words, "code": 111111}},
	})
}
