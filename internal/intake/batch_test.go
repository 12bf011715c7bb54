package intake

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"ringdex/internal/ringdex"
)

// interrupted makes another writer write before every update.
type interrupted struct {
	ringdex.Store
	before func()
}

func (s interrupted) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	s.before()
	return s.Store.Update(ctx, org, fn)
}

// between is a fixture whose next call is interrupted after it has read and before it writes.
func (f *fixture) between(fn func()) *fixture {
	var once sync.Once
	g := f.over(func(s ringdex.Store) ringdex.Store { return interrupted{s, func() { once.Do(fn) }} })
	g.actor = "eva" // whose calls are another run
	return g
}

// afterLook makes another writer write after every look.
type afterLook struct {
	ringdex.Store
	then func()
}

func (s afterLook) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	err := s.Store.View(ctx, org, fn)
	s.then()
	return err
}

// Records without passwords are planned when the organization is locked, those with passwords
// before; neither may act on what is no longer so.
func TestSomebodyElseWritesInBetween(t *testing.T) {
	t.Parallel()
	for _, password := range []string{"", "secret"} {
		jan := withPassword(record("1", set("firstName", "Jan"), set("userName", "jan")), password)
		for name, test := range map[string]struct {
			before, between []Record
			want            ringdex.Action
		}{
			"the same external id":        {nil, []Record{record("1", set("firstName", "Eva"))}, ringdex.Updated},
			"the same record":             {nil, []Record{jan}, ringdex.Unchanged},
			"the user name":               {nil, []Record{record("2", set("userName", "JAN"))}, ringdex.Refused},
			"a newer version":             {[]Record{record("1", set("job", "x"))}, []Record{record("1", set("job", "y"))}, ringdex.Updated},
			"somebody who does not count": {nil, []Record{record("3", set("firstName", "Ota"))}, ringdex.Created},
		} {
			t.Run(name+" "+password, func(t *testing.T) {
				t.Parallel()
				f := newFixture(t)
				if test.before != nil {
					f.call(test.before...)
				}
				g := f.between(func() { f.call(test.between...) })
				g.wantActions(g.call(jan), test.want)
				if test.want == ringdex.Refused {
					return
				}
				wantEqual(t, f.contact("1").FirstName, "Jan")
				f.wantActions(f.call(jan), ringdex.Unchanged)
				if password != "" {
					f.wantPassword("1", "hash of secret")
				}
				if test.before != nil {
					wantEqual(t, f.contact("1").Job, "y")
				}
			})
		}
	}
}

func TestSomebodyElseMakesTheCompanyInBetween(t *testing.T) {
	t.Parallel()
	for _, password := range []string{"", "secret"} {
		f := newFixture(t)
		g := f.between(func() { f.call(record("2").in(CompanyRef{ExternalID: "C-1", Name: "Acme"})) })
		g.call(
			withPassword(record("1").in(CompanyRef{ExternalID: "C-1"}), password),
			record("3").in(CompanyRef{Name: "acme"}),
		)
		wantEqual(t, len(f.directory().Companies), 1)
		wantEqual(t, f.contact("1").DefaultCompany, 1)
		wantEqual(t, f.contact("3").DefaultCompany, 1)
	}
}

// Companies are planned before the organization is locked.
func TestSomebodyElseWritesCompaniesInBetween(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	g := f.between(func() { f.run(f.companies(), record("C-1", set("name", "Acme"))) })
	report := g.run(g.companies(), record("C-1", set("name", "Acme")), record("C-2", set("name", "Zenith")))
	f.wantActions(report, ringdex.Unchanged, ringdex.Created)
	wantEqual(t, report.Outcomes[1].Company.ID, 2)
}

// What was unchanged when the plan was made, before the lock because of a password, has been so:
// nothing is written over what came since.
func TestUnchangedBatchDoesNotUndo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan := withPassword(record("1", set("firstName", "Jan")), "secret")
	f.call(jan)
	var once sync.Once
	edit := func() { f.edit(f.contact("1").ID, func(c *ringdex.Contact) { c.FirstName = "Johann" }) }
	g := f.over(func(s ringdex.Store) ringdex.Store { return afterLook{s, func() { once.Do(edit) }} })
	report, err := g.Call(t.Context(), g.order(), []Record{jan})
	wantEqual(t, err, nil)
	g.wantActions(report, ringdex.Unchanged)
	wantEqual(t, f.contact("1").FirstName, "Johann")
	f.wantActions(f.call(jan), ringdex.Updated)
}

var errBroken = errors.New("broken")

// breaking does one thing of a transaction and then says that it did not work.
type breaking struct {
	ringdex.Store
	at string
}

func (s breaking) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	return s.Store.Update(ctx, org, func(w ringdex.Writer) error { return fn(breakingWriter{w, s.at}) })
}

type breakingWriter struct {
	ringdex.Writer
	at string
}

func (w breakingWriter) broken(at string, err error) error {
	if w.at == at {
		return errors.Join(err, errBroken)
	}
	return err
}

func (w breakingWriter) Apply(changes []ringdex.Change) error {
	return w.broken("apply", w.Writer.Apply(changes))
}

func (w breakingWriter) SetPassword(id ringdex.ID, hash string) error {
	return w.broken("password", w.Writer.SetPassword(id, hash))
}

func (w breakingWriter) PutRun(r ringdex.Run) error { return w.broken("run", w.Writer.PutRun(r)) }

func (w breakingWriter) AddRefusals(run ringdex.ID, before int64, refusals []ringdex.Refusal) error {
	return w.broken("refusals", w.Writer.AddRefusals(run, before, refusals))
}

func (w breakingWriter) Contacts(ids []ringdex.ID) (map[ringdex.ID]*ringdex.Contact, error) {
	found, err := w.Writer.Contacts(ids)
	return found, w.broken("plan", err)
}

func TestFailedBatchLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"plan", "apply", "password", "run", "refusals"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.call(record("1", set("firstName", "Jan")))
			before := f.directory()
			g := f.over(func(s ringdex.Store) ringdex.Store { return breaking{s, at} })
			rec := record("1", set("firstName", "Eva"))
			if at == "password" {
				rec.Password = "secret"
			}
			report, err := g.Call(t.Context(), f.order(), []Record{rec, record("2").in(CompanyRef{Name: "Acme"}), record("3", set("x", 1))})
			if !errors.Is(err, errBroken) || report.Outcomes != nil {
				t.Errorf("got %v, %v", report, err)
			}
			f.wantSame(before)
			f.view(func(r ringdex.Reader) error {
				runs, err := r.Runs(ringdex.Page{Limit: 10})
				wantEqual(t, len(runs), 1)
				return err
			})
		})
	}
}

func TestFailedHashLeavesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	deps := f.deps
	deps.Hash = func(context.Context, string) (string, error) { return "", errBroken }
	_, err := New(deps).Call(t.Context(), f.order(), []Record{withPassword(record("1"), "secret")})
	if !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	wantEqual(t, f.directory().Head, 0)
}

func TestCancelledCallLeavesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx, cancel := context.WithCancel(t.Context())
	g := f.between(cancel)
	if _, err := g.Call(ctx, f.order(), []Record{record("1")}); err == nil {
		t.Error("the call was cancelled and says nothing of it")
	}
	wantEqual(t, f.directory().Head, 0)
}

func TestRefusalsKeepTheOriginal(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	bad := record("2", set("firstName", 1), set("email", "nobody"))
	bad.Original, bad.At.Line = "2;1;nobody", 17
	report := f.call(record("1"), bad)
	f.view(func(r ringdex.Reader) error {
		kept, err := r.Refusals(report.Run.ID, ringdex.Page{Limit: 10})
		wantEqual(t, len(kept), 1)
		wantEqual(t, kept[0].Original, "2;1;nobody")
		wantEqual(t, kept[0].At, ringdex.Position{Index: 1, Line: 17})
		wantEqual(t, len(kept[0].Problems), 2)
		return err
	})
}

// Eight callers send the same records at the same time, each with its own first name and its own
// company.
func TestCallersAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const callers, contacts = 8, 40
	reports := make([]Result, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			var records []Record
			for k := range contacts {
				x := fmt.Sprint(k)
				rec := record(x, set("userName", "user"+x), set("firstName", fmt.Sprint("caller", i))).in(CompanyRef{Name: fmt.Sprint("Company ", k%3)})
				if i%2 == 0 {
					rec.Password = "secret"
				}
				records = append(records, rec)
			}
			var err error
			if reports[i], err = f.Call(t.Context(), f.order(), records); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var sum ringdex.Counts
	for _, r := range reports {
		sum = sum.Plus(r.Run.Counts)
	}
	wantEqual(t, sum.Created, contacts)
	wantEqual(t, sum.Read, callers*contacts)
	wantEqual(t, sum.Refused, 0)
	d := f.directory()
	wantEqual(t, len(d.Contacts), contacts)
	wantEqual(t, len(d.Companies), 3)
	wantEqual(t, d.Head, 3+sum.Created+sum.Updated)
	for _, c := range d.Contacts {
		if c.FirstName == "" || d.Passwords[c.ID] == "" {
			t.Errorf("%s has no name or no password", c.UserName)
		}
	}
}
