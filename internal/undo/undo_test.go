package undo_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/undo"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

var began = time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC)

// world is an organization in a store, and a clock that goes on with every write.
type world struct {
	t     *testing.T
	store ringdex.Store
	org   ringdex.OrganizationID
	clock time.Time
	undo  *undo.Undo
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, store: enginetest.Open(t), clock: began}
	o, err := w.store.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	w.org = o.ID
	w.undo = undo.New(undo.Deps{Store: w.store, Clock: w.now})
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

// run makes changes as a run does. Each edit gets the present contact, nil if there is none, and
// returns it as it shall be, nil to delete it.
func (w *world) run(edits ...edit) ringdex.ID {
	w.t.Helper()
	run := ringdex.Run{ID: ringdex.NewID(w.now()), Kind: ringdex.KindContact, Source: "crm", Door: "import", State: ringdex.RunFinished}
	w.update(func(wr ringdex.Writer) error {
		run.FirstSeq = wr.Head().Changes
		for some := range slices.Chunk(edits, 500) {
			if err := w.apply(wr, run.ID, some); err != nil {
				return err
			}
		}
		run.LastSeq = wr.Head().Changes
		return wr.PutRun(run)
	})
	return run.ID
}

// edit changes one record: of contact or company, whichever is set.
type edit struct {
	id      ringdex.ID
	contact func(*ringdex.Contact) *ringdex.Contact
	number  int64
	company func(*ringdex.Company) *ringdex.Company
}

func (w *world) apply(wr ringdex.Writer, run ringdex.ID, edits []edit) error {
	cause := ringdex.Cause{Source: "crm", Actor: "crm key", Run: run, At: w.now()}
	if run.IsZero() {
		cause.Source, cause.Actor = "", "jana"
	}
	for _, e := range edits {
		c, err := w.change(wr, cause, e)
		if err != nil {
			return err
		}
		if err := wr.Apply([]ringdex.Change{c}); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) change(wr ringdex.Reader, cause ringdex.Cause, e edit) (ringdex.Change, error) {
	c := ringdex.Change{Cause: cause}
	if e.company != nil {
		c.Ref = ringdex.Ref{Kind: ringdex.KindCompany, Company: e.number}
		found, err := wr.Companies([]int64{e.number})
		c.Company, c.Action = edited(found[e.number], e.company, &ringdex.Company{ID: e.number}, func(c *ringdex.Company, version int64) {
			c.Version, c.Updated = version, cause.At
		})
		return c, err
	}
	c.Ref = ringdex.Ref{Kind: ringdex.KindContact, Contact: e.id}
	found, err := wr.Contacts([]ringdex.ID{e.id})
	c.Contact, c.Action = edited(found[e.id], e.contact, &ringdex.Contact{ID: e.id}, func(c *ringdex.Contact, version int64) {
		c.Version, c.Updated = version, cause.At
	})
	return c, err
}

func edited[T any, P interface {
	*T
	Clone() *T
}](was P, edit func(P) P, fresh P, stamp func(P, int64)) (ringdex.Images[T], ringdex.Action) {
	if was == nil {
		is := edit(fresh)
		stamp(is, 1)
		return ringdex.Images[T]{After: is}, ringdex.Created
	}
	is := edit(was.Clone())
	if is == nil {
		return ringdex.Images[T]{Before: was}, ringdex.Deleted
	}
	stamp(is, versionOf(was)+1)
	return ringdex.Images[T]{Before: was, After: is}, ringdex.Updated
}

func versionOf(record any) int64 {
	switch r := record.(type) {
	case *ringdex.Contact:
		return r.Version
	case *ringdex.Company:
		return r.Version
	}
	panic("neither")
}

func named(name string) func(*ringdex.Contact) *ringdex.Contact {
	return func(c *ringdex.Contact) *ringdex.Contact { c.LastName = name; return c }
}

func gone(*ringdex.Contact) *ringdex.Contact { return nil }

// state is everything in the organization, without what each write changes.
type state struct {
	Contacts  map[ringdex.ID]*ringdex.Contact
	Companies map[int64]*ringdex.Company
}

func (w *world) state() state {
	w.t.Helper()
	s := state{map[ringdex.ID]*ringdex.Contact{}, map[int64]*ringdex.Company{}}
	err := w.store.View(w.t.Context(), w.org, func(r ringdex.Reader) error {
		err := r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			c.Version, c.Updated = 0, time.Time{}
			s.Contacts[c.ID] = c
			return nil
		})
		return errors.Join(err, r.EachCompany(func(c *ringdex.Company) error {
			c.Version, c.Updated = 0, time.Time{}
			s.Companies[c.ID] = c
			return nil
		}))
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) want(what string, want state) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.state(), cmpopts.EquateEmpty()); diff != "" {
		w.t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// takeBack predicts, takes back, and wants both to be equal.
func (w *world) takeBack(o undo.Order) (ringdex.Run, []string) {
	w.t.Helper()
	o.Organization, o.Authority.Rank = w.org, ringdex.Administrator
	var figures [2]ringdex.Counts
	var said [2][]string
	var run ringdex.Run
	for i, dry := range []bool{true, false} {
		o.DryRun = dry
		o.Report = func(out *ringdex.Reversal) error {
			said[i] = append(said[i], fmt.Sprint(out.Seq, " ", out.Action, " ", out.Name, " ", out.Fields, " ", out.Problem))
			return nil
		}
		var err error
		if run, err = w.undo.TakeBack(w.t.Context(), o); err != nil {
			w.t.Fatal(err)
		}
		figures[i] = run.Counts
	}
	if diff := cmp.Diff(said[0], said[1]); diff != "" {
		w.t.Fatalf("the dry run said otherwise (-dry +done):\n%s", diff)
	}
	if figures[0] != figures[1] {
		w.t.Fatalf("the dry run counted %+v, but %+v were", figures[0], figures[1])
	}
	return run, said[1]
}

func (w *world) wantCounts(run ringdex.Run, want ringdex.Counts) {
	w.t.Helper()
	if run.Counts != want || run.State != ringdex.RunFinished {
		w.t.Errorf("got %+v, %s, want %+v", run.Counts, run.State, want)
	}
}

// people returns n ids.
func (w *world) people(n int) []ringdex.ID {
	ids := make([]ringdex.ID, n)
	for i := range ids {
		ids[i] = ringdex.NewID(w.now())
	}
	return ids
}

// A run that created, changed and deleted is taken back, that is taken back too, and so on.
func TestTakeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.people(1300)
	var first, second []edit
	for i, id := range ids[:1200] {
		first = append(first, edit{id: id, contact: func(c *ringdex.Contact) *ringdex.Contact {
			c.FirstName, c.LastName, c.Emails = "Jan", fmt.Sprint("Novák ", i), []string{fmt.Sprint(i, "@example.com")}
			c.ExternalIDs = []ringdex.ExternalID{{Source: "crm", ID: fmt.Sprint(i)}}
			return c
		}})
	}
	w.run(first...)
	before := w.state()
	second = append(second, edit{number: 7, company: func(c *ringdex.Company) *ringdex.Company { c.Name = "Acme"; return c }})
	for i, id := range ids {
		change := func(c *ringdex.Contact) *ringdex.Contact {
			c.LastName, c.Companies, c.Custom = fmt.Sprint("Nový ", i), []int64{7}, map[int64]string{1: "x"}
			return c
		}
		if i%3 == 0 && i < 1200 {
			change = gone
		}
		second = append(second, edit{id: id, contact: change})
	}
	run := w.run(second...)
	after := w.state()
	for range 2 {
		back, _ := w.takeBack(undo.Order{Run: run})
		w.want("taken back", before)
		w.wantCounts(back, ringdex.Counts{Read: 1200, Created: 400, Updated: 800, Deleted: 101})
		again, _ := w.takeBack(undo.Order{Run: back.ID})
		w.want("the taking back taken back", after)
		w.wantCounts(again, ringdex.Counts{Read: 901, Created: 101, Updated: 800, Deleted: 400})
	}
}

// A repeated order changes nothing more.
func TestTakeBackTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.people(1)[0]
	w.run(edit{id: id, contact: named("Nováková")})
	before := w.state()
	run := w.run(edit{id: id, contact: named("Nová")}, edit{id: id, contact: named("Novotná")}, edit{id: id, contact: gone})
	back, _ := w.takeBack(undo.Order{Run: run})
	w.wantCounts(back, ringdex.Counts{Read: 3, Created: 1, Updated: 2})
	w.want("taken back", before)
	back, _ = w.takeBack(undo.Order{Run: run})
	w.wantCounts(back, ringdex.Counts{Read: 3, Unchanged: 3})
	w.want("taken back twice", before)
}

// An order that was interrupted goes on where it ended.
func TestTakeBackGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var edits []edit
	for _, id := range w.people(700) {
		edits = append(edits, edit{id: id, contact: named("Nový")}, edit{id: id, contact: named("Novotný")})
	}
	run := w.run(edits...)
	interrupted := errors.New("interrupted")
	o := undo.Order{Organization: w.org, Run: run, Authority: ringdex.Authority{Rank: ringdex.Administrator}}
	o.Report = func(*ringdex.Reversal) error { return interrupted }
	stopped, err := w.undo.TakeBack(t.Context(), o)
	if !errors.Is(err, interrupted) || stopped.State != ringdex.RunStopped || len(w.state().Contacts) == 0 {
		t.Fatalf("got %v, %v with %d contacts", stopped.State, err, len(w.state().Contacts))
	}
	back, _ := w.takeBack(undo.Order{Run: run})
	w.want("after the rest", state{})
	if n := back.Counts; n.Refused != 0 || n.Unchanged == 0 || n.Deleted == 0 {
		t.Errorf("got %+v", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o.Run = back.ID
	if stopped, err = w.undo.TakeBack(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", stopped.State, err)
	}
}

// What something else has touched since is left with the reason, and with Fields loses only what
// nobody else has changed.
func TestTouchedSince(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.people(5)
	for _, id := range ids[:4] {
		w.run(edit{id: id, contact: named("Nováková")})
	}
	change := func(c *ringdex.Contact) *ringdex.Contact {
		c.LastName, c.Note, c.Custom, c.Home.City = "Nová", "run", map[int64]string{1: "run"}, "Brno"
		c.Links = map[string]string{"name": "https://example.com/run"}
		return c
	}
	run := w.run(edit{id: ids[0], contact: change}, edit{id: ids[1], contact: change}, edit{id: ids[2], contact: gone}, edit{id: ids[3], contact: change}, edit{id: ids[4], contact: change})
	w.update(func(wr ringdex.Writer) error {
		return w.apply(wr, ringdex.ID{}, []edit{
			{id: ids[0], contact: func(c *ringdex.Contact) *ringdex.Contact {
				c.Note, c.Custom[2], c.Links["organization"] = "jana", "jana", "https://example.com/jana"
				return c
			}},
			{id: ids[2], contact: named("Another")},
			{id: ids[3], contact: gone},
			{id: ids[4], contact: named("Jana")},
		})
	})
	back, said := w.takeBack(undo.Order{Run: run})
	w.wantCounts(back, ringdex.Counts{Read: 5, Updated: 1, Refused: 4})
	touched := " [] \"jana\" has changed it since, at 2026-07-01 03:00:16 UTC"
	want := []string{
		"9 refused Jana" + touched, "8 refused Nováková" + touched, "7 refused Another [] it was created again since",
		"6 updated Nováková [] <nil>", "5 refused Nová" + touched,
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("what was left (-want +got):\n%s", diff)
	}
	back, said = w.takeBack(undo.Order{Run: run, Fields: true})
	w.wantCounts(back, ringdex.Counts{Read: 5, Updated: 1, Unchanged: 1, Refused: 3})
	got := w.state().Contacts[ids[0]]
	expected := &ringdex.Contact{
		ID: ids[0], LastName: "Nováková", Note: "jana", Custom: map[int64]string{2: "jana"},
		Links: map[string]string{"name": "https://example.com/run", "organization": "https://example.com/jana"},
	}
	if diff := cmp.Diff(expected, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("single fields (-want +got):\n%s\n%q", diff, said)
	}
}
