package voipex_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/voipex"
	emulator "ringdex/internal/emulator/voipex"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// world is a connector with the emulator that it writes to.
type world struct {
	*emulator.Emulator
	*voipex.Voipex
	t *testing.T

	mu   sync.Mutex
	sent []string
}

func newWorld(t *testing.T, o emulator.Options, settings ...string) *world {
	t.Helper()
	w := &world{t: t}
	o.Username, o.Password = "sync", "tajne"
	w.Emulator = emulator.New(o)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.record(r)
		w.Emulator.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	c := voipex.New(connector.Deps{HTTP: server.Client(), Clock: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }})
	values := connector.Values{"base_url": server.URL + "/v3/contacts", "username": "sync", "password": "tajne"}
	for _, s := range settings {
		key, value, _ := strings.Cut(s, "=")
		values[key] = value
	}
	if problems := connector.Configure(c, values); len(problems) > 0 {
		t.Fatal(problems)
	}
	w.Voipex = c.(*voipex.Voipex)
	return w
}

// record keeps a call as text, with a fixed boundary of its parts.
func (w *world) record(r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	kind := r.Header.Get("Content-Type")
	if _, parameters, err := mime.ParseMediaType(kind); err == nil && parameters["boundary"] != "" {
		kind = strings.ReplaceAll(kind, parameters["boundary"], "BOUNDARY")
		body = []byte(strings.ReplaceAll(strings.ReplaceAll(string(body), parameters["boundary"], "BOUNDARY"), "\r\n", "\n"))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, strings.TrimSpace(fmt.Sprintf("%s %s\n%s\n\n%s", r.Method, r.URL, kind, body)))
}

// calls returns the calls since the last calls.
func (w *world) calls() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	sent := w.sent
	w.sent = nil
	return sent
}

func batch(changes ...*connector.Change) *connector.Batch {
	b := &connector.Batch{
		Kind:      ringdex.KindContact,
		Fields:    []ringdex.Field{{ID: 1, Kind: ringdex.KindContact, Key: "customField1", Type: ringdex.TypeText}},
		Companies: map[int64]connector.Change{5: {Company: &ringdex.Company{Name: "Firma s.r.o."}}},
	}
	for _, c := range changes {
		b.Changes = append(b.Changes, *c)
	}
	return b
}

// replace uploads contacts and returns the refused ones with their reasons.
func (w *world) replace(changes ...*connector.Change) (string, error) {
	var refused []string
	var all iter.Seq2[connector.Change, error] = func(yield func(connector.Change, error) bool) {
		for _, c := range changes {
			if !yield(*c, nil) {
				return
			}
		}
	}
	err := w.Replace(context.Background(), all, batch(), func(c connector.Change, r connector.Result) error {
		refused = append(refused, fmt.Sprint(c.Key, " ", r.Action, ": ", r.Problem))
		return nil
	})
	slices.Sort(refused)
	return strings.Join(refused, "\n"), err
}

// try writes changes and keeps their memories. After a failure they are unsure.
func (w *world) try(changes ...*connector.Change) ([]connector.Result, error) {
	results, err := w.Write(context.Background(), batch(changes...))
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

// has returns columns of all contacts of the emulator.
func (w *world) has(columns ...string) string {
	var all []string
	for _, c := range w.Contacts() {
		var one []string
		for _, column := range columns {
			one = append(one, c[column])
		}
		all = append(all, strings.Join(one, ":"))
	}
	return strings.Join(all, " ")
}

func contact(key string, c ringdex.Contact) *connector.Change {
	return &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: key, Contact: &c}
}

func numbers(list ...string) (all []phone.Number) {
	for _, text := range list {
		all = append(all, phone.Parse(text, phone.Regions{"CZ"}))
	}
	return all
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %s, want %s", what, strconv.Quote(got), strconv.Quote(want))
	}
}
