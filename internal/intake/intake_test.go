package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

// testing.TB without its unexported method: rapid's T has these too.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
	Context() context.Context
}

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t, "-rapid.checks=10")
}

// fixture is an intake over a real store, with one organization and a clock that stands still.
type fixture struct {
	*Intake
	t      tb
	org    ringdex.OrganizationID
	now    *atomic.Int64 // milliseconds
	hashed *atomic.Int64 // passwords so far
	actor  string        // of its order
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, now: &atomic.Int64{}, hashed: &atomic.Int64{}, actor: "jana"}
	f.now.Store(1_800_000_000_000)
	st := enginetest.Open(t)
	f.Intake = New(Deps{Store: st, Clock: f.clock, Log: slog.New(slog.DiscardHandler), Regions: []string{"CZ"}, Hash: f.hash, Nodes: st.Nodes})
	f.org = f.addOrganization(ringdex.DefaultOrganization)
	return f
}

// over is the same fixture with another store before its own.
func (f *fixture) over(wrap func(ringdex.Store) ringdex.Store) *fixture {
	g := *f
	deps := f.deps
	deps.Store = wrap(f.deps.Store)
	g.Intake = New(deps)
	return &g
}

func (f *fixture) clock() time.Time { return time.UnixMilli(f.now.Load()).UTC() }

func (f *fixture) wait(d time.Duration) { f.now.Add(d.Milliseconds()) }

// hash replaces argon2id, which would cost every test a second.
func (f *fixture) hash(_ context.Context, password string) (string, error) {
	f.hashed.Add(1)
	return "hash of " + password, nil
}

func (f *fixture) addOrganization(key string) ringdex.OrganizationID {
	f.t.Helper()
	o, err := f.deps.Store.PutOrganization(f.t.Context(), ringdex.Organization{Key: key, Name: key, Created: f.clock()})
	if err != nil {
		f.t.Fatal(err)
	}
	return o.ID
}

func (f *fixture) update(fn func(ringdex.Writer) error) {
	f.t.Helper()
	if err := f.deps.Store.Update(f.t.Context(), f.org, fn); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) view(fn func(ringdex.Reader) error) {
	f.t.Helper()
	if err := f.deps.Store.View(f.t.Context(), f.org, fn); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) putSource(s ringdex.Source) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error { return w.PutDocument(s) })
}

func (f *fixture) putField(field ringdex.Field) ringdex.Field {
	f.t.Helper()
	f.update(func(w ringdex.Writer) (err error) {
		field, err = ringdex.PutField(w, field)
		return err
	})
	return field
}

// order is that of the source "crm", as the helpdesk's door would have it but for user names.
func (f *fixture) order() Order {
	return Order{Organization: f.org, Source: "crm", Kind: ringdex.KindContact, Door: "test", Actor: f.actor}
}

func (f *fixture) companies() Order {
	order := f.order()
	order.Kind = ringdex.KindCompany
	return order
}

func (f *fixture) helpdesk() Order {
	order := f.order()
	order.UserNames = true
	return order
}

func (f *fixture) call(records ...Record) Result {
	f.t.Helper()
	return f.run(f.order(), records...)
}

// run takes records in and checks what is true of every call.
func (f *fixture) run(order Order, records ...Record) Result {
	f.t.Helper()
	for i := range records {
		records[i].At.Index = i
	}
	before := f.callsOf(order)
	report, err := f.Call(f.t.Context(), order, records)
	if err != nil {
		f.t.Fatal(err)
	}
	f.checkReport(order, report, records)
	f.checkRun(order, before, report, records)
	return report
}

// callsOf is the run of the calls of an order in this hour, as it is kept; zero when there has been
// none.
func (f *fixture) callsOf(order Order) (run ringdex.Run) {
	f.t.Helper()
	f.view(func(r ringdex.Reader) (err error) {
		run, err = r.Run(f.newCall(order).ID)
		if ringdex.CodeOf(err) == ringdex.NotFound {
			return nil
		}
		return err
	})
	return run
}

func (f *fixture) checkReport(order Order, report Result, records []Record) {
	f.t.Helper()
	if len(report.Outcomes) != len(records) {
		f.t.Fatalf("%d records have %d outcomes", len(records), len(report.Outcomes))
	}
	var counts ringdex.Counts
	for i, o := range report.Outcomes {
		counts.Add(o.Action)
		if o.At != records[i].At || o.Key != records[i].Identity.Text() {
			f.t.Errorf("outcome %d is that of %d, %q", i, o.At.Index, o.Key)
		}
		if refused := o.Action == ringdex.Refused; refused != (len(o.Problems) > 0) {
			f.t.Errorf("record %d is %s with %d problems", i, o.Action, len(o.Problems))
		}
		if updated := o.Action == ringdex.Updated; updated != (len(o.Deltas) > 0) {
			f.t.Errorf("record %d is %s with %d deltas", i, o.Action, len(o.Deltas))
		}
	}
	n := report.Run.Counts
	if n != counts || n.Created+n.Updated+n.Unchanged+n.Refused != int64(len(records)) {
		f.t.Errorf("the figures are %+v, those of the outcomes %+v", n, counts)
	}
}

// checkRun wants a call to have been added to the run of its hour, unless it has changed and
// refused nothing.
func (f *fixture) checkRun(order Order, before ringdex.Run, report Result, records []Record) {
	f.t.Helper()
	after, n := f.callsOf(order), report.Run.Counts
	if order.DryRun || after.Calls == before.Calls && n.Created+n.Updated+n.Refused == 0 {
		wantEqual(f.t, after, before)
		return
	}
	wantEqual(f.t, after.Calls, before.Calls+1)
	wantEqual(f.t, after.Counts, before.Counts.Plus(n))
	wantEqual(f.t, after.LastSeq, report.Run.LastSeq)
	wantEqual(f.t, after.State, ringdex.RunRunning)
	f.view(func(r ringdex.Reader) error {
		kept, err := r.Refusals(after.ID, ringdex.Page{Offset: int(before.Counts.Refused), Limit: 1000})
		if int64(len(kept)) != n.Refused {
			f.t.Errorf("%d refusals are kept of %d", len(kept), n.Refused)
		}
		for _, refusal := range kept {
			want := ringdex.Refusal{
				At: records[refusal.At.Index].At, Key: records[refusal.At.Index].Identity.Text(), Original: records[refusal.At.Index].Original,
				Problems: report.Outcomes[refusal.At.Index].Problems,
			}
			if diff := cmp.Diff(refusal, want); diff != "" {
				f.t.Errorf("a refusal is not kept as it was (-kept +reported):\n%s", diff)
			}
		}
		return err
	})
}

// contact is the one that crm calls x.
func (f *fixture) contact(x string) *ringdex.Contact {
	f.t.Helper()
	return f.contactOf("crm", x)
}

func (f *fixture) contactOf(source, x string) *ringdex.Contact {
	f.t.Helper()
	var c *ringdex.Contact
	f.view(func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByExternalID(r, source, []string{x})
		if err == nil && found[x].Contact.IsZero() {
			err = fmt.Errorf("%s calls no contact %s", source, x)
		}
		if err == nil {
			c, err = ringdex.ContactByID(r, found[x].Contact)
		}
		return err
	})
	return c
}

func (f *fixture) company(number int64) *ringdex.Company {
	f.t.Helper()
	var c *ringdex.Company
	f.view(func(r ringdex.Reader) (err error) {
		c, err = ringdex.CompanyByID(r, number)
		return err
	})
	return c
}

// edit is a change that a person makes.
func (f *fixture) edit(id ringdex.ID, change func(*ringdex.Contact)) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error { return editContact(w, f.clock(), id, change) })
}

func editContact(w ringdex.Writer, now time.Time, id ringdex.ID, change func(*ringdex.Contact)) error {
	was, err := ringdex.ContactByID(w, id)
	if err != nil {
		return err
	}
	is := was.Clone()
	change(is)
	is.Version, is.Updated = was.Version+1, now
	return w.Apply([]ringdex.Change{{
		Ref: is.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{Actor: "petr", At: now},
		Contact: ringdex.Images[ringdex.Contact]{Before: was, After: is},
	}})
}

// remove deletes the contact with an external id as a person would.
func (f *fixture) remove(x string) {
	f.t.Helper()
	was := f.contact(x)
	f.update(func(w ringdex.Writer) error {
		return w.Apply([]ringdex.Change{{
			Ref: was.Ref(), Action: ringdex.Deleted, Cause: ringdex.Cause{Actor: "petr", At: f.clock()},
			Contact: ringdex.Images[ringdex.Contact]{Before: was},
		}})
	})
}

// removeCompany takes a company away as a person would.
func (f *fixture) removeCompany(number int64) {
	f.t.Helper()
	was := f.company(number)
	f.update(func(w ringdex.Writer) error {
		return w.Apply([]ringdex.Change{{
			Ref: was.Ref(), Action: ringdex.Deleted, Cause: ringdex.Cause{Actor: "petr", At: f.clock()},
			Company: ringdex.Images[ringdex.Company]{Before: was},
		}})
	})
}

// directory is everything that an intake may change, by what it is called.
type directory struct {
	Head      int64
	Contacts  map[ringdex.ID]*ringdex.Contact
	Companies map[int64]*ringdex.Company
	Passwords map[ringdex.ID]string
}

func (f *fixture) directory() directory {
	f.t.Helper()
	d := directory{Contacts: map[ringdex.ID]*ringdex.Contact{}, Companies: map[int64]*ringdex.Company{}, Passwords: map[ringdex.ID]string{}}
	f.view(func(r ringdex.Reader) error {
		d.Head = r.Head().Changes
		each := func(c *ringdex.Contact) error { d.Contacts[c.ID] = c; return nil }
		if err := r.EachContact(ringdex.Whole, each); err != nil {
			return err
		}
		for id := range d.Contacts {
			hash, err := r.PasswordHash(id)
			if err != nil {
				return err
			}
			d.Passwords[id] = hash
		}
		return r.EachCompany(func(c *ringdex.Company) error { d.Companies[c.ID] = c; return nil })
	})
	return d
}

// wantSame fails when something has been written since.
func (f *fixture) wantSame(before directory) {
	f.t.Helper()
	if diff := cmp.Diff(before, f.directory()); diff != "" {
		f.t.Errorf("something was written (-before +after):\n%s", diff)
	}
}

func (f *fixture) wantActions(report Result, want ...ringdex.Action) {
	f.t.Helper()
	if got := actions(report); !slices.Equal(got, want) {
		f.t.Errorf("got %v, want %v\n%s", got, want, problemsOf(report))
	}
}

func actions(report Result) []ringdex.Action {
	list := make([]ringdex.Action, len(report.Outcomes))
	for i, o := range report.Outcomes {
		list[i] = o.Action
	}
	return list
}

func problemsOf(report Result) string {
	var b strings.Builder
	for i, o := range report.Outcomes {
		for _, p := range o.Problems {
			fmt.Fprintf(&b, "%d: %s %s: %s\n", i, p.Code, p.Field, p.Error())
		}
	}
	return b.String()
}

// wantProblem fails unless record i is refused for one thing only, in words with part in them.
func (f *fixture) wantProblem(report Result, i int, code ringdex.Code, field, part string) {
	f.t.Helper()
	o := report.Outcomes[i]
	if len(o.Problems) != 1 || o.Problems[0].Code != code || o.Problems[0].Field != field || !strings.Contains(o.Problems[0].Error(), part) {
		f.t.Errorf("record %d is %s, want one problem %s of %q with %q in it\n%s", i, o.Action, code, field, part, problemsOf(report))
	}
}

func (f *fixture) wantDelta(report Result, i int, field, was, is string) {
	f.t.Helper()
	if want := (ringdex.Delta{Field: field, Old: was, New: is}); !slices.Contains(report.Outcomes[i].Deltas, want) {
		f.t.Errorf("record %d: got %v, want %v", i, report.Outcomes[i].Deltas, want)
	}
}

// wantEqual compares anything.
func wantEqual[T any](t tb, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// record is one that crm calls x.
func record(x string, ops ...ringdex.Op) Record {
	return Record{Identity: Identity{ExternalID: x}, Ops: ops, Original: "the record " + x}
}

func set(field string, value any) ringdex.Op {
	return ringdex.Op{Verb: ringdex.Set, Field: field, Value: value, At: "/" + field}
}

func add(field string, value any) ringdex.Op {
	return ringdex.Op{Verb: ringdex.Add, Field: field, Value: value, At: "/" + field + "/-"}
}

func remove(field string) ringdex.Op {
	return ringdex.Op{Verb: ringdex.Remove, Field: field, At: "/" + field}
}

// at is the operation on one element of a list.
func at(index int, op ringdex.Op) ringdex.Op {
	op.Index = &index
	return op
}

func (rec Record) in(ref CompanyRef) Record {
	ref.At = "/company"
	rec.Company = &ref
	return rec
}

func TestCreateUpdateUnchangedRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	report := f.call(
		record("1", set("firstName", "Jan"), add("phones", "603 303 963")),
		record("2", set("firstName", "Eva")),
		record("3", set("firstName", 7), set("nothing", "x")),
	)
	f.wantActions(report, ringdex.Created, ringdex.Created, ringdex.Refused)
	f.wait(time.Minute)
	report = f.call(
		record("3", set("firstName", "Ota")),
		record("2", set("firstName", "Eva")),
		record("1", set("firstName", "Jan"), set("lastName", "Novák")),
	)
	f.wantActions(report, ringdex.Created, ringdex.Unchanged, ringdex.Updated)
	f.wantDelta(report, 2, "lastName", "", "Novák")

	c := f.contact("1")
	wantEqual(t, c.FullName(), "Jan Novák")
	wantEqual(t, c.Source, "crm")
	wantEqual(t, c.Version, 2)
	wantEqual(t, c.Updated.Sub(c.Created), time.Minute)
	wantEqual(t, c.Phones[0].E164, "+420603303963")
	wantEqual(t, f.contact("2").Version, 1)
}

func TestOutcomesCarryTheRecordAsItStands(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	order := f.order()
	order.WantRecords = true
	for _, ops := range [][]ringdex.Op{{set("firstName", "Jan")}, {set("firstName", "Eva")}, {set("firstName", "Eva")}} {
		o := f.run(order, record("1", ops...)).Outcomes[0]
		wantEqual(t, o.Contact, f.contact("1"))
		wantEqual(t, o.Ref, f.contact("1").Ref())
	}
	o := f.run(f.companies(), record("1", set("name", "Acme"))).Outcomes[0]
	wantEqual(t, o.Company, f.company(1))
	wantEqual(t, o.Ref, f.company(1).Ref())
}

func TestAllProblemsOfARecord(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	rec := record("1", set("firstName", 1), add("phones", "none"), set("email", "nobody"), add("companies", int64(9)), set("custom.7", "x"))
	rec.Problems = []*ringdex.Error{ringdex.Problemf("/door", "the door found this")}
	report := f.call(rec.in(CompanyRef{Number: 8}), record("2", set("firstName", "Eva")))
	f.wantActions(report, ringdex.Refused, ringdex.Created)
	var fields []string
	for _, p := range report.Outcomes[0].Problems {
		fields = append(fields, p.Field)
	}
	wantEqual(t, fields, []string{"/door", "/firstName", "/phones/-", "/email", "/custom.7", "/companies/-", "/company"})
}

func TestRunOfNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	wantEqual(t, f.call().Run.Counts, ringdex.Counts{})
}

func TestRunSaysWhoAndWhat(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	order := f.order()
	order.Name = "contacts.csv"
	run := f.run(order, record("1", set("firstName", "Jan")), record("2", set("x", 1))).Run
	want := ringdex.Run{
		ID: run.ID, Source: "crm", Kind: ringdex.KindContact, Door: "test", Actor: "jana", Name: "contacts.csv", State: ringdex.RunFinished,
		Counts: ringdex.Counts{Read: 2, Created: 1, Refused: 1}, Started: f.clock(), Active: f.clock(), Finished: f.clock(),
		LastSeq: 1,
	}
	wantEqual(t, run, want)
	f.view(func(r ringdex.Reader) error {
		changes, err := r.Changes(0, 10)
		wantEqual(t, len(changes), 1)
		wantEqual(t, changes[0].Cause, ringdex.Cause{Source: "crm", Run: run.ID, Actor: "jana", At: f.clock()})
		return err
	})
}

// TestSourceThatNobodyNamesSo: a source that comes with its first records has a name that can be
// kept.
func TestSourceThatNobodyNamesSo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	order := f.order()
	order.Source = strings.Repeat("x", ringdex.LongestName+1)
	if _, err := f.Call(t.Context(), order, []Record{record("1", set("firstName", "Jan"))}); ringdex.CodeOf(err) != ringdex.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call(record("1", set("firstName", "Jan")))
	before := f.directory()
	order := f.order()
	order.DryRun = true
	rec := record("1", set("firstName", "Eva"))
	rec.Password = "secret"
	report := f.run(order, rec, record("2", set("firstName", "Ota")).in(CompanyRef{Name: "Acme"}), record("3", set("x", 1)))
	f.wantActions(report, ringdex.Updated, ringdex.Created, ringdex.Refused)
	f.wantSame(before)
	wantEqual(t, f.hashed.Load(), 0)
	f.view(func(r ringdex.Reader) error {
		runs, err := r.Runs(ringdex.Page{Limit: 10})
		wantEqual(t, len(runs), 1)
		return err
	})
}

func TestOrganizationsDoNotMeet(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	g := *f
	g.org = f.addOrganization("other")
	rec := record("1", set("userName", "jan"), set("email", "jan@example.cz")).in(CompanyRef{Name: "Acme"})
	f.wantActions(f.call(rec), ringdex.Created)
	g.wantActions(g.call(rec), ringdex.Created)
	byEmail := Record{Identity: Identity{Email: "jan@example.cz"}, Ops: []ringdex.Op{set("firstName", "Jan")}}
	f.wantActions(f.call(byEmail), ringdex.Updated)
	wantEqual(t, g.contact("1").FirstName, "")
	if f.contact("1").ID == g.contact("1").ID {
		t.Error("both organizations have one contact")
	}
}

func TestUnknownOrganization(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	order := f.order()
	order.Organization = 99
	if _, err := f.Call(t.Context(), order, nil); !errors.Is(err, ringdex.NotFound) {
		t.Errorf("got %v", err)
	}
}
