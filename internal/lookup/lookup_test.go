package lookup

import (
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

// fixture is an index over a real store, with one organization and a clock that stands still.
type fixture struct {
	*Index
	t   testing.TB
	org ringdex.OrganizationID
}

var (
	today   = time.UnixMilli(1_800_000_000_000).UTC()
	regions = phone.Regions{"CZ", "SK", "PL"}
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{t: t}
	f.Index = f.index(enginetest.Open(t))
	f.org = f.putOrganization(ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f
}

// index is an empty index over a store.
func (f *fixture) index(st ringdex.Store) *Index {
	clock := func() time.Time { return today }
	return New(Deps{Store: st, Clock: clock, Log: slog.New(slog.DiscardHandler), Regions: regions})
}

func (f *fixture) putOrganization(o ringdex.Organization) ringdex.OrganizationID {
	f.t.Helper()
	o, err := f.deps.Store.PutOrganization(f.t.Context(), o)
	if err != nil {
		f.t.Fatal(err)
	}
	return o.ID
}

// configure changes the organization's settings.
func (f *fixture) configure(s ringdex.Settings) {
	f.t.Helper()
	f.putOrganization(ringdex.Organization{ID: f.org, Key: ringdex.DefaultOrganization, Settings: s})
	f.catchUp()
}

func (f *fixture) catchUp() {
	f.t.Helper()
	if err := f.CatchUp(f.t.Context(), true); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) update(fn func(ringdex.Writer) error) {
	f.t.Helper()
	if err := f.deps.Store.Update(f.t.Context(), f.org, fn); err != nil {
		f.t.Fatal(err)
	}
}

// person is a contact with numbers.
func person(name string, numbers ...string) *ringdex.Contact {
	return &ringdex.Contact{ID: ringdex.NewID(today), Source: "crm", FirstName: name, Phones: parse(numbers...), Created: today, Updated: today}
}

func firm(name string, numbers ...string) *ringdex.Company {
	return &ringdex.Company{Source: "crm", Name: name, Phones: parse(numbers...), Created: today, Updated: today}
}

func parse(numbers ...string) []phone.Number {
	var list []phone.Number
	for _, n := range numbers {
		list = append(list, phone.Parse(n, regions))
	}
	return list
}

// put writes contacts and companies as they are to be, all in one transaction, and lets the index
// follow.
func (f *fixture) put(records ...any) {
	f.t.Helper()
	f.write(records...)
	f.catchUp()
}

func (f *fixture) write(records ...any) {
	f.t.Helper()
	f.update(func(w ringdex.Writer) error {
		changes := make([]ringdex.Change, 0, len(records))
		for _, record := range records {
			change, err := changeTo(w, record)
			if err != nil {
				return err
			}
			changes = append(changes, change)
		}
		return w.Apply(changes)
	})
}

func changeTo(w ringdex.Writer, record any) (ringdex.Change, error) {
	change := ringdex.Change{Action: ringdex.Created, Cause: ringdex.Cause{At: today}}
	var err error
	switch is := record.(type) {
	case *ringdex.Contact:
		change.Contact.After, change.Ref = is.Clone(), is.Ref()
		if is.Version > 0 {
			change.Action = ringdex.Updated
			change.Contact.Before, err = ringdex.ContactByID(w, is.ID)
		}
		is.Version++
		change.Contact.After.Version = is.Version
	case *ringdex.Company:
		if is.Version > 0 {
			change.Action = ringdex.Updated
			change.Company.Before, err = ringdex.CompanyByID(w, is.ID)
		} else {
			is.ID = w.NewCompanyID()
		}
		is.Version++
		change.Company.After, change.Ref = is.Clone(), is.Ref()
	case removal:
		change.Action, change.Ref = ringdex.Deleted, is.Ref
		if is.Kind == ringdex.KindCompany {
			change.Company.Before, err = ringdex.CompanyByID(w, is.Company)
		} else {
			change.Contact.Before, err = ringdex.ContactByID(w, is.Contact)
		}
	}
	return change, err
}

// removal of a record, where put takes records.
type removal struct{ ringdex.Ref }

// want fails unless the number leads to these names by this step, best first.
func (f *fixture) want(number string, step Step, names ...string) Answer {
	f.t.Helper()
	return f.wantIn(nil, number, step, names...)
}

func (f *fixture) wantIn(regions []string, number string, step Step, names ...string) Answer {
	f.t.Helper()
	a := f.Find(f.org, number, regions...)
	if a.Step != step || !slices.Equal(namesOf(a), names) || a.Total != len(names) {
		f.t.Errorf("%s: got %q, %d of %d: %q; want %q, %q", number, a.Step, len(a.Candidates), a.Total, namesOf(a), step, names)
	}
	return a
}

func namesOf(a Answer) []string {
	var names []string
	for _, c := range a.Candidates {
		names = append(names, strings.TrimSpace(c.Name))
	}
	return names
}

func wantEqual[T any](t testing.TB, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestCard(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	acme := firm("Acme", "222333444")
	acme.SetExternalID("crm", "C-1")
	f.put(acme)
	jan := person("Jan", "603303963")
	jan.LastName, jan.MiddleName, jan.Organization, jan.Language = "Novák", "Maria", "Acme s.r.o.", ringdex.Czech
	jan.Agents, jan.Links = []string{"sales", "petr"}, map[string]string{"organization": "https://example.cz/o", "name": "https://example.cz/n"}
	jan.Companies, jan.DefaultCompany = []int64{acme.ID}, acme.ID
	jan.SetExternalID("erp", "7")
	jan.SetExternalID("crm", "P-1")
	f.put(jan)
	a := f.want("603303963", National, "Jan Maria Novák")
	wantEqual(t, a.Number, "+420603303963")
	wantEqual(t, a.Candidates[0], Card{
		Ref: jan.Ref(), Source: "crm", ExternalID: "P-1", FirstName: "Jan", LastName: "Novák", Name: "Jan Maria Novák",
		Organization: "Acme s.r.o.", Company: acme.ID, CompanyName: "Acme", Language: "cs", Agents: []string{"sales", "petr"},
		Links: []Link{{"name", "https://example.cz/n"}, {"organization", "https://example.cz/o"}}, Updated: today,
	})
	wantEqual(t, f.want("222333444", National, "Acme").Candidates[0], Card{
		Ref: acme.Ref(), Source: "crm", ExternalID: "C-1", Name: "Acme", Organization: "Acme", Updated: today,
	})
}

func TestNamesOnCards(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for i, test := range []struct {
		change func(*ringdex.Contact)
		want   string
	}{
		{func(c *ringdex.Contact) { c.FirstName, c.LastName = "Jan", "Novák" }, "Jan Novák"},
		{func(c *ringdex.Contact) { c.FirstName, c.LastName, c.DisplayName = "Jan", "Novák", "Novák Jan" }, "Novák Jan"},
		{func(c *ringdex.Contact) { c.LastName = "Novák" }, "Novák"},
		{func(c *ringdex.Contact) { c.Organization = "Acme" }, "Acme"},
		{func(c *ringdex.Contact) { c.UserName = "jan" }, "jan"},
		{func(c *ringdex.Contact) { c.Emails = []string{"jan@example.cz"} }, "jan@example.cz"},
		{func(*ringdex.Contact) {}, "60330396"},
	} {
		number := fmt.Sprint("60330396", i)
		c := person("", number)
		test.change(c)
		f.put(c)
		if got := f.Find(f.org, number).Candidates[0].Name; strings.TrimSuffix(got, fmt.Sprint(i)) != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// A line of a company without a name of its own is announced as the company.
func TestNamelessLineOfACompany(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	bakery := firm("Pekárna U Mostu")
	f.put(bakery)
	line := person("", "603303963")
	line.Companies, line.DefaultCompany = []int64{bakery.ID}, bakery.ID
	f.put(line)
	f.want("603303963", National, "Pekárna U Mostu")
	line.LastName = "Malá"
	f.put(line)
	f.want("603303963", National, "Malá")
}

func TestNobody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Jan", "603303963"))
	for _, number := range []string{"", " ", "+", "abc", "603303964", "963", "+1", "sip:", "sip:jan@example.cz", strings.Repeat("6", 300)} {
		a := f.want(number, None)
		if a.Number != "" {
			t.Errorf("%q: got %q", number, a.Number)
		}
	}
	wantEqual(t, f.Find(f.org+1, "603303963").Total, 0)
}

// What a person or a machine may write (design.md 6).
func TestTexts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Jan", "+420 222 333 444"), person("Line", "601"), person("Short", "+420 12"))
	for text, name := range map[string]string{
		"+420222333444": "Jan", "00420222333444": "Jan", "222333444": "Jan", "420222333444": "Jan",
		"+420 (0)222 333 444": "Jan", "+420 (0) 222/333 444": "Jan", "222 333 444": "Jan", "222/333 444": "Jan", "222-333-444": "Jan",
		"222.333.444": "Jan", "(222) 333 444": "Jan", "0222333444": "Jan", "222\u00a0333\u00a0444": "Jan", " +420222333444 ": "Jan",
		"tel:+420222333444": "Jan", "tel:+420-222-333-444;ext=12": "Jan", "tel:222333444;phone-context=+420": "Jan",
		"sip:+420222333444@pbx.example.cz": "Jan", "sips:00420222333444@pbx": "Jan", "sip:222333444@192.0.2.7:5060;transport=udp": "Jan",
		`"Jan" <sip:+420222333444@pbx>`: "Jan", "222333444 linka 12": "Jan", "222 333 444 ext. 5": "Jan",
		"601": "Line", "tel:601": "Line", "sip:601@pbx": "Line", "+42012": "Short", "0042012": "Short", "+420 12": "Short",
	} {
		if a := f.Find(f.org, text); a.Total != 1 || namesOf(a)[0] != name {
			t.Errorf("%q: got %q by %q, want %s", text, namesOf(a), a.Step, name)
		}
	}
}

// TestHolders: an answer lists what fits on a screen, and Holders everybody.
func TestHolders(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var records []any
	for i := range maxCandidates + 5 {
		records = append(records, person(fmt.Sprint("Jana ", i), "+420603303963"))
	}
	f.put(records...)
	a, all := f.Find(f.org, "603303963"), f.Holders(f.org, "603303963")
	if len(a.Candidates) != maxCandidates || a.Total != len(records) || len(all) != len(records) {
		t.Errorf("%d candidates of %d, %d holders; want %d of %d, and %d", len(a.Candidates), a.Total, len(all), maxCandidates, len(records), len(records))
	}
	for i, c := range a.Candidates {
		if all[i] != c.Ref {
			t.Errorf("holder %d is %v, candidate %v", i, all[i], c.Ref)
		}
	}
}
