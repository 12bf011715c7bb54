package erasure_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"ringdex/internal/auth"
	"ringdex/internal/backup"
	"ringdex/internal/calls"
	"ringdex/internal/erasure"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/syncer"
	"ringdex/internal/undo"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

var began = time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC)

// world is an organization in a database, and a clock that goes on with every write.
type world struct {
	t        *testing.T
	database enginetest.Database
	store    *store.Store
	org      ringdex.OrganizationID
	clock    time.Time
	box      *seal.Box
	intake   *intake.Intake
	undo     *undo.Undo
	erasures *erasure.Erasures
	admin    auth.Principal
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, database: enginetest.New(t), clock: began, box: seal.New(seal.InFile(filepath.Join(t.TempDir(), "key")))}
	w.store = w.database.Open(t)
	o, err := w.store.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Settings: ringdex.Settings{Regions: phone.Regions{"CZ"}}})
	if err != nil {
		t.Fatal(err)
	}
	w.org, w.admin = o.ID, auth.Principal{Organization: o.ID, Actor: "boss", Roles: ringdex.Administrator}
	erased := erasure.List{Key: w.box}.Erased
	w.intake = intake.New(intake.Deps{
		Store: w.store, Clock: w.now, Log: slog.New(slog.DiscardHandler), Regions: phone.Regions{"CZ"}, Erased: erased, Nodes: w.store.Nodes,
		Hash: func(_ context.Context, password string) (string, error) { return "hash of " + password, nil },
	})
	w.undo = undo.New(undo.Deps{Store: w.store, Clock: w.now, Erased: erased})
	w.erasures = erasure.New(erasure.Deps{Store: w.store, Clock: w.now, Key: w.box, Sweep: w.store.Sweep})
	return w
}

func (w *world) now() time.Time {
	w.clock = w.clock.Add(time.Second)
	return w.clock
}

func (w *world) update(fn func(ringdex.Writer) error) {
	w.t.Helper()
	if err := w.store.Update(w.t.Context(), w.org, fn); err != nil {
		w.t.Fatal(err)
	}
}

// send imports one record of a source and returns its outcome.
func (w *world) send(source, externalID string, set map[string]string) ringdex.Outcome {
	w.t.Helper()
	rec := intake.Record{Identity: intake.Identity{ExternalID: externalID}, Original: fmt.Sprint(externalID, set), Password: set["password"]}
	for field, value := range set {
		if field != "password" {
			rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value, At: field})
		}
	}
	result, err := w.intake.Call(w.t.Context(), intake.Order{
		Organization: w.org, Source: source, Kind: ringdex.KindContact, Door: "test", Actor: "sender", WantRecords: true,
		Authority: ringdex.Authority{Rank: ringdex.Administrator},
	}, []intake.Record{rec})
	if err != nil {
		w.t.Fatal(err)
	}
	return result.Outcomes[0]
}

// The person of these tests. Everything that must go has a word of its own.
var person = map[string]string{
	"firstName": "Xaverian", "lastName": "Zvlastnik", "phone": "+420 603 111 222", "email": "xaverian@zvlastnik.example",
	"note": "notablenote", "home.street": "Strangestreet 7", "userName": "xzvlastnik", "password": "secretword", "department": "peculiartag",
}

// Words of the person in any form that a place may have.
var words = []string{
	"xaverian", "zvlastnik", "603111222", "603 111 222", "notablenote", "strangestreet", "secretword", "peculiartag", "X-4711",
	"formernote", "oldmail", "800654321",
}

// live makes the person known in every place, and somebody else beside it.
func (w *world) live() ringdex.ID {
	w.t.Helper()
	w.update(func(u ringdex.Writer) error {
		return u.PutDocument(ringdex.Field{ID: 7, Kind: ringdex.KindContact, Title: "Card", Type: ringdex.TypeText, Unique: true})
	})
	w.send("erp", "Y-1", map[string]string{"firstName": "Jana", "lastName": "Nova", "phone": "+420603999888", "email": "jana@example.com"})
	former := map[string]string{"note": "formernote", "email": "oldmail@example.com", "phone": "+420 800 654 321"}
	first := w.send("erp", "X-4711", merged(person, former))
	if first.Action != ringdex.Created {
		w.t.Fatalf("got %+v", first)
	}
	is := first.Ref.Contact
	w.send("erp", "X-4711", merged(person, map[string]string{"custom.7": "peculiartag-7"}))
	w.send("erp", "X-4711", map[string]string{"email": "xaverian@zvlastnik.example", "fax": "not a number at zvlastnik"})
	refused := w.send("shop", "S-1", map[string]string{"lastName": "Zvlastnik", "firstName": "Xaverian", "email": "no address"})
	if refused.Action != ringdex.Refused {
		w.t.Fatalf("got %+v", refused)
	}
	w.rowsAbout(is)
	return is
}

// rowsAbout writes what webhooks and connectors keep.
func (w *world) rowsAbout(is ringdex.ID) {
	hook, connector := ringdex.NewID(began), ringdex.Connector{ID: ringdex.NewID(began), Name: "target", Kind: "helpdesk", OnDelete: "delete"}
	body := `{"record":{"lastName":"Zvlastnik"}}`
	w.update(func(u ringdex.Writer) error {
		if err := u.PutDocument(connector); err != nil {
			return err
		}
		sent := ringdex.Sent{
			Ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: is}, Key: is.String(), Memory: []byte(`{"id":"77","sent":{"name":["Zvlastnik"]}}`),
			Note: message.Verbatim("zvlastnik was odd"), At: began,
		}
		if err := ringdex.Part[syncer.MemoryWriter](u).PutSent(connector.ID, []ringdex.Sent{sent}); err != nil {
			return err
		}
		call := ringdex.Call{
			ID: ringdex.NewID(began), Key: "17", Number: "603 111 222", E164: "+420603111222", State: ringdex.Over, Began: began, Note: "Xaverian Zvlastnik called",
			Found: []ringdex.Ref{{Kind: ringdex.KindContact, Contact: is}}, Agents: []string{"xaverian@zvlastnik.example", "jana"}, Taker: "xaverian@zvlastnik.example",
		}
		if err := ringdex.Part[calls.Writer](u).PutCall(&call); err != nil {
			return err
		}
		deliver := jobs.New("webhook.deliver", hook.String(), "contact/"+is.String(), map[string]any{"body": body}, began.Add(time.Hour))
		return jobs.In(u).Enqueue([]ringdex.Job{deliver})
	})
	err := w.store.AddDeliveries(w.t.Context(), w.org, []ringdex.Delivery{{
		ID: ringdex.NewID(began), Webhook: hook, Event: "e1", Type: "contact.created", Record: "contact/" + is.String(), At: began, Request: body, Response: "hello Xaverian Zvlastnik",
	}})
	if err != nil {
		w.t.Fatal(err)
	}
}

func merged(maps ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, m := range maps {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	is := w.live()
	for _, word := range words {
		if word != "603 111 222" && len(w.places(word)) == 0 {
			t.Errorf("%s was nowhere, so that its absence will prove nothing", word)
		}
	}
	done, err := w.erasures.Erase(t.Context(), w.admin, is)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.erasures.Sweep(t.Context(), w.org, enginetest.OnPostgreSQL()); err != nil {
		t.Fatal(err)
	}
	for _, word := range words {
		if at := w.places(word); len(at) > 0 {
			t.Errorf("%s is still in %v", word, at)
		}
	}
	for _, table := range []string{"contacts", "changes", "refusals", "jobs", "deliveries", "sent", "calls"} {
		if done.Places[table] == 0 {
			t.Errorf("the proof does not have %s: %v", table, done.Places)
		}
	}
	if len(w.places("jana@example.com")) == 0 {
		t.Error("somebody else is gone too")
	}
	if found, err := w.store.Inconsistencies(t.Context(), w.org); err != nil || len(found) > 0 {
		t.Errorf("got %+v, %v", found, err)
	}
	w.checkJournal(is)
	w.checkReturn()
}

// checkJournal: the entries stay, and an undo lists the person as erased.
func (w *world) checkJournal(is ringdex.ID) {
	w.t.Helper()
	var changes []ringdex.Change
	err := w.store.View(w.t.Context(), w.org, func(r ringdex.Reader) (err error) {
		if changes, err = r.Changes(0, 1000); err == nil {
			err = r.FillAfter(changes, nil)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	var run ringdex.ID
	own := 0
	for i := range changes {
		c := &changes[i]
		if c.Seq != changes[0].Seq+int64(i) {
			w.t.Errorf("the sequence %d follows %d others", c.Seq, i)
		}
		if c.Ref.Contact == is {
			run = ringdex.ID(cmpOr(run, c.Cause.Run))
			if own++; !c.Erased {
				w.t.Errorf("the change %d is not marked as erased: %+v", c.Seq, c)
			}
		}
	}
	if own < 3 {
		w.t.Errorf("the person has %d changes", own)
	}
	erased := 0
	_, err = w.undo.TakeBack(w.t.Context(), undo.Order{
		Organization: w.org, Run: run, DryRun: true, Authority: ringdex.Authority{Rank: ringdex.Administrator},
		Report: func(r *ringdex.Reversal) error {
			if r.Ref.Contact == is && r.Problem != nil && r.Problem.Key == "undo.erased" {
				erased++
			}
			return nil
		},
	})
	if err != nil || erased != 1 {
		w.t.Errorf("an undo lists the person %d times as erased (%v)", erased, err)
	}
}

func cmpOr(a, b ringdex.ID) ringdex.ID {
	if a.IsZero() {
		return b
	}
	return a
}

// checkReturn: no import brings the person back by any of its keys, until it is allowed.
func (w *world) checkReturn() {
	w.t.Helper()
	attempts := []struct {
		source, id string
		set        map[string]string
	}{
		{"erp", "X-4711", person},
		{"erp", "X-4711", map[string]string{"lastName": "Somebody"}},
		{"shop", "S-2", map[string]string{"lastName": "Somebody", "email": "XAVERIAN@zvlastnik.example"}},
		{"shop", "S-3", map[string]string{"lastName": "Somebody", "phone": "603111222"}},
		{"shop", "S-4", map[string]string{"lastName": "Somebody", "email": "oldmail@example.com"}},
		{"erp", "Y-1", map[string]string{"phone": "00420 603 111 222"}},
	}
	for _, a := range attempts {
		o := w.send(a.source, a.id, a.set)
		if o.Action != ringdex.Refused || len(o.Problems) != 1 || o.Problems[0].Key != intake.KeyErased {
			w.t.Errorf("%s %s: got %+v", a.source, a.id, o)
		}
	}
	for _, word := range words {
		if at := w.places(word); len(at) > 0 {
			w.t.Errorf("%s is back in %v", word, at)
		}
	}
	found, err := w.erasures.Which(w.t.Context(), w.admin, "xaverian@zvlastnik.example")
	if err != nil || len(found) != 1 {
		w.t.Fatalf("got %+v, %v", found, err)
	}
	if _, err := w.erasures.Allow(w.t.Context(), w.admin, found[0].ID); err != nil {
		w.t.Fatal(err)
	}
	if o := w.send("erp", "X-4711", person); o.Action != ringdex.Created {
		w.t.Errorf("after it was allowed: %+v", o)
	}
}

// places returns where the bytes of the database have a word: files on SQLite and in a back-up made
// now, tables and their files on PostgreSQL.
func (w *world) places(word string) (at []string) {
	w.t.Helper()
	if !enginetest.OnPostgreSQL() {
		copied := filepath.Join(w.t.TempDir(), "copy.db")
		if _, err := backup.Write(w.t.Context(), w.database.Location(), copied, false); err != nil {
			w.t.Fatal(err)
		}
		return append(inFiles(w.t, w.database.Folder, word), inFiles(w.t, filepath.Dir(copied), word)...)
	}
	db, err := sql.Open("pgx", w.database.Location())
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, table := range store.ErasedPlaces() {
		var n int
		query := "SELECT count(*) FROM " + table + " AS r WHERE r::text ILIKE $1 OR r::text ILIKE $2"
		if err := db.QueryRowContext(w.t.Context(), query, "%"+word+"%", "%"+fmt.Sprintf("%x", word)+"%").Scan(&n); err != nil {
			w.t.Fatal(err)
		}
		if n > 0 {
			at = append(at, table)
		}
	}
	return at
}

func inFiles(t *testing.T, folder, word string) (at []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		bytes, err := os.ReadFile(path)
		if strings.Contains(strings.ToLower(string(bytes)), strings.ToLower(word)) {
			at = append(at, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}
