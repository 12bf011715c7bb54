package helpdesk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/helpdesk"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helpdesk"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// world is a connector beside the emulator of its system.
type world struct {
	*testing.T
	system    *emulator.Emulator
	connector system
	memories  map[string][]byte // by key, as the caller of connectors keeps them
	requests  []string          // all that were sent
}

// recorded returns a request as text, and leaves its body to be read.
func recorded(t *testing.T, r *http.Request) string {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	text := r.Method + " " + r.URL.String() + "\n"
	if len(body) > 0 {
		var pretty bytes.Buffer
		_ = json.Indent(&pretty, body, "", "  ")
		text += "Content-Type: " + r.Header.Get("Content-Type") + "\n\n" + pretty.String() + "\n"
	}
	return text
}

// system is what the connector can do.
type system interface {
	connector.Connector
	connector.Checker
	connector.Discoverer
	connector.Comparer
}

var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func clock() time.Time { return monday }

// newWorld starts an emulator with options and connects to it with settings besides the usual ones.
func newWorld(t *testing.T, o emulator.Options, settings connector.Values) *world {
	t.Helper()
	o.Username, o.Password = "sync", "tajne"
	if o.Clock == nil {
		o.Clock = clock
	}
	system := emulator.New(o)
	w := connect(t, system, settings)
	w.system = system
	return w
}

// connect connects to a system with settings besides the usual ones.
func connect(t *testing.T, h http.Handler, settings connector.Values) *world {
	t.Helper()
	w := &world{T: t, memories: map[string][]byte{}}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.requests = append(w.requests, recorded(t, r))
		h.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	values := connector.Values{"base_url": server.URL + "/api", "username": "sync", "password": "tajne"}
	for key, text := range settings {
		values[key] = text
	}
	w.connector = helpdesk.Kind().New(connector.Deps{HTTP: server.Client(), Clock: clock, Log: slog.New(slog.DiscardHandler)}).(system)
	if problems := connector.Configure(w.connector, values); len(problems) > 0 {
		t.Fatal(problems)
	}
	return w
}

// write writes records as a caller does that keeps what it gets.
func (w *world) write(b connector.Batch) []connector.Result {
	w.Helper()
	results, err := w.try(b)
	if err != nil {
		w.Fatal(err)
	}
	return results
}

func (w *world) try(b connector.Batch) ([]connector.Result, error) {
	w.Helper()
	for i := range b.Changes {
		b.Changes[i].Memory = w.memories[b.Changes[i].Key]
	}
	results, err := w.connector.Write(context.WithoutCancel(w.Context()), &b)
	for i, r := range results {
		if r.Memory != nil {
			w.memories[b.Changes[i].Key] = r.Memory
		}
	}
	return results, err
}

func contacts(changes ...connector.Change) connector.Batch {
	return connector.Batch{Kind: ringdex.KindContact, Changes: changes}
}

func companies(changes ...connector.Change) connector.Batch {
	return connector.Batch{Kind: ringdex.KindCompany, Changes: changes}
}

func number(text string) phone.Number { return phone.Parse(text, phone.Regions{"CZ"}) }

// jan returns a contact.
func jan() *ringdex.Contact {
	return &ringdex.Contact{
		FirstName: "Jan", LastName: "Novák", Emails: []string{"jan@example.cz"}, Language: ringdex.Czech,
		Phones: []phone.Number{number("603 303 963"), number("222 777 333")},
	}
}

// person returns the nth of many contacts.
func person(n int) connector.Change {
	return connector.Change{Key: fmt.Sprintf("K-%d", n), Contact: &ringdex.Contact{
		FirstName: "Eva", LastName: fmt.Sprint("Malá ", n), Emails: []string{fmt.Sprintf("eva%d@example.cz", n)},
		Phones: []phone.Number{number(fmt.Sprintf("603%06d", n))},
	}}
}

// people returns so many contacts.
func people(n int) (changes []connector.Change) {
	for i := range n {
		changes = append(changes, person(i))
	}
	return changes
}

// actions counts results.
func actions(results []connector.Result) map[ringdex.Action]int {
	n := map[ringdex.Action]int{}
	for _, r := range results {
		n[r.Action]++
	}
	return n
}

// check compares the actions of results.
func (w *world) check(results []connector.Result, want ...ringdex.Action) {
	w.Helper()
	var got []ringdex.Action
	for _, r := range results {
		got = append(got, r.Action)
		if r.Action == ringdex.Refused {
			w.Logf("refused: %v", r.Problem)
		}
	}
	if !slices.Equal(got, want) {
		w.Errorf("actions are %q, want %q", got, want)
	}
}

// sole returns the only contact of the helpdesk.
func (w *world) sole() emulator.Record {
	w.Helper()
	all := w.system.Contacts()
	if len(all) != 1 {
		w.Fatalf("the helpdesk has %d contacts, want 1: %v", len(all), all)
	}
	return all[0]
}

// onCall returns a plan in which the nth call of a path fails.
func onCall(n int, path string, f fault.Failure) fault.Plan {
	seen := 0
	return fault.Plan{Choose: func(_ int, r *http.Request) fault.Failure {
		if r.URL.Path != path {
			return fault.None
		}
		if seen++; seen == n {
			return f
		}
		return fault.None
	}}
}

const (
	importContacts  = "/api/Import/SyncRequestorUsers"
	importCompanies = "/api/Import/SyncRequestorCustomers"
)
