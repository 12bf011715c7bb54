package daktela_test

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
	"ringdex/internal/connector/daktela"
	emulator "ringdex/internal/emulator/daktela"
	"ringdex/internal/emulator/fault"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// world is a connector with the emulator that it writes to.
type world struct {
	*emulator.Emulator
	*daktela.Daktela
	t *testing.T

	mu   sync.Mutex
	sent []string // calls without the login
	now  time.Time
}

func newWorld(t *testing.T, o emulator.Options, settings ...string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	o.Username, o.Password, o.Clock = "sync", "tajne", w.clock
	w.Emulator = emulator.New(o)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.record(r)
		w.Emulator.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	c := daktela.New(connector.Deps{HTTP: server.Client(), Clock: w.clock})
	values := connector.Values{"base_url": server.URL + "/api/v6/", "username": "sync", "password": "tajne", "database": "default"}
	for _, s := range settings {
		key, value, _ := strings.Cut(s, "=")
		values[key] = value
	}
	if problems := connector.Configure(c, values); len(problems) > 0 {
		t.Fatal(problems)
	}
	w.Daktela = c.(*daktela.Daktela)
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) record(r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	query := strings.Split(r.URL.RawQuery, "&")
	slices.Sort(query)
	w.mu.Lock()
	defer w.mu.Unlock()
	if !strings.HasSuffix(r.URL.Path, "/login.json") {
		w.sent = append(w.sent, strings.TrimSpace(fmt.Sprintf("%s %s %s\n%s", r.Method, r.URL.EscapedPath(), unescaped(strings.Join(query, "&")), body)))
	}
}

func unescaped(query string) string {
	text, err := url.QueryUnescape(query)
	if err != nil {
		return query
	}
	return text
}

// calls returns the calls since the last calls, without the login.
func (w *world) calls() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	sent := w.sent
	w.sent = nil
	return sent
}

// write writes contacts and keeps their memories.
func (w *world) write(changes ...*connector.Change) []connector.Result {
	w.t.Helper()
	results, err := w.try(changes...)
	if err != nil {
		w.t.Fatal(err)
	}
	return results
}

// try is write that may fail; then the changes are unsure.
func (w *world) try(changes ...*connector.Change) ([]connector.Result, error) {
	b := connector.Batch{Kind: changes[0].Ref.Kind, Companies: map[int64]connector.Change{5: {Key: "F-5", Memory: []byte("{}")}, 6: {Key: "F-6"}}}
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

func (w *world) actions(changes ...*connector.Change) string {
	w.t.Helper()
	var actions []string
	for _, r := range w.write(changes...) {
		actions = append(actions, string(r.Action))
	}
	return strings.Join(actions, " ")
}

func contact(key string, c ringdex.Contact) *connector.Change {
	return &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: key, Contact: &c}
}

func company(key string, c ringdex.Company) *connector.Change {
	return &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindCompany}, Key: key, Company: &c}
}

func numbers(list ...string) (all []phone.Number) {
	for _, text := range list {
		all = append(all, phone.Parse(text, phone.Regions{"CZ"}))
	}
	return all
}

// field is a custom field of a record of the emulator, as one text.
func (w *world) field(name, custom string) string {
	r := w.Get("contacts", name)
	return fmt.Sprint(r["customFields"].(map[string]any)[custom])
}

func every(f fault.Failure, n int) fault.Plan { return fault.Plan{Every: map[fault.Failure]int{f: n}} }

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %s, want %s", what, strconv.Quote(got), strconv.Quote(want))
	}
}
