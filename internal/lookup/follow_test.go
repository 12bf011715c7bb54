package lookup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ringdex/internal/await"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

func TestFollowsContacts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan := person("Jan", "603303963", "222333444")
	f.put(jan)
	f.want("603303963", National, "Jan")
	jan.FirstName, jan.Phones = "Johann", parse("222333444", "777888999")
	f.put(jan)
	f.want("603303963", None)
	f.want("222333444", National, "Johann")
	f.want("777888999", National, "Johann")
	f.put(removal{jan.Ref()})
	f.want("222333444", None)
	wantEqual(t, f.Stats(), Stats{})
}

// Several changes of one contact, in one transaction or before the index comes to it, are one.
func TestFollowsTheLastOfManyChanges(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan, eva := person("Jan", "603303963"), person("Eva", "603303964")
	f.write(jan, eva)
	for i := range 5 {
		jan.FirstName, jan.Phones = fmt.Sprint("Jan", i), parse(fmt.Sprint("60330397", i))
		f.write(jan)
	}
	f.write(removal{eva.Ref()})
	f.want("603303974", None) // not before it has read the journal
	f.catchUp()
	f.want("603303974", National, "Jan4")
	f.want("603303973", None)
	f.want("603303964", None)
	wantEqual(t, f.Stats(), Stats{Subjects: 1, Numbers: 1})
}

func TestFollowsCompanies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	acme, zenith := firm("Acme", "222333444"), firm("Zenith", "777888999")
	f.put(acme, zenith)
	jan := person("Jan", "603303963")
	jan.Companies, jan.DefaultCompany = []int64{acme.ID}, acme.ID
	f.put(jan)
	for _, name := range []string{"Acme", "Acme a.s.", "Příliš žluťoučký kůň"} {
		acme.Name = name
		f.put(acme)
		wantEqual(t, f.Find(f.org, "603303963").Candidates[0].CompanyName, name)
		f.want("222333444", National, name)
	}
	jan.Companies, jan.DefaultCompany = []int64{zenith.ID}, zenith.ID
	f.put(jan)
	wantEqual(t, f.Find(f.org, "603303963").Candidates[0].CompanyName, "Zenith")
	f.put(removal{zenith.Ref()})
	wantEqual(t, f.Find(f.org, "603303963").Candidates[0].CompanyName, "")
	f.want("777888999", None)
}

// More changes than one reading of the journal takes, with the same contact in several of them.
func TestFollowsALongJournal(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := person("First", "603303963")
	f.write(first)
	for batch := range 3 {
		var records []any
		for i := range 900 {
			records = append(records, person(fmt.Sprint(batch, "-", i), fmt.Sprint(777000000+1000*batch+i)))
		}
		first.FirstName = fmt.Sprint("First", batch)
		f.write(append(records, first)...)
	}
	f.catchUp()
	f.want("603303963", National, "First2")
	f.want("777002899", National, "2-899")
	wantEqual(t, f.Stats(), Stats{Subjects: 2701, Numbers: 2701})
}

func TestNewOrganizationIsFound(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	g := *f
	g.org = f.putOrganization(ringdex.Organization{Key: "other"})
	g.put(person("Jan", "603303963"))
	g.want("603303963", National, "Jan")
	f.want("603303963", None)
}

func TestOrganizationsDoNotMeet(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const organizations = 50
	each := make([]fixture, organizations)
	for i := range each {
		each[i] = *f
		each[i].org = f.putOrganization(ringdex.Organization{Key: fmt.Sprint("org", i)})
		each[i].write(person(fmt.Sprint("Jan", i), "603303963", "601"), firm(fmt.Sprint("Acme", i), "222333400"))
	}
	f.catchUp()
	for i := range each {
		g := &each[i]
		g.want("603303963", National, fmt.Sprint("Jan", i))
		g.want("601", Exact, fmt.Sprint("Jan", i))
		g.want("222333412", HeadOffice, fmt.Sprint("Acme", i))
		g.want("5603303963", Suffix, fmt.Sprint("Jan", i))
	}
	f.want("603303963", None)
	wantEqual(t, f.Stats(), Stats{Subjects: 2 * organizations, Numbers: 3 * organizations})
}

func TestLoadIsReady(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.write(person("Jan", "603303963"), firm("Acme", "222333444"))
	x := f.index(f.deps.Store)
	if x.Ready() {
		t.Error("an empty index is ready")
	}
	if err := x.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !x.Ready() {
		t.Error("a full index is not ready")
	}
	wantEqual(t, x.Stats(), Stats{Subjects: 2, Numbers: 2})
}

// A change that comes between two readings of Load is not lost: it is after the head that Load has
// seen.
func TestCatchUpContinuesWhereLoadEnded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	jan := person("Jan", "603303963")
	f.write(jan)
	x := f.index(f.deps.Store)
	if err := x.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	jan.FirstName = "Johann"
	f.write(jan)
	f.Index = x
	f.want("603303963", National, "Jan")
	f.catchUp()
	f.want("603303963", National, "Johann")
}

// unreadable is a store that cannot read one organization.
type unreadable struct {
	ringdex.Store
	org    ringdex.OrganizationID
	broken atomic.Bool
	tries  atomic.Int64
}

var errUnreadable = errors.New("unreadable")

func (s *unreadable) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	if org == s.org && s.broken.Load() {
		s.tries.Add(1)
		return errUnreadable
	}
	return s.Store.View(ctx, org, fn)
}

func TestUnreadableOrganizationDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	bad := *f
	bad.org = f.putOrganization(ringdex.Organization{Key: "bad"})
	st := &unreadable{Store: f.deps.Store, org: bad.org}
	st.broken.Store(true)
	f.Index.deps.Store = st
	bad.write(person("Jan", "603303963"))
	for i := range 20 { // organizations come in any order
		f.write(person("Jan", fmt.Sprint("77788899", i%10)))
		if err := f.CatchUp(t.Context(), false); !errors.Is(err, errUnreadable) {
			t.Fatalf("got %v", err)
		}
		wantEqual(t, f.Find(f.org, fmt.Sprint("77788899", i%10)).Total, i/10+1)
	}
	st.broken.Store(false)
	f.catchUp()
	bad.want("603303963", National, "Jan")
}

// follow runs Follow until the test ends, and waits for its end.
func (f *fixture) follow(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { f.Follow(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
}

func TestFollow(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.follow(t)
	f.write(person("Jan", "603303963"))
	await.Until(t, "the contact", func() bool { return f.Find(f.org, "603303963").Total == 1 })
	f.putOrganization(ringdex.Organization{ID: f.org, Key: ringdex.DefaultOrganization, Settings: ringdex.Settings{Ladder: ringdex.Ladder{NoNational: true, NoSuffix: true}}})
	await.Until(t, "the settings", func() bool { return f.Find(f.org, "603303963").Total == 0 })
}

// Another process, such as a command next to the server, sends no signal.
func TestFollowAnotherProcess(t *testing.T) {
	t.Parallel()
	database := enginetest.New(t)
	f := &fixture{t: t}
	f.Index = f.index(database.Open(t))
	f.org = f.putOrganization(ringdex.Organization{Key: ringdex.DefaultOrganization})
	f.follow(t)
	other := *f
	other.Index = f.index(database.Open(t))
	other.write(person("Jan", "603303963"))
	await.Until(t, "the contact", func() bool { return f.Find(f.org, "603303963").Total == 1 })
}

// locked is a text that two goroutines may use.
type locked struct {
	mu sync.Mutex
	strings.Builder
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Builder.Write(b)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Builder.String()
}

func TestFollowGoesOnAfterFailures(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var log locked
	st := &unreadable{Store: f.deps.Store, org: f.org}
	st.broken.Store(true)
	f.Index.deps.Store, f.deps.Log = st, slog.New(slog.NewTextHandler(&log, nil))
	f.follow(t)
	f.write(person("Jan", "603303963"))
	await.Until(t, "a second try", func() bool { return st.tries.Load() > 1 })
	st.broken.Store(false)
	await.Until(t, "the contact", func() bool { return f.Find(f.org, "603303963").Total == 1 })
	if !strings.Contains(log.String(), "unreadable") {
		t.Errorf("the log says %q", log.String())
	}
}

// generation is a directory in which one transaction after the other changes everything: each
// contact's name is the number of the transaction, as is that of its company; and each number
// passes from one contact of a pair to the other.
type generation struct {
	f        *fixture
	put      func(records ...any) // in one transaction
	contacts []*ringdex.Contact
	company  *ringdex.Company
}

func newGeneration(f *fixture, put func(...any), contacts int) *generation {
	g := &generation{f: f, put: put, company: firm("0")}
	g.company.ID = 1
	put(g.company)
	for range contacts {
		c := person("0")
		c.Companies, c.DefaultCompany = []int64{1}, 1
		g.contacts = append(g.contacts, c)
	}
	g.next(0)
	return g
}

// next writes a generation. Of a pair, the contact whose turn it is has the number of the pair.
func (g *generation) next(n int) {
	records := make([]any, 0, len(g.contacts)+1)
	for i, c := range g.contacts {
		c.FirstName, c.Phones = fmt.Sprint(n), parse(g.own(i))
		if (i+n)%2 == 0 {
			c.Phones = parse(g.own(i), g.ofPair(i/2))
		}
		records = append(records, c)
	}
	g.company.Name = fmt.Sprint(n)
	g.put(append(records, g.company)...)
}

func (g *generation) own(i int) string    { return fmt.Sprint("+420", 601000000+i) }
func (g *generation) ofPair(i int) string { return fmt.Sprint("+420", 777000000+i) }

// What one transaction did is seen whole or not at all, however large it is: a number that passes
// from one to the other has exactly one of them, a contact agrees with its company, and who has
// seen the new once anywhere never sees the old again.
func TestTransactionsAreSeenWhole(t *testing.T) {
	t.Parallel()
	t.Run("in the table", func(t *testing.T) {
		t.Parallel()
		f := alone(t)
		newGeneration(f, f.apply, 5000).hammer(t, 8)
	})
	t.Run("through the journal", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		newGeneration(f, f.put, 1200).hammer(t, 2) // more than one reading of the journal takes
	})
}

// apply is put without a store.
func (f *fixture) apply(records ...any) {
	subjects := make([]subject, len(records))
	for i, record := range records {
		switch is := record.(type) {
		case *ringdex.Contact:
			subjects[i] = contactSubject(is)
		case *ringdex.Company:
			subjects[i] = companySubject(is)
		}
	}
	f.table(f.org).apply(subjects, 0)
}

// hammer asks all the time while generations come.
func (g *generation) hammer(t *testing.T, generations int) {
	var done atomic.Bool
	var asked atomic.Int64
	var wg sync.WaitGroup
	for worker := range 3 {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), 1))
			newest := 0
			for !done.Load() && !t.Failed() {
				newest = g.look(t, random, newest)
				asked.Add(1)
			}
		})
	}
	for n := 1; n <= generations; n++ {
		g.next(n)
	}
	done.Store(true)
	wg.Wait()
	t.Logf("%d questions", asked.Load())
	g.f.checkTable(t)
}

// look asks for two numbers at random and says which generation it has seen.
func (g *generation) look(t *testing.T, random *rand.Rand, newest int) int {
	i := random.IntN(len(g.contacts))
	for _, number := range []string{g.own(i), g.ofPair(i / 2)} {
		a := g.f.Find(g.f.org, number)
		if a.Total != 1 {
			t.Errorf("%s has %d contacts", number, a.Total)
			return newest
		}
		c := a.Candidates[0]
		var seen int
		_, _ = fmt.Sscan(c.FirstName, &seen)
		if c.CompanyName != c.FirstName || seen < newest {
			t.Errorf("a contact of generation %s is in a company of generation %s, after generation %d was seen", c.FirstName, c.CompanyName, newest)
		}
		newest = seen
	}
	return newest
}
