// Package dialecttest is what tests of dialects share: all of them on a real store, and recorded
// exchanges that are replayed through the real handlers.
package dialecttest

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"ringdex/internal/auth"
	"ringdex/internal/auth/apikey"
	"ringdex/internal/calls"
	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/dialect"
	"ringdex/internal/dialect/cti"
	"ringdex/internal/dialect/helpdesk"
	"ringdex/internal/dialect/native"
	"ringdex/internal/dialect/thulium"
	"ringdex/internal/dialect/voipex"
	"ringdex/internal/directory"
	"ringdex/internal/fileimport"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/journal"
	"ringdex/internal/lookup"
	"ringdex/internal/outbound"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/syncer"
	"ringdex/internal/undo"
	"ringdex/internal/webhook"
)

// Main is what TestMain of a package of dialects has to call.
func Main(m *testing.M) int { return enginetest.Main(m) }

// OnPostgreSQL runs the tests of the package once more, on PostgreSQL, without those whose names
// match a pattern of skip.
func OnPostgreSQL(t *testing.T, skip ...string) {
	t.Helper()
	enginetest.Again(t, "-test.skip="+strings.Join(append(skip, "^TestOnPostgreSQL$"), "|"))
}

// World is all dialects on a real store, with a clock that moves a second with each request.
type World struct {
	T          testing.TB
	Folder     string // of the database file; "" on PostgreSQL
	Store      *store.Store
	Org        ringdex.OrganizationID // the default one
	Directory  *directory.Directory
	Intake     *intake.Intake
	Index      *lookup.Index
	Connectors *syncer.Syncer
	Handler    http.Handler
	Log        *Lines
	Names      *Names

	ticks atomic.Int64
}

// Began is when every world begins.
var Began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Clock returns the time of the world, which moves with its ticks only.
func (w *World) Clock() time.Time { return Began.Add(time.Duration(w.ticks.Load()) * time.Second) }

// NewWorld has the organization "default" with the administrator "admin" and a key of each scope.
// around, if not nil, puts something around the store that the dialects see. more are kinds of
// connectors, which may call anybody.
func NewWorld(t testing.TB, around func(ringdex.Store) ringdex.Store, more ...connector.Kind) *World {
	t.Helper()
	database := enginetest.New(t)
	w := &World{T: t, Folder: database.Folder, Store: database.Open(t), Log: &Lines{}, Names: newNames()}
	w.wire(around, more)
	w.Org = w.AddOrganization(ringdex.Organization{Key: ringdex.DefaultOrganization})
	w.AddUser(w.Org, "", User{Name: "admin", Role: "administrator"})
	for _, scope := range []string{"lookup", "read", "write", "admin"} {
		w.AddKey(w.Org, "", Key{Name: scope, Scope: scope})
	}
	return w
}

// MaxUpload is small, so that a test can exceed it.
const MaxUpload = 1 << 20

// wire is what cmd/ringdex does.
func (w *World) wire(around func(ringdex.Store) ringdex.Store, more []connector.Kind) {
	log := slog.New(slog.NewJSONHandler(w.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var st ringdex.Store = w.Store
	if around != nil {
		st = around(st)
	}
	gate := dialect.Gate{Auth: auth.New(auth.Deps{Store: st, Clock: w.Clock, Log: log})}
	regions := []string{"CZ"}
	w.Directory = directory.New(st, w.Clock)
	w.Intake = intake.New(intake.Deps{Store: st, Clock: w.Clock, Log: log, Regions: regions, Hash: gate.Auth.Hash, Nodes: w.Store.Nodes})
	w.Index = lookup.New(lookup.Deps{Store: w.Store, Clock: w.Clock, Log: log, Regions: regions})
	out := outbound.New(outbound.Config{})
	box := seal.New(seal.InFile(filepath.Join(w.T.TempDir(), "ringdex.key")))
	hooks := webhook.NewEndpoints(webhook.EndpointDeps{Store: st, Clock: w.Clock, Box: box, Check: out.Check})
	w.Connectors = syncer.New(syncer.Deps{
		Store: st, Clock: w.Clock, Log: log, Box: box, Kinds: slices.Concat(kinds, more), HTTP: http.DefaultClient, Intake: w.Intake, Regions: regions,
		AddField: w.Directory.AddField, Nodes: w.Store.Nodes,
	})
	callers := dialect.Callers{Index: w.Index, Elsewhere: w.Connectors}
	mux := http.NewServeMux()
	told := calls.New(calls.Deps{Store: w.Store, Index: w.Index, Clock: w.Clock, Log: log})
	w.T.Cleanup(told.Close)
	events := cti.New(cti.Deps{Calls: told, Gate: gate, Log: log})
	mux.Handle(cti.Path, events)
	mux.Handle(cti.KeyPath, events)
	crm := thulium.New(thulium.Deps{Directory: w.Directory, Callers: callers, Gate: gate, Log: log})
	mux.Handle("/api/", helpdesk.New(helpdesk.Deps{Directory: w.Directory, Intake: w.Intake, Gate: gate, Log: log}))
	mux.Handle(thulium.Path, crm)
	mux.Handle(thulium.KeyPath, crm)
	contacts := voipex.New(voipex.Deps{Directory: w.Directory, Intake: w.Intake, Callers: callers, Gate: gate, Log: log, MaxUpload: MaxUpload})
	mux.Handle("/v3/contacts", contacts)
	mux.Handle("/v3/contacts/", contacts)
	own := native.New(native.Deps{
		Directory: w.Directory, Records: directory.NewRecords(st, w.Intake, w.Index), Users: directory.NewUsers(st, w.Clock, gate.Auth.Hash), Intake: w.Intake, Files: fileimport.New(st, w.Intake, regions),
		Index: w.Index, Webhooks: hooks, Connectors: w.Connectors, Journal: journal.New(st),
		Undo: undo.New(undo.Deps{Store: st, Clock: w.Clock}), Calls: told, Callers: callers, Gate: gate, Log: log,
	})
	mux.Handle("/v1/", own)
	mux.Handle(native.KeyPath, own)
	mux.Handle(native.CallKeyPath, own)
	w.Handler = httpx.Chain(mux, httpx.RequestID, httpx.AccessLog(log), httpx.Recover(log), httpx.LimitBody(64<<20))
}

// kinds has one connector, which reaches nothing.
var kinds = []connector.Kind{{Name: "crm", New: func(connector.Deps) connector.Connector { return &crm{} }}}

type crm struct{ address, password, mode string }

// Spec returns a setting of each sort that the API shows.
func (c *crm) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("base_url", &c.address).Require().Like("https://crm.example.com"),
		connector.Secret("password", &c.password).Require(),
		connector.Choice("language", &c.mode, "CZ", "EN").Or("CZ"),
	}
}

// Check says that the account may do nothing.
func (c *crm) Check(context.Context) error { return &call.Error{Status: http.StatusForbidden} }

// Discover returns one column.
func (c *crm) Discover(context.Context) ([]connector.Column, error) {
	return []connector.Column{{Kind: ringdex.KindContact, Name: "tel", Title: "Telefon", Type: "string", Example: "+420 601 111 222"}}, nil
}

// Answer knows one number.
func (c *crm) Answer(_ context.Context, n phone.Number) (intake.Record, bool, error) {
	return intake.Record{
		Identity: intake.Identity{ExternalID: "X-1"},
		Ops:      []ringdex.Op{{Verb: ringdex.Set, Field: "lastName", Value: "Cizí"}, {Verb: ringdex.Set, Field: "organization", Value: "Alfa"}},
	}, n.E164 == "+420733000111", nil
}

// Keeps reports false.
func (c *crm) Keeps() bool { return false }

// Read reads nothing.
func (c *crm) Read(context.Context, connector.Query, connector.Sink) (connector.State, error) {
	return nil, nil
}

// Lines keeps what is logged.
type Lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write keeps log lines.
func (l *Lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String returns all lines.
func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Do answers a request, as ServeHTTP does.
func (w *World) Do(r *http.Request) *http.Response {
	w.T.Helper()
	recorder := httptest.NewRecorder()
	w.serve(recorder, r)
	return recorder.Result()
}

// ServeHTTP answers a request, a second after the one before.
func (w *World) ServeHTTP(into http.ResponseWriter, r *http.Request) {
	w.ticks.Add(1)
	if err := w.Index.CatchUp(r.Context(), false); err != nil {
		w.T.Error(err)
	}
	w.Handler.ServeHTTP(into, r)
}

// serve lets an answer end where its handler aborts it, as a server's connection does.
func (w *World) serve(recorder *httptest.ResponseRecorder, r *http.Request) {
	defer func() {
		if cause := recover(); cause != nil && cause != http.ErrAbortHandler {
			panic(cause)
		}
	}()
	w.ServeHTTP(recorder, r)
}

// Call is Do with the parts of a request; it gives back the body.
func (w *World) Call(method, target, authorization, body string) (status int, answer string) {
	w.T.Helper()
	r := httptest.NewRequestWithContext(w.T.Context(), method, target, strings.NewReader(body))
	r.Header.Set("Authorization", authorization)
	r.Header.Set("If-Match", "*") // only our own wire wants it
	switch r.Header.Set("Content-Type", "application/json"); {
	case method == http.MethodPatch:
		r.Header.Set("Content-Type", "application/json-patch+json")
	case strings.Contains(target, ":import"):
		r.Header.Set("Content-Type", "application/x-ndjson")
	case strings.HasPrefix(body, "--"+Boundary):
		r.Header.Set("Content-Type", "multipart/form-data; boundary="+Boundary)
	}
	response := w.Do(r)
	text, err := io.ReadAll(response.Body)
	if err != nil {
		w.T.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// Boundary divides the parts of a body as Call sends it.
const Boundary = "part-of-the-test"

// FormFile is a body with a file in it, as curl --form file=@import.csv sends it.
func FormFile(csv string) string {
	return "--" + Boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"import.csv\"\r\nContent-Type: text/csv\r\n\r\n" +
		csv + "\r\n--" + Boundary + "--\r\n"
}

// Basic returns the header Authorization of HTTP Basic.
func Basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// AddOrganization creates a tenant.
func (w *World) AddOrganization(o ringdex.Organization) ringdex.OrganizationID {
	w.T.Helper()
	o.Created = w.Clock()
	o, err := w.Store.PutOrganization(w.T.Context(), o)
	if err != nil {
		w.T.Fatal(err)
	}
	return o.ID
}

// Update writes; a failure ends the test.
func (w *World) Update(org ringdex.OrganizationID, fn func(ringdex.Writer) error) {
	w.T.Helper()
	if err := w.Store.Update(w.T.Context(), org, fn); err != nil {
		w.T.Fatal(err)
	}
}

// View reads; a failure ends the test.
func (w *World) View(org ringdex.OrganizationID, fn func(ringdex.Reader) error) {
	w.T.Helper()
	if err := w.Store.View(w.T.Context(), org, fn); err != nil {
		w.T.Fatal(err)
	}
}

// addUser adds a user with the password "NAME-password", hashed at minimal cost. prefix leads what
// fixtures call it.
func (w *World) AddUser(org ringdex.OrganizationID, prefix string, u User) ringdex.ID {
	w.T.Helper()
	c := &ringdex.Contact{
		ID: ringdex.NewID(w.Clock()), Version: 1, UserName: u.Name, FirstName: u.FirstName, Emails: u.Emails,
		Created: w.Clock(), Updated: w.Clock(), PasswordChanged: w.Clock(),
	}
	if u.Role != "" {
		var err error
		if c.Roles, err = ringdex.ParseRole(u.Role); err != nil {
			w.T.Fatal(err)
		}
	}
	w.Update(org, func(wr ringdex.Writer) error {
		change := ringdex.Change{
			Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Actor: "test", At: w.Clock()}, Contact: ringdex.Images[ringdex.Contact]{After: c},
		}
		if err := wr.Apply([]ringdex.Change{change}); err != nil {
			return err
		}
		return wr.SetPassword(c.ID, cheapHash(PasswordOf(u.Name)))
	})
	w.Names.know(prefix+u.Name, c.ID.String())
	return c.ID
}

// PasswordOf returns the password of a user of a seed.
func PasswordOf(name string) string { return name + "-password" }

// cheapHash is a hash in the form of auth that takes no time to verify.
func cheapHash(password string) string {
	const salt = "salt of the test"
	sum := argon2.IDKey([]byte(password), []byte(salt), 1, 8, 1, 32)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64.EncodeToString([]byte(salt)), b64.EncodeToString(sum))
}

// AddKey creates an API key and returns its secret.
func (w *World) AddKey(org ringdex.OrganizationID, prefix string, k Key) string {
	w.T.Helper()
	want := ringdex.Key{Name: k.Name, Scope: ringdex.Scope(k.Scope), Source: k.Source, Allow: k.Allow}
	if k.Expired {
		want.Expires = w.Clock()
	}
	secret, _, err := apikey.Add(w.T.Context(), w.Store, w.Clock, org, want)
	if err != nil {
		w.T.Fatal(err)
	}
	w.Names.Keys[prefix+k.Name] = secret
	return secret
}

// The paths of the helpdesk's imports.
const (
	ContactsPath  = "/api/Import/SyncRequestorUsers"
	CompaniesPath = "/api/Import/SyncRequestorCustomers"
)
