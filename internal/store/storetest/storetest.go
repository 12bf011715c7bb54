// Package storetest proves that an engine keeps the contracts of a store: ringdex.Store, and those
// of jobs and outbound.
//
// It owns the suite: Run is the contract as tests, Statements the test of the query plans, Verify a
// check of a whole database for use after crashes. An engine brings only what it alone can know:
// how to open itself, and how to have a statement explained. The suite sees nothing but Store, so
// what it does not ask for is free.
package storetest

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ringdex/internal/jobs"
	"ringdex/internal/outbound"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Run is the suite. open returns a separate empty store for each test, and closes it at the end of
// the test.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for name, weight := range map[string]int64{"merged": 0, "logged": 1 << 30} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for noun, tests := range map[string]suite{"contact": contacts, "list": lists, "grouped": grouped, "staging": staging} {
				t.Run(noun, func(t *testing.T) { tests.run(t, open, weight) })
			}
		})
	}
	for noun, tests := range map[string]suite{
		"contact": contacts, "list": lists, "company": companies, "taken": taken, "mark": marks, "journal": journal, "grouped": grouped,
		"run": runs, "settings": settings, "organization": organizations, "transaction": transactions, "concurrency": concurrency,
		"job": jobSuite, "node": nodes, "webhook": webhooks, "connector": connectors, "call": callSuite, "prune": prunes, "staging": staging,
	} {
		t.Run(noun, func(t *testing.T) {
			t.Parallel()
			tests.run(t, open, someTransactions)
		})
	}
}

// someTransactions is a weight of the log of keys that some transactions of a test reach.
const someTransactions = 150

// suite is tests by what they prove.
type suite map[string]func(t *testing.T, f *fixture)

func (s suite) run(t *testing.T, open func(t *testing.T) Store, keyLog int64) {
	for name, test := range s {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			store.LimitKeyLog(keyLog)
			f := newFixture(t, store)
			test(t, f)
			Verify(t, f.Store)
		})
	}
}

// fixture is a store with one organization, and short ways to fill it.
// Store is all that a store can do: the contracts of ringdex, jobs and outbound.
type Store interface {
	jobs.Store
	outbound.Deliveries
	io.Closer
	LimitKeyLog(weight int64)
}

type fixture struct {
	Store
	t   *testing.T
	org ringdex.OrganizationID
	ids int // made so far
}

func newFixture(t *testing.T, store Store) *fixture {
	t.Helper()
	f := &fixture{Store: store, t: t}
	f.org = f.addOrganization("default")
	return f
}

// in is the fixture for another organization of the same store.
func (f *fixture) in(org ringdex.OrganizationID) *fixture {
	return &fixture{Store: f.Store, t: f.t, org: org, ids: f.ids + 100_000*int(org)}
}

func (f *fixture) addOrganization(key string, hosts ...string) ringdex.OrganizationID {
	f.t.Helper()
	o, err := f.PutOrganization(f.t.Context(), ringdex.Organization{Key: key, Name: "The " + key, Hosts: hosts, Created: at(0)})
	if err != nil {
		f.t.Fatal(err, causeOf(err))
	}
	return o.ID
}

// at is a moment; later ones have higher numbers.
func at(second int) time.Time {
	return time.Date(2026, 3, 29, 1, 59, 50, 7_000_000, time.UTC).Add(time.Duration(second) * time.Second)
}

// id is a new id; later ones sort later.
func (f *fixture) id() ringdex.ID {
	f.ids++
	return ringdex.NewID(at(f.ids))
}

func (f *fixture) update(fn func(w ringdex.Writer) error) {
	f.t.Helper()
	if err := f.Update(f.t.Context(), f.org, fn); err != nil {
		f.t.Fatal(err, causeOf(err))
	}
}

func (f *fixture) view(fn func(r ringdex.Reader) error) {
	f.t.Helper()
	if err := f.View(f.t.Context(), f.org, fn); err != nil {
		f.t.Fatal(err, causeOf(err))
	}
}

// apply carries changes out in a transaction of their own.
func (f *fixture) apply(changes ...ringdex.Change) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error { return w.Apply(changes) })
}

// refused wants Conflict for changes, and that nothing of a transaction with them stands.
func (f *fixture) refused(changes ...ringdex.Change) {
	f.t.Helper()
	bystander := f.newContact(func(c *ringdex.Contact) { c.UserName = "bystander" })
	changes = append([]ringdex.Change{created(bystander)}, changes...)
	before := f.state()
	wantCode(f.t, f.Update(f.t.Context(), f.org, func(w ringdex.Writer) error {
		if err := w.PutDocument(ringdex.Source{Key: "bystander"}); err != nil {
			return err
		}
		return w.Apply(changes)
	}), ringdex.Conflict)
	wantEqual(f.t, "what is kept after a conflict", f.state(), before)
	wantCode(f.t, f.Update(f.t.Context(), f.org, func(w ringdex.Writer) error {
		_ = w.Apply(changes)
		return nil
	}), ringdex.Conflict)
	wantEqual(f.t, "what is kept after a conflict that nobody looked at", f.state(), before)
}

// contact creates a contact.
func (f *fixture) contact(edit func(c *ringdex.Contact)) *ringdex.Contact {
	f.t.Helper()
	c := f.newContact(edit)
	f.apply(created(c))
	return c
}

func (f *fixture) newContact(edit func(c *ringdex.Contact)) *ringdex.Contact {
	id := f.id()
	c := &ringdex.Contact{ID: id, Version: 1, Created: at(f.ids), Updated: at(f.ids)}
	edit(c)
	return c
}

// company creates a company.
func (f *fixture) company(edit func(c *ringdex.Company)) *ringdex.Company {
	f.t.Helper()
	c := &ringdex.Company{Version: 1, Name: "Company", Created: at(0), Updated: at(0)}
	edit(c)
	f.update(func(w ringdex.Writer) error {
		c.ID = w.NewCompanyID()
		return w.Apply([]ringdex.Change{createdCompany(c)})
	})
	return c
}

// change updates a contact, and gives it as it is then.
func (f *fixture) change(c *ringdex.Contact, edit func(c *ringdex.Contact)) *ringdex.Contact {
	f.t.Helper()
	change := updated(c, edit)
	f.apply(change)
	return change.Contact.After
}

func created(c *ringdex.Contact) ringdex.Change {
	return ringdex.Change{
		Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Actor: "test", At: at(0)}, Contact: ringdex.Images[ringdex.Contact]{After: c},
	}
}

func updated(c *ringdex.Contact, edit func(c *ringdex.Contact)) ringdex.Change {
	after := c.Clone()
	after.Version++
	edit(after)
	return ringdex.Change{
		Ref: c.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{Actor: "test", At: at(1)},
		Contact: ringdex.Images[ringdex.Contact]{Before: c, After: after},
	}
}

func deleted(c *ringdex.Contact) ringdex.Change {
	return ringdex.Change{
		Ref: c.Ref(), Action: ringdex.Deleted, Cause: ringdex.Cause{Actor: "test", At: at(2)}, Contact: ringdex.Images[ringdex.Contact]{Before: c},
	}
}

func createdCompany(c *ringdex.Company) ringdex.Change {
	return ringdex.Change{
		Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Actor: "test", At: at(0)}, Company: ringdex.Images[ringdex.Company]{After: c},
	}
}

func updatedCompany(c *ringdex.Company, edit func(c *ringdex.Company)) ringdex.Change {
	after := c.Clone()
	after.Version++
	edit(after)
	return ringdex.Change{
		Ref: c.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{Actor: "test", At: at(1)},
		Company: ringdex.Images[ringdex.Company]{Before: c, After: after},
	}
}

func deletedCompany(c *ringdex.Company) ringdex.Change {
	return ringdex.Change{
		Ref: c.Ref(), Action: ringdex.Deleted, Cause: ringdex.Cause{Actor: "test", At: at(2)}, Company: ringdex.Images[ringdex.Company]{Before: c},
	}
}

func number(text string) phone.Number { return phone.Parse(text, phone.Regions{"CZ"}) }

func wantCode(t *testing.T, err error, want ringdex.Code) {
	t.Helper()
	if got := ringdex.CodeOf(err); got != want {
		t.Errorf("got code %q (%v%s), want %q", got, err, causeOf(err), want)
	}
}

// anyOrder is for ids that belong to one key: the contract does not order them.
var anyOrder = cmpopts.SortSlices(func(a, b ringdex.ID) bool { return bytes.Compare(a[:], b[:]) < 0 })

func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, anyOrder); diff != "" {
		t.Errorf("%s: want (-), got (+)\n%s", what, diff)
	}
}

// none is want for a map that has nothing.
func none[K comparable, V any]() map[K]V { return map[K]V{} }

// causeOf is what only the log sees.
func causeOf(err error) string {
	if e, ok := errors.AsType[*ringdex.Error](err); ok && e.Cause != nil {
		return ": " + e.Cause.Error()
	}
	return ""
}
