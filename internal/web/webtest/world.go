// Package webtest is what tests of pages share: all pages on a real store, and browsers that are
// signed in.
//
// It owns the wiring of the pages for tests, and a browser without scripts. The real one is
// Chromium, in package chromium.
package webtest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/auth/password"
	"ringdex/internal/calls"
	"ringdex/internal/connector"
	"ringdex/internal/connector/helios"
	"ringdex/internal/connector/helpdesk"
	"ringdex/internal/directory"
	"ringdex/internal/fileimport"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/journal"
	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/syncer"
	"ringdex/internal/undo"
	"ringdex/internal/upload"
	"ringdex/internal/web"
)

// World is the pages on a real store. Its clock moves a second with each reading.
type World struct {
	T          testing.TB
	Store      *store.Store
	Org        ringdex.OrganizationID
	Directory  *directory.Directory
	Records    *directory.Records
	Intake     *intake.Intake
	Calls      *calls.Calls
	Connectors *syncer.Syncer
	URL        string

	ticks atomic.Int64
}

// Began is when every world begins.
var Began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Clock returns the time of the world.
func (w *World) Clock() time.Time { return Began.Add(time.Duration(w.ticks.Add(1)) * time.Second) }

// New serves the pages of an empty organization. change, if not nil, changes what they are given.
func New(t testing.TB, change func(*web.Deps)) *World {
	t.Helper()
	w := &World{T: t, Store: enginetest.Open(t)}
	log := slog.New(slog.DiscardHandler)
	index := lookup.New(lookup.Deps{Store: w.Store, Clock: w.Clock, Log: log, Regions: []string{"CZ"}})
	seen := index.Visible(w.Store, httpx.MarkBehind)
	authority := auth.New(auth.Deps{Store: seen, Clock: w.Clock, Log: log})
	w.Directory = directory.New(seen, w.Clock)
	w.Intake = intake.New(intake.Deps{Store: seen, Clock: w.Clock, Log: log, Regions: []string{"CZ"}, Hash: authority.Hash, Nodes: w.Store.Nodes})
	w.Records = directory.NewRecords(seen, w.Intake, index)
	o, err := w.Store.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Name: "Call centre", Created: w.Clock()})
	if err != nil {
		t.Fatal(err)
	}
	w.Org = o.ID
	if err := index.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	deps := web.Deps{
		Auth: authority, Directory: w.Directory, Records: w.Records, Index: index, Clock: w.Clock, Log: log, Version: "test", Regions: []string{"CZ"},
		Journal: journal.New(seen), Undo: undo.New(undo.Deps{Store: seen, Clock: w.Clock}),
		Uploads: upload.New(upload.Deps{Importer: fileimport.New(seen, w.Intake, []string{"CZ"}), Organization: w.Directory.Organization, Clock: w.Clock}),
	}
	t.Cleanup(deps.Uploads.Close)
	deps.Calls = calls.New(calls.Deps{Store: w.Store, Index: index, Clock: w.Clock, Log: log})
	w.Calls = deps.Calls
	w.Connectors = syncer.New(syncer.Deps{
		Store: seen, Clock: time.Now, Log: log, Box: seal.New(seal.InFile(filepath.Join(t.TempDir(), "ringdex.key"))), Kinds: []connector.Kind{helios.Kind(), helpdesk.Kind()},
		HTTP: http.DefaultClient, Intake: w.Intake, Regions: []string{"CZ"}, AddField: w.Directory.AddField, Nodes: w.Store.Nodes,
	})
	deps.Connectors = w.Connectors
	deps.Users = directory.NewUsers(seen, w.Clock, authority.Hash)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var following sync.WaitGroup
	following.Go(func() { w.Calls.Follow(ctx) })
	t.Cleanup(func() {
		w.Calls.EndWatching()
		w.Calls.Close()
		stop()
		following.Wait()
	})
	if change != nil {
		change(&deps)
	}
	server := httptest.NewServer(httpx.Chain(web.New(deps), httpx.RequestID, httpx.AccessLog(log), httpx.Recover(log), httpx.Behind))
	t.Cleanup(server.Close)
	w.URL = server.URL
	return w
}

// Password is the password of every user of a world.
const Password = "secret of all"

// AddUser adds a user who can sign in with Password.
func (w *World) AddUser(name string, roles ringdex.Roles) {
	w.T.Helper()
	users := directory.NewUsers(w.Store, w.Clock, func(_ context.Context, text string) (string, error) { return password.Hash(text) })
	boss := auth.Principal{Organization: w.Org, Roles: ringdex.Administrator}
	if _, err := users.Create(w.T.Context(), boss, directory.UserDraft{UserName: &name, Roles: &roles}, Password, false); err != nil {
		w.T.Fatal(err)
	}
}

// Browser is a browser without scripts: it keeps cookies and follows no redirection by itself.
type Browser struct {
	World  *World
	Client *http.Client
	Header http.Header // of each request
}

// Browser returns a new one, in which nobody is signed in.
func (w *World) Browser() *Browser {
	jar, _ := cookiejar.New(nil) // never fails
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Browser{w, &http.Client{Jar: jar, CheckRedirect: stay}, http.Header{"Sec-Fetch-Site": {"same-origin"}}}
}

// As returns a browser in which a user is signed in.
func (w *World) As(name string) *Browser {
	w.T.Helper()
	b := w.Browser()
	if answer := b.Post("/sign-in", "login", name, "password", Password); answer.Status != http.StatusSeeOther {
		w.T.Fatalf("%s cannot sign in: %d\n%s", name, answer.Status, answer.Body)
	}
	return b
}

// Answer is what a browser received.
type Answer struct {
	Status   int
	Location string
	Header   http.Header
	Body     string
}

// Get asks for a page.
func (b *Browser) Get(path string) Answer { return b.do(http.MethodGet, path, nil) }

// Post sends a form of names and values.
func (b *Browser) Post(path string, pairs ...string) Answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

// Upload sends a file as the control "file" of a form.
func (b *Browser) Upload(path, name string, content []byte) Answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, _ := w.CreateFormFile("file", name) // a buffer does not fail
	_, _ = part.Write(content)
	_ = w.Close()
	return b.send(http.MethodPost, path, &body, w.FormDataContentType())
}

func (b *Browser) do(method, path string, form url.Values) Answer {
	if form == nil {
		return b.send(method, path, nil, "")
	}
	return b.send(method, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

func (b *Browser) send(method, path string, body io.Reader, media string) Answer {
	t := b.World.T
	t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, b.World.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range b.Header {
		r.Header[name] = values
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	answer, err := b.Client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Answer{answer.StatusCode, answer.Header.Get("Location"), answer.Header, string(text)}
}

// Edit changes the contact of a user past all use cases.
func (w *World) Edit(name string, edit func(*ringdex.Contact)) {
	w.T.Helper()
	err := w.Store.Update(w.T.Context(), w.Org, func(writer ringdex.Writer) error {
		ids, err := ringdex.ContactsByUserName(writer, []string{name})
		if err != nil {
			return err
		}
		for _, id := range ids {
			c, err := ringdex.ContactByID(writer, id)
			if err != nil {
				return err
			}
			after := c.Clone()
			after.Version++
			edit(after)
			images := ringdex.Images[ringdex.Contact]{Before: c, After: after}
			if err := writer.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Updated, Contact: images}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// Rename gives the organization another name.
func (w *World) Rename(name string) {
	w.T.Helper()
	o, err := w.Directory.Organization(w.T.Context(), w.Org)
	if err != nil {
		w.T.Fatal(err)
	}
	o.Name = name
	if _, err := w.Store.PutOrganization(w.T.Context(), o); err != nil {
		w.T.Fatal(err)
	}
}

// Put takes records in, as an import of the source "crm" does.
func (w *World) Put(kind ringdex.Kind, records ...intake.Record) {
	w.T.Helper()
	done, err := w.Intake.Call(w.T.Context(), intake.Order{
		Organization: w.Org, Source: "crm", Kind: kind, Door: "test", Actor: "erp", Authority: ringdex.Authority{Rank: ringdex.Administrator},
	}, records)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, o := range done.Outcomes {
		if o.Action == ringdex.Refused {
			w.T.Fatalf("%s: %v", o.Key, o.Problems)
		}
	}
}

// view calls fn with a reader of the organization.
func (w *World) view(fn func(ringdex.Reader) error) {
	w.T.Helper()
	if err := w.Store.View(w.T.Context(), w.Org, fn); err != nil {
		w.T.Fatal(err)
	}
}

// Contact returns the contact with an external id of the source "crm".
func (w *World) Contact(externalID string) (id ringdex.ID) {
	w.T.Helper()
	w.view(func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByExternalID(r, "crm", []string{externalID})
		id = found[externalID].Contact
		return err
	})
	return id
}

// User returns the contact with a user name.
func (w *World) User(name string) (id ringdex.ID) {
	w.T.Helper()
	w.view(func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByUserName(r, []string{name})
		id = found[name]
		return err
	})
	return id
}

// Company returns the number of the company with a name.
func (w *World) Company(name string) (id int64) {
	w.T.Helper()
	w.view(func(r ringdex.Reader) error {
		found, err := ringdex.CompaniesByName(r, []string{name})
		for _, n := range found {
			id = n
		}
		return err
	})
	return id
}
