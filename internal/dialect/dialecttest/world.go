package dialect_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/dialect/helpdesk"
	"ringdex/internal/dialect/native"
	"ringdex/internal/dialect/thulium"
	"ringdex/internal/dialect/voipex"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store/storetest/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	// The log's test has a store before the real one that fails, whatever is behind it.
	enginetest.Again(t, "-test.skip=^(TestOnPostgreSQL|TestLogHasNothingPersonal)$")
}

// world is all dialects on a real store, with a clock that moves a second with each request.
type world struct {
	t         testing.TB
	folder    string // of the database file; "" on PostgreSQL
	store     ringdex.Store
	org       ringdex.OrganizationID // the default one
	directory *directory.Directory
	intake    *intake.Intake
	index     *lookup.Index
	handler   http.Handler
	log       *lines
	ticks     atomic.Int64
	names     *names
}

// began is when every world begins.
var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (w *world) clock() time.Time { return began.Add(time.Duration(w.ticks.Load()) * time.Second) }

// newWorld has the organization "default" with the administrator "admin" and a key of each scope. around, if not
// nil, puts something around the store that the dialects see.
func newWorld(t testing.TB, around func(ringdex.Store) ringdex.Store) *world {
	t.Helper()
	database := enginetest.New(t)
	w := &world{t: t, folder: database.Folder, store: database.Open(t), log: &lines{}, names: newNames()}
	w.wire(around)
	w.org = w.addOrganization(ringdex.Organization{Key: ringdex.DefaultOrganization})
	w.addUser(w.org, "", user{Name: "admin", Role: "administrator"})
	for _, scope := range []string{"lookup", "read", "write", "admin"} {
		w.addKey(w.org, "", key{Name: scope, Scope: scope})
	}
	return w
}

// maxUpload is small, so that a test can exceed it.
const maxUpload = 1 << 20

// wire is what cmd/ringdex does.
func (w *world) wire(around func(ringdex.Store) ringdex.Store) {
	log := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	st := w.store
	if around != nil {
		st = around(st)
	}
	gate := dialect.Gate{Auth: auth.New(auth.Deps{Store: st, Clock: w.clock, Log: log})}
	regions := []string{"CZ"}
	w.directory = directory.New(st, w.clock)
	w.intake = intake.New(intake.Deps{Store: st, Clock: w.clock, Log: log, Regions: regions, Hash: gate.Auth.Hash})
	w.index = lookup.New(lookup.Deps{Store: w.store, Clock: w.clock, Log: log, Regions: regions})
	mux := http.NewServeMux()
	crm := thulium.New(thulium.Deps{Directory: w.directory, Index: w.index, Gate: gate, Log: log})
	mux.Handle("/api/", helpdesk.New(helpdesk.Deps{Directory: w.directory, Intake: w.intake, Gate: gate, Log: log}))
	mux.Handle(thulium.Path, crm)
	mux.Handle(thulium.KeyPath, crm)
	contacts := voipex.New(voipex.Deps{Directory: w.directory, Intake: w.intake, Index: w.index, Gate: gate, Log: log, MaxUpload: maxUpload})
	mux.Handle("/v3/contacts", contacts)
	mux.Handle("/v3/contacts/", contacts)
	out := httpx.NewOutbound(httpx.OutboundConfig{})
	hooks := directory.NewWebhooks(directory.WebhookDeps{
		Store: st, Clock: w.clock, Box: seal.New(seal.InFile(filepath.Join(w.t.TempDir(), "ringdex.key"))), Check: out.Check,
	})
	own := native.New(native.Deps{Directory: w.directory, Webhooks: hooks, Index: w.index, Gate: gate, Log: log})
	mux.Handle("/v1/", own)
	mux.Handle(native.KeyPath, own)
	w.handler = httpx.Chain(mux, httpx.RequestID, httpx.AccessLog(log), httpx.Recover(log), httpx.LimitBody(64<<20))
}

// lines keeps what is logged.
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

// do answers a request, a second after the one before.
func (w *world) do(r *http.Request) *http.Response {
	w.t.Helper()
	w.ticks.Add(1)
	if err := w.index.CatchUp(w.t.Context(), false); err != nil {
		w.t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Result()
}

// call is do with the parts of a request; it gives back the body.
func (w *world) call(method, target, authorization, body string) (status int, answer string) {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, target, strings.NewReader(body))
	r.Header.Set("Authorization", authorization)
	switch r.Header.Set("Content-Type", "application/json"); {
	case method == http.MethodPatch:
		r.Header.Set("Content-Type", "application/json-patch+json")
	case strings.HasPrefix(body, "--"+boundary):
		r.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	}
	response := w.do(r)
	text, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// boundary divides the parts of a body as call sends it.
const boundary = "part-of-the-test"

// formFile is a body with a file in it, as curl --form file=@import.csv sends it.
func formFile(csv string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"import.csv\"\r\nContent-Type: text/csv\r\n\r\n" +
		csv + "\r\n--" + boundary + "--\r\n"
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func (w *world) addOrganization(o ringdex.Organization) ringdex.OrganizationID {
	w.t.Helper()
	o.Created = w.clock()
	o, err := w.store.PutOrganization(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	return o.ID
}

func (w *world) update(org ringdex.OrganizationID, fn func(ringdex.Writer) error) {
	w.t.Helper()
	if err := w.store.Update(w.t.Context(), org, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) view(org ringdex.OrganizationID, fn func(ringdex.Reader) error) {
	w.t.Helper()
	if err := w.store.View(w.t.Context(), org, fn); err != nil {
		w.t.Fatal(err)
	}
}

// addUser adds somebody whose password is "NAME-password", hashed at next to no cost. prefix leads what fixtures
// call it.
func (w *world) addUser(org ringdex.OrganizationID, prefix string, u user) ringdex.ID {
	w.t.Helper()
	c := &ringdex.Contact{
		ID: ringdex.NewID(w.clock()), Version: 1, UserName: u.Name, FirstName: u.FirstName, Emails: u.Emails,
		Created: w.clock(), Updated: w.clock(), PasswordChanged: w.clock(),
	}
	if u.Role != "" {
		var err error
		if c.Roles, err = ringdex.ParseRole(u.Role); err != nil {
			w.t.Fatal(err)
		}
	}
	w.update(org, func(wr ringdex.Writer) error {
		change := ringdex.Change{
			Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Actor: "test", At: w.clock()}, Contact: ringdex.Images[ringdex.Contact]{After: c},
		}
		if err := wr.Apply([]ringdex.Change{change}); err != nil {
			return err
		}
		return wr.SetPassword(c.ID, cheapHash(passwordOf(u.Name)))
	})
	w.names.know(prefix+u.Name, c.ID.String())
	return c.ID
}

func passwordOf(name string) string { return name + "-password" }

// cheapHash is a hash in the form of auth that takes no time to verify.
func cheapHash(password string) string {
	const salt = "salt of the test"
	sum := argon2.IDKey([]byte(password), []byte(salt), 1, 8, 1, 32)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64.EncodeToString([]byte(salt)), b64.EncodeToString(sum))
}

func (w *world) addKey(org ringdex.OrganizationID, prefix string, k key) string {
	w.t.Helper()
	want := ringdex.Key{Name: k.Name, Scope: ringdex.Scope(k.Scope), Source: k.Source, Allow: k.Allow}
	if k.Expired {
		want.Expires = w.clock()
	}
	secret, _, err := auth.AddKey(w.t.Context(), w.store, w.clock, org, want)
	if err != nil {
		w.t.Fatal(err)
	}
	w.names.keys[prefix+k.Name] = secret
	return secret
}
