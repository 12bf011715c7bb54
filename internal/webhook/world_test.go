// Package webhook_test tells real receivers on loopback of what happens in a real store, with real
// queues and a clock that the tests set.
package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/await"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/webhook"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

type world struct {
	*testing.T
	folder string // of keys
	db     enginetest.Database
	store  *store.Store
	org    ringdex.OrganizationID
	hooks  *webhook.Endpoints
	intake *intake.Intake
	box    *seal.Box
	log    *lines
	queues []*jobs.Queue
	sender *webhook.Sender // of the last node

	mu  sync.Mutex
	now time.Time
}

var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// pass lets time go by.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	for _, q := range w.queues {
		q.Wake()
	}
}

// newWorld has one organization and as many nodes as are asked for, which may reach loopback. They
// wait for answers as long as a busy machine needs: a receiver that is told again has been told
// twice.
func newWorld(t *testing.T, nodes int) *world {
	t.Helper()
	return newImpatientWorld(t, nodes, time.Hour)
}

// newImpatientWorld returns a world with a timeout for answers.
func newImpatientWorld(t *testing.T, nodes int, timeout time.Duration) *world {
	t.Helper()
	w := &world{T: t, folder: t.TempDir(), db: enginetest.New(t), now: began, log: &lines{}}
	st := w.db.Open(t)
	w.store = st
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: began})
	if err != nil {
		t.Fatal(err)
	}
	w.org = o.ID
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	out := outbound.New(outbound.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: timeout})
	w.box = seal.New(seal.InFile(filepath.Join(w.folder, "ringdex.db.key")))
	w.hooks = webhook.NewEndpoints(webhook.EndpointDeps{Store: st, Clock: w.clock, Box: w.box, Check: out.Check})
	w.intake = intake.New(intake.Deps{
		Store: st, Clock: w.clock, Log: log, Regions: []string{"CZ"}, Nodes: st.Nodes,
		Hash: func(_ context.Context, password string) (string, error) { return "hash of " + password, nil },
	})
	for i := range nodes {
		w.start(log, out, fmt.Sprintf("node-%d", i))
	}
	return w
}

func (w *world) start(log *slog.Logger, out *outbound.Client, node string) {
	q := jobs.NewQueue(jobs.Deps{Store: w.store, Clock: w.clock, Log: log, Node: ringdex.Node{ID: node, Host: node, Started: began}})
	sender := webhook.New(webhook.Deps{Store: w.store, Clock: w.clock, Log: log, Outbound: out, Box: w.box})
	w.sender = sender
	for _, work := range sender.Works() {
		q.Register(work)
	}
	w.queues = append(w.queues, q)
	ctx, stop := context.WithCancel(w.Context())
	var running sync.WaitGroup
	running.Go(func() { q.Run(ctx) })
	w.Cleanup(func() { stop(); running.Wait() })
}

type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// until waits for a condition.
func (w *world) until(what string, done func() bool) {
	w.Helper()
	await.Until(w.T, what, done, w.log.String)
}

// quiet waits until the journal has been read and nothing is due or under way.
func (w *world) quiet() {
	w.Helper()
	w.until("quiet", func() bool {
		quiet := true
		w.view(func(r ringdex.Reader) error {
			hooks, err := ringdex.Documents[ringdex.Webhook](r)
			if err != nil {
				return err
			}
			for _, hook := range hooks {
				cursor, err := r.Cursor("webhook/" + hook.ID.String())
				if err != nil {
					return err
				}
				quiet = quiet && (hook.Disabled || cursor.Changes == r.Head().Changes)
			}
			quiet = quiet && !w.busy(r)
			return nil
		})
		return quiet
	})
}

// busy says whether a delivery or a replay is under way, or due with none of its record before it.
func (w *world) busy(r ringdex.Reader) bool {
	w.Helper()
	for _, kind := range []string{webhook.JobDeliver, webhook.JobReplay} {
		list, err := jobs.Of(r).Jobs(ringdex.JobFilter{Kind: kind}, ringdex.Page{Limit: 5000})
		if err != nil {
			w.Fatal(err)
		}
		before := map[string]bool{}
		for _, j := range list {
			place := j.Group + " " + j.Key
			if j.State == ringdex.JobRunning || j.State == ringdex.JobWaiting && !j.Due.After(w.clock()) && !before[place] {
				return true
			}
			before[place] = before[place] || j.Key != "" && j.State == ringdex.JobWaiting
		}
	}
	return false
}

func (w *world) view(fn func(ringdex.Reader) error) {
	w.Helper()
	if err := w.store.View(w.Context(), w.org, fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) add(want ringdex.Webhook) (ringdex.Webhook, string) {
	w.Helper()
	hook, secret, err := w.hooks.Add(w.Context(), w.org, want)
	if err != nil {
		w.Fatal(err)
	}
	return hook, secret
}

func (w *world) show(id ringdex.ID) webhook.State {
	w.Helper()
	state, err := w.hooks.Show(w.Context(), w.org, id)
	if err != nil {
		w.Fatal(err)
	}
	return state
}

// take takes contacts in, as a file: each is "key field=value field=value…".
func (w *world) take(source string, contacts ...string) intake.Result {
	w.Helper()
	var records []intake.Record
	for i, text := range contacts {
		key, fields, _ := strings.Cut(text, " ")
		rec := intake.Record{At: ringdex.Position{Index: i}, Identity: intake.Identity{ExternalID: key}}
		for field := range strings.FieldsSeq(fields) {
			name, value, _ := strings.Cut(field, "=")
			rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: name, Value: value})
		}
		records = append(records, rec)
	}
	job := intake.Order{Organization: w.org, Source: source, Kind: ringdex.KindContact, Door: "test", Actor: "tester"}
	each := func(yield func(intake.Record, error) bool) {
		for i := range records {
			if !yield(records[i], nil) {
				return
			}
		}
	}
	var report intake.Result
	var err error
	report.Run, err = w.intake.Stream(w.Context(), job, each, func(o *ringdex.Outcome) error {
		report.Outcomes = append(report.Outcomes, *o)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return report
}

// receiver is an endpoint with answers that the test sets.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []request
	answer func(w http.ResponseWriter, r *http.Request)
	now    int // requests that are being answered
	most   int // maximum of concurrent requests
}

type request struct {
	header http.Header
	body   []byte
	event
	taken bool
}

// event is what a receiver reads of a body.
type event struct {
	Type string
	Data struct {
		ID      string
		Seq     int64
		Record  map[string]any
		Changes []struct{ Field, Old, New string }
	}
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// ServeHTTP notes the request and answers.
func (r *receiver) ServeHTTP(w http.ResponseWriter, asked *http.Request) {
	body, _ := io.ReadAll(asked.Body)
	got := request{header: asked.Header, body: body}
	_ = json.Unmarshal(body, &got.event)
	r.mu.Lock()
	answer := r.answer
	r.now++
	r.most = max(r.most, r.now)
	r.mu.Unlock()
	recorder := httptest.NewRecorder()
	if answer != nil {
		asked.Body = io.NopCloser(bytes.NewReader(body))
		answer(recorder, asked)
	}
	for name := range recorder.Header() {
		w.Header().Set(name, recorder.Header().Get(name))
	}
	got.taken = recorder.Code < 300
	r.mu.Lock()
	r.got = append(r.got, got)
	r.now--
	r.mu.Unlock()
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

func (r *receiver) set(answer func(w http.ResponseWriter, r *http.Request)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

func (r *receiver) status(code int) {
	r.set(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
}

// all are the requests that have come, forgotten afterwards.
func (r *receiver) all() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got
	r.got = nil
	return got
}

// types are the events of requests.
func types(list []request) []string {
	var all []string
	for _, r := range list {
		all = append(all, r.Type)
	}
	slices.Sort(all)
	return all
}
