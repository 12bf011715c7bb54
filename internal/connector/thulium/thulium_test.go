package thulium_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/thulium"
	emulator "ringdex/internal/emulator/thulium"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// world is a connector with the emulator that it writes to.
type world struct {
	*emulator.Emulator
	*thulium.Thulium
	t *testing.T

	companies map[int64]connector.Change
	mu        sync.Mutex
	sent      []string
}

func newWorld(t *testing.T, o emulator.Options, settings ...string) *world {
	t.Helper()
	w := &world{t: t, companies: map[int64]connector.Change{}}
	o.Username, o.Password = "sync", "tajne"
	w.Emulator = emulator.New(o)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.record(r)
		w.Emulator.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	c := thulium.New(connector.Deps{HTTP: server.Client(), Clock: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }})
	values := connector.Values{"base_url": server.URL, "username": "sync", "password": "tajne", "rate_limit": "0", "map.birthPlace": "Miejsce"}
	for _, s := range settings {
		key, value, _ := strings.Cut(s, "=")
		values[key] = value
	}
	if problems := connector.Configure(c, values); len(problems) > 0 {
		t.Fatal(problems)
	}
	w.Thulium = c.(*thulium.Thulium)
	return w
}

func (w *world) record(r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	query := strings.Split(r.URL.RawQuery, "&")
	slices.Sort(query)
	text, err := url.QueryUnescape(strings.Join(query, "&"))
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, strings.TrimSpace(fmt.Sprintf("%s %s %s\n%s", r.Method, r.URL.EscapedPath(), text, body)))
}

// calls returns the calls since the last calls.
func (w *world) calls() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	sent := w.sent
	w.sent = nil
	return sent
}

// try writes changes and keeps their memories. After a failure they are unsure.
func (w *world) try(changes ...*connector.Change) ([]connector.Result, error) {
	b := connector.Batch{Kind: changes[0].Ref.Kind, Companies: w.companies}
	for _, c := range changes {
		b.Changes = append(b.Changes, *c)
	}
	results, err := w.Write(context.Background(), &b)
	for i, c := range changes {
		c.Unsure = err != nil
		if err == nil && results[i].Memory != nil {
			c.Memory = results[i].Memory
		}
	}
	return results, err
}

func (w *world) write(changes ...*connector.Change) []connector.Result {
	w.t.Helper()
	results, err := w.try(changes...)
	if err != nil {
		w.t.Fatal(err)
	}
	return results
}

func (w *world) actions(changes ...*connector.Change) string {
	w.t.Helper()
	var actions []string
	for _, r := range w.write(changes...) {
		actions = append(actions, string(r.Action))
	}
	return strings.Join(actions, " ")
}

// customers returns members of all customers of the emulator as texts.
func (w *world) customers(names ...string) string {
	var all []string
	for _, r := range w.Records("customers") {
		var one []string
		for _, name := range names {
			one = append(one, fmt.Sprint(r[name]))
		}
		all = append(all, strings.Join(one, ":"))
	}
	return strings.Join(all, " ")
}

func contact(key string, c ringdex.Contact) *connector.Change {
	return &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: key, Contact: &c}
}

func company(key string, c ringdex.Company) *connector.Change {
	return &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindCompany}, Key: key, Company: &c}
}

func numbers(list ...string) (all []phone.Number) {
	for _, text := range list {
		all = append(all, phone.Parse(text, phone.Regions{"PL"}))
	}
	return all
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %s, want %s", what, strconv.Quote(got), strconv.Quote(want))
	}
}
