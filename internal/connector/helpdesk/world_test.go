package helpdesk_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/helpdesk"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helpdesk"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// world is a connector beside the emulator of its system.
type world struct {
	*connectortest.World
	system    *emulator.Emulator
	connector system
	memories  map[string][]byte // by key, as the caller of connectors keeps them
}

// system is what the connector can do.
type system interface {
	connector.Connector
	connector.Checker
	connector.Discoverer
	connector.Comparer
}

// newWorld starts an emulator with options and connects to it with settings besides the usual ones.
func newWorld(t *testing.T, o emulator.Options, settings ...string) *world {
	t.Helper()
	clock := &connectortest.Clock{}
	o.Username, o.Password, o.Clock = "sync", "tajne", clock.Now
	e := emulator.New(o)
	w := connect(t, clock, e, settings...)
	w.system = e
	return w
}

// connect connects to a system with settings besides the usual ones.
func connect(t *testing.T, clock *connectortest.Clock, h http.Handler, settings ...string) *world {
	t.Helper()
	settings = append([]string{"base_url=URL/api", "username=sync", "password=tajne"}, settings...)
	w := &world{World: connectortest.Open(t, helpdesk.Kind(), clock, h, settings...), memories: map[string][]byte{}}
	w.connector = w.Connector.(system)
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

func number(text string) phone.Number { return connectortest.Numbers("CZ", text)[0] }

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
	var seen atomic.Int64
	return fault.Plan{Choose: func(_ int, r *http.Request) fault.Failure {
		if r.URL.Path != path {
			return fault.None
		}
		if int(seen.Add(1)) == n {
			return f
		}
		return fault.None
	}}
}

const (
	importContacts  = "/api/Import/SyncRequestorUsers"
	importCompanies = "/api/Import/SyncRequestorCustomers"
)
