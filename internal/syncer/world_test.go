package syncer

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/directory"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

// world is a Syncer over a real store with a queue that runs, and remote systems in memory.
type world struct {
	*Syncer
	t      *testing.T
	store  *store.Store
	org    ringdex.OrganizationID
	intake *intake.Intake
	remote *remote
	clock  *clock
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	st := enginetest.Open(t)
	now := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: now.Now()})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: st, org: o.ID, clock: now, remote: &remote{has: map[string]string{}}}
	node := ringdex.Node{ID: "this", Host: "test", Started: now.Now()}
	quiet := slog.New(slog.DiscardHandler)
	w.intake = intake.New(intake.Deps{Store: st, Clock: now.Now, Log: quiet, Regions: []string{"CZ"}, Node: node.ID, Nodes: st.Nodes})
	box := seal.New(seal.InFile(filepath.Join(t.TempDir(), "key")))
	w.Syncer = New(Deps{
		Store: st, Clock: now.Now, Log: quiet, Box: box, HTTP: http.DefaultClient, Intake: w.intake, Regions: phone.Regions{"CZ"},
		AddField: directory.New(st, now.Now).AddField, Node: node.ID, Nodes: st.Nodes,
		Kinds: []connector.Kind{
			{Name: "reader", New: func(connector.Deps) connector.Connector { return &reader{remote: w.remote} }},
			{Name: "writer", New: func(connector.Deps) connector.Connector { return &writer{settings{remote: w.remote}} }},
			{Name: "answerer", New: func(connector.Deps) connector.Connector { return &answerer{settings{remote: w.remote}} }},
			{Name: "replacer", New: func(connector.Deps) connector.Connector { return &replacer{settings{remote: w.remote}} }},
		},
	})
	w.work(node, quiet)
	return w
}

// work runs the queue until the test ends.
func (w *world) work(node ringdex.Node, log *slog.Logger) {
	q := jobs.NewQueue(jobs.Deps{Store: w.store, Clock: w.clock.Now, Log: log, Node: node})
	for _, work := range w.Works() {
		if work.Kind == JobPush || work.Kind == JobKeep {
			q.Register(work)
		}
	}
	ctx, stop := context.WithCancel(w.t.Context())
	var running sync.WaitGroup
	running.Go(func() { q.Run(ctx) })
	w.t.Cleanup(func() { stop(); running.Wait() })
}

func (w *world) add(config Config) ringdex.Connector {
	w.t.Helper()
	if config.Settings == nil {
		config.Settings = connector.Values{"password": "tajne"}
	}
	c, err := w.Add(w.t.Context(), w.org, config)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) read(how Reading) (Report, error) {
	w.t.Helper()
	return w.Read(w.t.Context(), w.org, "erp", how)
}

func (w *world) mustRead(how Reading) Report {
	w.t.Helper()
	report, err := w.read(how)
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

// put imports contacts of a source: their last names by external id. A name "@A" is a company.
func (w *world) put(source string, names map[string]string) {
	w.t.Helper()
	records := map[ringdex.Kind][]intake.Record{}
	for _, key := range slices.Sorted(maps.Keys(names)) {
		kind, field := ringdex.KindContact, "lastName"
		if strings.HasPrefix(names[key], "@") {
			kind, field = ringdex.KindCompany, "name"
		}
		records[kind] = append(records[kind], recordOf(key, field, names[key]))
	}
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		order := intake.Order{Organization: w.org, Source: source, Kind: kind, Door: "test", Actor: "jana"}
		for _, record := range records[kind] {
			w.clock.add(time.Millisecond) // so that their ids are in order
			result, err := w.intake.Call(w.t.Context(), order, []intake.Record{record})
			if err != nil || result.Run.Counts.Refused > 0 {
				w.t.Fatal(err, result.Outcomes)
			}
		}
	}
}

func recordOf(key, field, name string) intake.Record {
	return intake.Record{
		Identity: intake.Identity{ExternalID: key},
		Ops:      []ringdex.Op{{Verb: ringdex.Set, Field: field, Value: name, At: field}},
	}
}

func (w *world) contact(source, key string) (c *ringdex.Contact) {
	w.t.Helper()
	w.view(func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByExternalID(r, source, []string{key})
		if err != nil {
			return err
		}
		all, err := r.Contacts([]ringdex.ID{found[key].Contact})
		c = all[found[key].Contact]
		return err
	})
	return c
}

func (w *world) view(fn func(ringdex.Reader) error) {
	w.t.Helper()
	if err := w.store.View(w.t.Context(), w.org, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) update(fn func(ringdex.Writer) error) {
	w.t.Helper()
	if err := w.store.Update(w.t.Context(), w.org, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) send() (State, error) {
	return w.Send(w.t.Context(), w.org, "desk", false, nil)
}

func (w *world) mustSend() State {
	w.t.Helper()
	state, err := w.send()
	if err != nil {
		w.t.Fatal(err)
	}
	return state
}

var (
	_ connector.Reader   = (*reader)(nil)
	_ connector.Comparer = (*writer)(nil)
	_ connector.Replacer = (*replacer)(nil)
)

// remote is a remote system: names by key.
type remote struct {
	mu      sync.Mutex
	has     map[string]string
	calls   [][]string // keys of each call
	unsure  []string   // keys that were sent as unsure
	spoilt  string     // name because of which a whole call is refused
	refused string     // name that is refused
	fail    []error    // of the next calls
	after   bool       // they were processed all the same
	since   []string   // states that reads began at
	place   string     // state that the next read returns
	broken  error      // of the next read, at its end
	total   bool       // the next read is complete
	custom  bool       // the next read adds a field
	limit   int        // of a call that writes; 0: 2
}

func (r *remote) sent() (all []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, call := range r.calls {
		all = append(all, strings.Join(call, " "))
	}
	r.calls = nil
	return all
}

type settings struct {
	remote   *remote
	password string
	fields   map[string]string
}

func (s *settings) Spec() connector.Spec {
	return connector.Spec{connector.Secret("password", &s.password).Require(), connector.Map("map", &s.fields)}
}

// reader reads all names, or those behind a state.
type reader struct {
	remote   *remote
	password string
}

func (r *reader) Spec() connector.Spec {
	return connector.Spec{connector.Secret("password", &r.password).Require()}
}

func (r *reader) Read(ctx context.Context, q connector.Query, sink connector.Sink) (connector.State, error) {
	r.remote.since = append(r.remote.since, string(q.Since))
	if r.remote.custom {
		if err := sink.AddField(ctx, ringdex.Field{Kind: ringdex.KindContact, Key: "ico", Title: "IČO", Type: ringdex.TypeText}); err != nil {
			return nil, err
		}
	}
	err := sink.Take(ctx, ringdex.KindContact, func(yield func(intake.Record, error) bool) {
		for _, key := range slices.Sorted(maps.Keys(r.remote.has)) {
			if !yield(recordOf(key, "lastName", r.remote.has[key]), nil) {
				return
			}
		}
		if r.remote.broken != nil {
			yield(intake.Record{}, r.remote.broken)
		}
	}, nil)
	if err == nil && r.remote.total {
		err = sink.Complete(ctx, ringdex.KindContact)
	}
	if err != nil {
		return nil, err
	}
	return connector.State(r.remote.place), nil
}

// writer writes names, two contacts or companies a call.
type writer struct{ settings }

// memory is what the writer has of a record.
type memory struct {
	Name string
	Sent string // if the name was read
}

func nameIn(c *connector.Change) string {
	switch {
	case c.Contact != nil:
		return c.Contact.LastName
	case c.Company != nil:
		return c.Company.Name
	}
	return ""
}

func (w *writer) Limit(ringdex.Kind) int { return cmp.Or(w.remote.limit, 2) }

func (w *writer) Write(_ context.Context, b *connector.Batch) ([]connector.Result, error) {
	r := w.remote
	r.mu.Lock()
	defer r.mu.Unlock()
	var failed error
	if len(r.fail) > 0 {
		failed, r.fail = r.fail[0], r.fail[1:]
		if failed != nil && !r.after {
			return nil, failed
		}
	}
	results, names := make([]connector.Result, len(b.Changes)), []string(nil)
	for i := range b.Changes {
		c := &b.Changes[i]
		if c.Unsure {
			r.unsure = append(r.unsure, nameIn(c))
		}
		if r.spoilt != "" && nameIn(c) == r.spoilt {
			return nil, &call.Error{Status: http.StatusBadRequest, Body: []byte("spoilt")}
		}
		results[i] = w.write(c, b)
		if a := results[i].Action; a != ringdex.Unchanged && a != ringdex.Refused {
			names = append(names, w.named(c, b))
		}
	}
	if len(names) > 0 {
		r.calls = append(r.calls, names)
	}
	if failed != nil {
		return nil, failed
	}
	return results, nil
}

// named returns the name, and the company if the system has it.
func (w *writer) named(c *connector.Change, b *connector.Batch) string {
	name := nameIn(c)
	if c.Contact != nil && len(b.Companies[c.Contact.DefaultCompany].Memory) > 0 {
		name += " in " + b.Companies[c.Contact.DefaultCompany].Company.Name
	}
	return name
}

func (w *writer) write(c *connector.Change, b *connector.Batch) connector.Result {
	var before memory
	_ = json.Unmarshal(c.Memory, &before)
	name := w.named(c, b)
	switch {
	case c.Gone():
		if c.OnGone == connector.DeleteGone {
			delete(w.remote.has, c.Key)
		}
		return connector.Result{Action: ringdex.Deleted}
	case name == w.remote.refused:
		return connector.Result{Action: ringdex.Refused, Problem: message.Err("kind.contact")}
	case before.Name == name:
		return connector.Result{Action: ringdex.Unchanged}
	}
	w.remote.has[c.Key] = name
	body, _ := json.Marshal(memory{Name: name})
	return connector.Result{Action: ringdex.Updated, Memory: body}
}

func (w *writer) Remote(_ context.Context, kind ringdex.Kind) iter.Seq2[connector.Remote, error] {
	return func(yield func(connector.Remote, error) bool) {
		for key, name := range w.remote.has {
			body, _ := json.Marshal(memory{Name: name})
			if strings.HasPrefix(name, "@") == (kind == ringdex.KindCompany) && !yield(connector.Remote{Key: key, Memory: body}, nil) {
				return
			}
		}
	}
}

func (w *writer) Join(kept, there []byte) []byte {
	var m, was memory
	_, _ = json.Unmarshal(there, &m), json.Unmarshal(kept, &was)
	m.Sent = was.Name
	body, _ := json.Marshal(m)
	return body
}

func (w *writer) Differs(c *connector.Change, _ *connector.Batch) ([]string, error) {
	var there memory
	_ = json.Unmarshal(c.Memory, &there)
	switch {
	case nameIn(c) == "impossible":
		return nil, message.Err("kind.company")
	case there.Name == nameIn(c):
		return nil, nil
	}
	return []string{"name, sent as " + there.Sent}, nil
}

// answerer knows names by number.
type answerer struct{ settings }

func (a *answerer) Keeps() bool { return a.remote.place == "keep" }

func (a *answerer) Answer(_ context.Context, n phone.Number) (intake.Record, bool, error) {
	a.remote.mu.Lock()
	defer a.remote.mu.Unlock()
	name, found := a.remote.has[n.E164]
	rec := recordOf(n.E164, "lastName", name)
	rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Add, Field: "phones", Value: n.E164})
	return rec, found, nil
}

// replacer sends all names at once.
type replacer struct{ settings }

var _ connector.Replacer = (*replacer)(nil)

func (r *replacer) Complete() bool { return true }

func (r *replacer) Replace(_ context.Context, all iter.Seq2[connector.Change, error], _ *connector.Batch, report func(connector.Change, connector.Result) error) error {
	r.remote.mu.Lock()
	defer r.remote.mu.Unlock()
	has := map[string]string{}
	for c, err := range all {
		if err != nil {
			return err
		}
		if name := nameIn(&c); name != r.remote.refused {
			has[c.Key] = name
		} else if err := report(c, connector.Result{Action: ringdex.Refused, Problem: message.Err("kind.contact")}); err != nil {
			return err
		}
	}
	r.remote.has = has
	return nil
}
