package lookup

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/search"
)

func (f *fixture) found(text string) []string {
	f.t.Helper()
	var names []string
	for _, hit := range f.Search(f.org, search.Query{Text: text, Limit: 100}).Hits {
		names = append(names, f.nameOf(hit.Ref))
	}
	return names
}

func (f *fixture) nameOf(ref ringdex.Ref) (name string) {
	f.t.Helper()
	err := f.deps.Store.View(f.t.Context(), f.org, func(r ringdex.Reader) error {
		if ref.Kind == ringdex.KindCompany {
			c, err := ringdex.CompanyByID(r, ref.Company)
			name = c.Name
			return err
		}
		c, err := ringdex.ContactByID(r, ref.Contact)
		name = c.FullName()
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return name
}

// TestSearch: words in any order, beginnings of words, diacritics, parts of numbers, companies,
// addresses, tags and ids; from the tail and from a segment alike.
func TestSearch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	acme := firm("Žluťoučký kůň s.r.o.", "222333444")
	f.put(acme)
	petr := person("Petr", "+420 603 303 963")
	petr.LastName, petr.Emails, petr.Tags = "Dvořák", []string{"p.dvorak@zlin.example"}, []string{"VIP"}
	petr.Companies, petr.DefaultCompany = []int64{acme.ID}, acme.ID
	petr.SetExternalID("crm", "K-000123")
	lukasz := person("Łukasz", "0048 22 123 45 67")
	lukasz.LastName, lukasz.Organization = "O'Brien", "Petrol"
	petra := person("Petra")
	petra.LastName = "Nová"
	f.put(petr, lukasz, petra)
	for _, where := range []string{"tail", "segment"} {
		for text, want := range map[string][]string{
			"dvorak petr":        {"Petr Dvořák"},
			"PETR":               {"Petr Dvořák", "Petra Nová", "Łukasz O'Brien"},
			"petr":               {"Petr Dvořák", "Petra Nová", "Łukasz O'Brien"}, // the word, then beginnings, then elsewhere
			"lukasz obrien":      {"Łukasz O'Brien"},
			"o'brien":            {"Łukasz O'Brien"},
			"Łuk":                {"Łukasz O'Brien"},
			"kun":                {"Žluťoučký kůň s.r.o.", "Petr Dvořák"}, // the company, and its contact
			"dvorak zlutouc":     {"Petr Dvořák"},
			"303963":             {"Petr Dvořák"},
			"603 303 963":        {"Petr Dvořák"},
			"0603303":            {"Petr Dvořák"},
			"+420 603-303":       {"Petr Dvořák"},
			"303603":             nil, // its trigrams are there, the digits are not in that order
			"22333":              {"Žluťoučký kůň s.r.o."},
			"221234567":          {"Łukasz O'Brien"},
			"petr 963":           {"Petr Dvořák"},
			"p.dvorak@zlin":      {"Petr Dvořák"},
			"vip":                {"Petr Dvořák"},
			"k-000123":           {"Petr Dvořák"},
			"000123":             {"Petr Dvořák"},
			"K-0001":             {"Petr Dvořák"},
			"vorak":              nil,
			"petr nobody":        nil,
			"":                   nil,
			" - ":                nil,
			"\xff\x00":           nil,
			"Dvor\u030ca\u0301k": {"Petr Dvořák"},
		} {
			if got := f.found(text); !slices.Equal(got, want) {
				t.Errorf("%s: %q finds %q, want %q", where, text, got, want)
			}
		}
		f.Absorb()
	}
}

// TestSearchFindsWhatIs: a change and a removal are found at once, and a renamed company finds its
// contacts by its new name only.
func TestSearchFindsWhatIs(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	acme := firm("Alfa")
	f.put(acme)
	jan := person("Jan")
	jan.Companies, jan.DefaultCompany = []int64{acme.ID}, acme.ID
	f.put(jan)
	f.Absorb()
	jan.FirstName, acme.Name = "Eva", "Beta"
	f.put(jan, acme)
	for _, where := range []string{"tail", "segment"} {
		for text, want := range map[string][]string{"jan": nil, "eva": {"Eva"}, "alfa": nil, "beta": {"Beta", "Eva"}, "eva beta": {"Eva"}} {
			if got := f.found(text); !slices.Equal(got, want) {
				t.Errorf("%s: %q finds %q, want %q", where, text, got, want)
			}
		}
		f.Absorb()
	}
	f.put(removal{jan.Ref()})
	if got := f.found("eva"); got != nil {
		t.Errorf("found after its removal: %q", got)
	}
	if got := f.Search(f.org+1, search.Query{Text: "beta", Limit: 10}); got.Hits != nil {
		t.Errorf("another organization finds %v", got)
	}
}

// TestSearchOfStaged: what a run has staged is found when it is published, and not before.
func TestSearchOfStaged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	st := f.Visible(f.deps.Store, nil)
	run, jan := ringdex.NewID(today), person("Jan")
	jan.Version = 1
	step := func(fn func(ringdex.Writer) error) {
		t.Helper()
		if err := st.Update(t.Context(), f.org, fn); err != nil {
			t.Fatal(err)
		}
	}
	step(func(w ringdex.Writer) error {
		if _, err := w.Stage(run); err != nil {
			return err
		}
		return w.Apply([]ringdex.Change{{
			Ref: jan.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Run: run, At: today}, Contact: ringdex.Images[ringdex.Contact]{After: jan},
		}})
	})
	f.Absorb()
	if got := f.found("jan"); got != nil {
		t.Errorf("a staged contact is found: %q", got)
	}
	step(func(w ringdex.Writer) error { return w.Publish(run) })
	if got := f.found("jan"); !slices.Equal(got, []string{"Jan"}) {
		t.Errorf("the published contact is not found: %q", got)
	}
}

// TestSearchAgreesWithItsDefinition compares pages of random queries with what each text matches,
// after random changes and merges of segments.
func TestSearchAgreesWithItsDefinition(t *testing.T) {
	t.Parallel()
	f := alone(t)
	random := rand.New(rand.NewPCG(1, 2))
	now := map[ringdex.Ref][]byte{}
	records := map[ringdex.Ref]any{}
	for round := range 60 {
		changes := randomRecords(random, 40)
		for _, record := range changes {
			switch is := record.(type) {
			case *ringdex.Contact:
				now[is.Ref()], records[is.Ref()] = search.ContactText(is), is
			case *ringdex.Company:
				now[is.Ref()], records[is.Ref()] = search.CompanyText(is), is
			}
		}
		f.apply(changes...)
		if random.IntN(3) > 0 {
			f.Absorb()
		}
		if round%10 == 9 {
			for range 40 {
				f.compare(randomQuery(random), now)
			}
		}
	}
}

var randomWords = strings.Fields("jan jana janek novak nova novotna petr alfa alfred beta brno b 420603 60330 303 k-1 k-12 s.r.o.")

func randomRecords(random *rand.Rand, n int) (records []any) {
	word := func() string { return randomWords[random.IntN(len(randomWords))] }
	for range n {
		if random.IntN(4) == 0 {
			c := &ringdex.Company{ID: int64(1 + random.IntN(30)), Name: word() + " " + word(), Tags: []string{word()}}
			records = append(records, c)
			continue
		}
		c := &ringdex.Contact{ID: ringdex.ID{byte(random.IntN(200)), 1}, FirstName: word(), LastName: word(), Organization: word()}
		c.Phones = []phone.Number{phone.Parse(fmt.Sprintf("+420603%06d", random.IntN(1_000_000)), regions)}
		if id := int64(random.IntN(40)); id > 0 {
			c.Companies = []int64{id}
		}
		c.SetExternalID("crm", word())
		records = append(records, c)
	}
	return records
}

func randomQuery(random *rand.Rand) search.Query {
	var words []string
	for range 1 + random.IntN(2) {
		word := randomWords[random.IntN(len(randomWords))]
		words = append(words, word[:1+random.IntN(len(word))])
	}
	q := search.Query{Text: strings.Join(words, " "), Limit: 1 + random.IntN(20)}
	q.Kind = []ringdex.Kind{"", ringdex.KindContact, ringdex.KindCompany}[random.IntN(3)]
	if random.IntN(3) == 0 {
		q.Companies = []int64{7, 3}
	}
	return q
}

// compare reads all pages of a query, and compares them with the texts that match.
func (f *fixture) compare(q search.Query, texts map[ringdex.Ref][]byte) {
	f.t.Helper()
	got := map[ringdex.Ref]search.Rank{}
	last := search.NameWords
	for more := true; more; {
		page := f.Search(f.org, q)
		for _, hit := range page.Hits {
			if _, twice := got[hit.Ref]; twice || hit.Rank < last {
				f.t.Errorf("%+v: %v with rank %d comes twice, or after rank %d", q, hit.Ref, hit.Rank, last)
			}
			got[hit.Ref], last = hit.Rank, hit.Rank
		}
		if more = page.More; more {
			var ok bool
			if q.After, ok = search.ParsePlace(page.Hits[len(page.Hits)-1].Place().String()); !ok {
				f.t.Fatal("a place cannot be read")
			}
		}
	}
	q.After = search.Place{}
	wantEqual(f.t, got, search.Matching(q, texts))
}

// A search makes a few lists, however many contacts there are.
func TestSearchAllocatesLittle(t *testing.T) {
	f := filled(t, 10_000)
	f.Absorb()
	q := search.Query{Text: "novák 603001234", Limit: 20}
	f.Search(f.org, q)
	if got := testing.AllocsPerRun(20, func() { f.Search(f.org, q) }); got > 100 {
		t.Errorf("a search of 10,000 contacts makes %v allocations, want at most 100", got)
	}
}

func BenchmarkSearch(b *testing.B) {
	f := filled(b, 100_000)
	f.Absorb()
	for _, text := range []string{"novak77", "jan novak", "j", "603001", "acme jan"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Search(f.org, search.Query{Text: text, Limit: 20})
			}
		})
	}
}
