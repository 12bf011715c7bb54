// Package helpdesk emulates the API of the IPEX Helpdesk, in memory, to try a connector without the
// real system.
//
// Where the documents leave something open, it behaves in the way that is worst for a client: a
// repeated Add makes a double, a user name cannot be changed, a path counts in exact case. The
// sections in comments are those of the wire notes, which name the vendor's pages.
package helpdesk

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"ringdex/internal/emulator"
	"ringdex/internal/emulator/fault"
)

// Options are how the emulator behaves.
type Options struct {
	Username, Password string
	Clock              func() time.Time

	PageCap  int    // rows of a page at most; 0: 200
	Refuse   string // external id of a record that is refused
	Spoil    string // external id of a record because of which the whole call is refused
	Forget   string // external id of a record without a result, although it is processed
	Envelope string // the member that the results are wrapped in; "": a bare array
	Backward bool   // results come in the opposite order, and without ExternalId
	OnPage   func() // is called before a page of a list is made, and may change records
	Lean     bool   // lists of contacts have neither FieldData nor Customers, as in the samples
	Fault    fault.Plan
}

// Emulator is the system. It is safe for concurrent use.
type Emulator struct {
	emulator.System[Stats]
	options Options

	tables map[kind]*table
	fields map[kind][]Field
}

// Stats are what the emulator has served.
type Stats struct {
	Calls      map[string]int // by method and path, without ids
	Items      int            // of both imports
	Operations int            // of accepted items
	Changed    []string       // external ids of items that created or changed a record, in order
}

// New returns an emulator without records.
func New(o Options) *Emulator {
	e := &Emulator{
		options: o, fields: map[kind][]Field{},
		tables: map[kind]*table{contact: newTable("UserName"), company: newTable("Name")},
	}
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(*http.Request) answer{
		"POST /api/Import/SyncRequestorUsers":        e.importing(contact),
		"POST /api/Import/SyncRequestorCustomers":    e.importing(company),
		"GET /api/Account/GetUserFields":             e.fieldsOf(contact),
		"GET /api/Customer/GetCustomerFields":        e.fieldsOf(company),
		"GET /api/Account/GetRequestorUser/{id}":     e.user,
		"GET /api/Account/GetRequestorUser":          e.self,
		"GET /api/Account/GetUsers":                  e.list(contact),
		"POST /api/Account/GetUsers":                 e.list(contact),
		"POST /api/Account/DeleteRequestorUser":      e.deleteUser,
		"GET /api/Customer/GetCustomers":             e.list(company),
		"POST /api/Customer/GetCustomers":            e.list(company),
		"GET /api/Customer/GetCustomer/{id}":         e.customer,
		"PATCH /api/Account/PatchRequestorUser/{id}": e.patchUser,
	} {
		mux.Handle(pattern, e.guarded(pattern, serve))
	}
	e.Handle(mux, o.Fault)
	return e
}

// answer is a status with its body; nil is an empty one.
type answer struct {
	status int
	body   any
}

func ok(body any) answer { return answer{http.StatusOK, body} }

func fail(status int, text string) answer {
	return answer{status, map[string]string{"Message": text}}
}

// guarded checks the user and the media type, and serves one call at a time (section 1).
func (e *Emulator) guarded(pattern string, serve func(*http.Request) answer) http.Handler {
	name := strings.TrimSuffix(pattern, "/{id}")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.Mu.Lock()
		defer e.Mu.Unlock()
		e.Count.count(name)
		a := e.refusal(r)
		if a.status == 0 {
			a = serve(r)
		}
		w.Header().Set("Date", e.options.Clock().UTC().Format(http.TimeFormat))
		if a.status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Basic realm="helpdesk"`)
		}
		emulator.Answer(w, a.status, a.body)
	})
}

// refusal returns why a call is not served; the zero answer if it is.
func (e *Emulator) refusal(r *http.Request) answer {
	if user, password, _ := r.BasicAuth(); user != e.options.Username || password != e.options.Password {
		return fail(http.StatusUnauthorized, "Authorization has been denied for this request.")
	}
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	wanted := []string{"application/json", "text/json"}
	if r.Method == http.MethodPatch {
		wanted = []string{"application/json-patch+json"}
	}
	if r.Method != http.MethodGet && !slices.Contains(wanted, strings.TrimSpace(media)) {
		return fail(http.StatusUnsupportedMediaType, "The request entity's media type '"+media+"' is not supported for this resource.")
	}
	return answer{}
}

// Stats returns a copy of what the emulator has served since the last call of Reset.
func (e *Emulator) Stats() Stats {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	s := e.Count
	s.Calls, s.Changed = maps.Clone(s.Calls), slices.Clone(s.Changed)
	return s
}

func (s *Stats) count(call string) {
	if s.Calls == nil {
		s.Calls = map[string]int{}
	}
	s.Calls[call]++
}
