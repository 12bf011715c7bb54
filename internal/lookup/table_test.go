package lookup

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// checkTable checks that what hangs together in a table does, and that nothing is lost in it.
func (f *fixture) checkTable(t testing.TB) {
	t.Helper()
	f.table(f.org).check(t)
}

func (t *table) check(tb testing.TB) {
	tb.Helper()
	t.mu.RLock()
	defer t.mu.RUnlock()
	subjects, live := 0, 0
	for shard := range t.ids {
		count := 0
		for bucket, i := range t.ids[shard].heads {
			for ; i != 0; i = t.slots.at(i).next {
				s := t.slots.at(i)
				if h := hashID(s.id, s.kind); h%shardCount != uint64(shard) || h/shardCount%uint64(len(t.ids[shard].heads)) != uint64(bucket) {
					tb.Fatalf("slot %d stands in the wrong chain", i)
				}
				if !t.visible(i) {
					tb.Fatalf("slot %d is not buried", i)
				}
				live += cardSize(t.cards.from(s.card))
				count++
			}
		}
		subjects += count
		if count != t.ids[shard].count {
			tb.Fatalf("shard %d has %d slots and counts %d", shard, count, t.ids[shard].count)
		}
	}
	if subjects != t.slots.used || live != t.cards.live {
		tb.Fatalf("%d slots of %d are linked, %d bytes of cards of %d are in use", subjects, t.slots.used, live, t.cards.live)
	}
	t.checkNumbers(tb)
}

func (t *table) checkNumbers(tb testing.TB) {
	tb.Helper()
	linked := 0
	for shard := range t.numbers.shards {
		count := 0
		for _, i := range t.numbers.shards[shard].heads {
			before := uint32(0)
			for ; i != 0; i = t.numbers.entries.at(i).next {
				e := t.numbers.entries.at(i)
				if e.prev != before || t.slots.at(e.slot).born == 0 {
					tb.Fatalf("entry %d is of slot %d, behind %d", i, e.slot, e.prev)
				}
				before = i
				count++
			}
		}
		linked += count
		if count != t.numbers.shards[shard].count {
			tb.Fatalf("shard %d has %d numbers and counts %d", shard, count, t.numbers.shards[shard].count)
		}
	}
	if linked != t.numbers.entries.used {
		tb.Fatalf("%d entries of %d are linked", linked, t.numbers.entries.used)
	}
}

// alone is a fixture without a store: its table is filled by hand.
func alone(t testing.TB) *fixture {
	f := &fixture{t: t, org: 1}
	f.Index = f.index(nil)
	f.addTable(f.org, newTable())
	f.table(f.org).settings.Store(&settings{regions: regions, priority: map[string]int{}})
	return f
}

// take lets the table have contacts.
func (f *fixture) take(contacts ...*ringdex.Contact) {
	records := make([]any, len(contacts))
	for i, c := range contacts {
		records[i] = c
	}
	f.apply(records...)
}

func TestFreedPlacesAreUsedAgain(t *testing.T) {
	t.Parallel()
	f := alone(t)
	contacts := make([]*ringdex.Contact, 1000)
	for i := range contacts {
		contacts[i] = person("Jan", fmt.Sprint("+420", 601000000+i), fmt.Sprint("+420", 777000000+i))
	}
	f.take(contacts...)
	for round := range 50 {
		for i, c := range contacts {
			c.FirstName, c.Phones = fmt.Sprint("Jan", round), parse(fmt.Sprint("+420", 601000000+(i+round)%1000), fmt.Sprint("+420", 777000000+i))
		}
		f.take(contacts...)
	}
	x := f.table(f.org)
	if x.slots.next > 2001 || x.numbers.entries.next > 4001 {
		t.Errorf("1000 contacts take %d slots, their 2000 numbers %d entries", x.slots.next-1, x.numbers.entries.next-1)
	}
	x.check(t)
	f.want("+420601000049", Exact, "Jan49")
	for _, c := range contacts {
		x.apply([]subject{{ref: c.Ref()}}, 0)
	}
	wantEqual(t, f.Stats(), Stats{})
	x.check(t)
}

// held is what the chunks of an arena take.
func (a *arena) held() int {
	n := 24 * cap(a.chunks)
	for _, c := range a.chunks {
		n += cap(c)
	}
	return n
}

func TestArenaIsCompacted(t *testing.T) {
	t.Parallel()
	f := alone(t)
	const contacts = 2000
	all := make([]*ringdex.Contact, contacts)
	for i := range all {
		all[i] = person("", fmt.Sprint("+420", 601000000+i))
		all[i].Organization = strings.Repeat("x", 200)
	}
	most, live := 0, 0
	for round := range 120 {
		for _, c := range all {
			c.FirstName = fmt.Sprint(round)
		}
		f.take(all...)
		most, live = max(most, f.table(f.org).cards.held()), f.table(f.org).cards.live
	}
	if most > 3*live+3*maxChunk {
		t.Errorf("%d bytes of cards took up to %d", live, most)
	}
	f.table(f.org).check(t)
	for i := range all {
		c := f.Find(f.org, fmt.Sprint("+420", 601000000+i)).Candidates[0]
		if c.FirstName != "119" || c.Ref != all[i].Ref() || len(c.Organization) != 200 {
			t.Fatalf("contact %d is %+v", i, c)
		}
	}
}

// A slot has two bytes for its source: one source more has no name rather than that of another.
func TestMoreSourcesThanNumbers(t *testing.T) {
	t.Parallel()
	f := alone(t)
	for i := len(f.table(f.org).sources); i <= math.MaxUint16; i++ {
		f.table(f.org).sources = append(f.table(f.org).sources, fmt.Sprint("source ", i))
	}
	last, more := person("Last", "603303963"), person("More", "603303964")
	last.Source, more.Source = fmt.Sprint("source ", math.MaxUint16), "one more"
	f.take(last, more)
	wantEqual(t, f.want("603303963", National, "Last").Candidates[0].Source, last.Source)
	wantEqual(t, f.want("603303964", National, "More").Candidates[0].Source, "")
}

// A card larger than a chunk has its own chunk.
func TestLargeCard(t *testing.T) {
	t.Parallel()
	f := alone(t)
	jan, eva := person("Jan", "603303963"), person("Eva", "603303964")
	jan.Organization = strings.Repeat("x", 3*maxChunk)
	f.take(jan, eva)
	wantEqual(t, len(f.Find(f.org, "603303963").Candidates[0].Organization), 3*maxChunk)
	f.want("603303964", National, "Eva")
}

// model answers the same questions as an index, by looking at everything.
type model struct {
	contacts  map[ringdex.ID]*ringdex.Contact
	companies map[int64]*ringdex.Company
	settings  *settings
}

// bearer is a record with numbers.
type bearer struct {
	ref     ringdex.Ref
	numbers []phone.Number
	source  string
	named   bool
	updated time.Time
	rank    rank // of its extension
}

func (m *model) bearers() []bearer {
	var all []bearer
	for _, c := range m.contacts {
		all = append(all, bearer{ref: c.Ref(), numbers: c.Phones, source: c.Source, named: c.Named(), updated: c.Updated})
	}
	for _, c := range m.companies {
		if !c.Disabled {
			all = append(all, bearer{ref: c.Ref(), numbers: c.Phones, source: c.Source, named: true, updated: c.Updated})
		}
	}
	return all
}

// having are the records that have a number of which fits is true.
func (m *model) having(extension string, fits func(b bearer, n phone.Number) bool) []bearer {
	var found []bearer
	for _, b := range m.bearers() {
		var ranks []rank
		for _, n := range b.numbers {
			if n.Digits() != 0 && fits(b, n) {
				ranks = append(ranks, rankOf(extension, n.Extension))
			}
		}
		if len(ranks) > 0 {
			b.rank = slices.Min(ranks)
			found = append(found, b)
		}
	}
	return found
}

func rankOf(asked, has string) rank {
	switch has {
	case asked:
		return sameExtension
	case "":
		return noExtension
	}
	if asked == "" {
		return sameExtension
	}
	return otherExtension
}

func (m *model) find(number string) (Step, []bearer) {
	q := phone.Ask(number, m.settings.regions)
	same := func(key phone.Digits, valid bool) []bearer {
		return m.having(q.Extension, func(_ bearer, n phone.Number) bool { return key != 0 && n.Digits() == key && n.Valid() == valid })
	}
	for _, found := range [][]bearer{same(q.Exact, true), same(q.Exact, false), same(q.Raw, false)} {
		if len(found) > 0 {
			return Exact, found
		}
	}
	for _, r := range q.National {
		if found := same(r.Digits, true); len(found) > 0 && !m.settings.ladder.NoNational {
			return National, found
		}
	}
	for _, r := range append([]phone.Reading{{Digits: q.Exact, Kind: q.Kind}}, q.National...) {
		if found := m.headOffice(r.Digits.String(), r.Kind, q.Extension); len(found) > 0 && !m.settings.ladder.NoHeadOffice {
			return HeadOffice, found
		}
	}
	if found := m.suffix(q); len(found) > 0 && !m.settings.ladder.NoSuffix {
		return Suffix, found
	}
	return None, nil
}

func (m *model) headOffice(digits string, kind phone.Kind, extension string) []bearer {
	for tail := 0; tail < len(digits); tail++ {
		head := digits[:len(digits)-tail]
		numbers := []string{head, head + strings.Repeat("0", tail)}
		marked := m.having(extension, func(b bearer, n phone.Number) bool {
			return b.ref.Kind == ringdex.KindCompany && n.HeadOffice().String() == head
		})
		if len(marked) > 0 && kind.Headed() {
			for i := range marked {
				marked[i].rank = 0 // what is before the extensions has none itself
			}
			return marked
		}
		for _, number := range numbers {
			found := m.having(extension, func(b bearer, n phone.Number) bool {
				return b.ref.Kind == ringdex.KindCompany && n.Digits().String() == number && n.Kind.Extensible()
			})
			if len(found) > 0 && kind.Extensible() && tail >= 1 && tail <= 4 && len(head) >= 8 {
				return found
			}
		}
	}
	return nil
}

func (m *model) suffix(q phone.Query) []bearer {
	digits, text := m.settings.suffixDigits(), cmp.Or(q.Exact, q.Raw).String()
	if len(text) < digits {
		return nil
	}
	return m.having(q.Extension, func(_ bearer, n phone.Number) bool {
		ours := n.CarriesCountry() && (q.Complete() || !strings.HasPrefix(n.Digits().String(), q.Country.String()))
		return strings.HasSuffix(n.Digits().String(), text[len(text)-digits:]) && !ours
	})
}

// anyNumber is drawn from so few digits that numbers meet in every way that there is.
func anyNumber(rt *rapid.T) string {
	prefix := rapid.SampledFrom([]string{"", "", "0", "5", "+420", "+421", "+48", "00420", "+420 (0)", "+49 "}).Draw(rt, "prefix")
	body := rapid.SampledFrom([]string{"222333400", "222333400-0", "222333411", "222333412", "2223334", "22233341", "603303963", "603303964", "905123456", "601", "12"}).Draw(rt, "digits")
	return prefix + body + rapid.SampledFrom([]string{"", "", "", " linka 5", " linka 6", "9"}).Draw(rt, "rest")
}

func anyNumbers(rt *rapid.T) []phone.Number {
	return parse(rapid.SliceOfN(rapid.Custom(anyNumber), 0, 4).Draw(rt, "numbers")...)
}

// After any sequence of puts, changes and removals, in any batches, the index answers like a full
// scan.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		f := alone(t)
		m := &model{contacts: map[ringdex.ID]*ringdex.Contact{}, companies: map[int64]*ringdex.Company{}, settings: anySettings(rt)}
		x := f.table(f.org)
		x.settings.Store(m.settings)
		var ids []ringdex.ID
		for range 5 {
			ids = append(ids, ringdex.NewID(today))
		}
		rt.Repeat(map[string]func(*rapid.T){
			"put": func(rt *rapid.T) {
				var subjects []subject
				for range rapid.IntRange(1, 3*burst).Draw(rt, "records") {
					subjects = append(subjects, m.change(rt, ids))
				}
				x.apply(subjects, 0)
			},
			"compact": func(*rapid.T) {
				x.cards.total += 2*x.cards.live + maxChunk // as if so much had died
				x.compact()
			},
			"": func(rt *rapid.T) {
				m.compare(rt, f, anyNumber(rt))
				x.check(t)
			},
		})
	})
}

func anySettings(rt *rapid.T) *settings {
	flag := func(label string) bool { return rapid.SampledFrom([]bool{false, false, true}).Draw(rt, label) }
	return &settings{
		regions:  rapid.SampledFrom([]phone.Regions{{"CZ"}, {"PL", "CZ"}, {"CZ", "SK", "PL"}}).Draw(rt, "regions"),
		ladder:   ringdex.Ladder{NoNational: flag("no national"), NoHeadOffice: flag("no head office"), NoSuffix: flag("no suffix"), SuffixDigits: rapid.SampledFrom([]int{0, 7, 8, 9}).Draw(rt, "suffix digits")},
		priority: map[string]int{"crm": rapid.IntRange(-1, 1).Draw(rt, "priority")},
	}
}

// change puts a record into the model, or takes one away, and says what the index is to be told.
func (m *model) change(rt *rapid.T, ids []ringdex.ID) subject {
	id, number := rapid.SampledFrom(ids).Draw(rt, "id"), rapid.Int64Range(1, 3).Draw(rt, "number")
	updated := today.Add(time.Duration(rapid.IntRange(0, 3).Draw(rt, "updated")) * time.Minute)
	source := rapid.SampledFrom([]string{"crm", "erp"}).Draw(rt, "source")
	name := rapid.SampledFrom([]string{"", "Jan", "Eva", strings.Repeat("long ", 20)}).Draw(rt, "name")
	switch rapid.IntRange(0, 5).Draw(rt, "what") {
	case 0:
		delete(m.contacts, id)
		return subject{ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: id}}
	case 1:
		delete(m.companies, number)
		return subject{ref: ringdex.Ref{Kind: ringdex.KindCompany, Company: number}}
	case 2:
		c := &ringdex.Company{ID: number, Name: name + "!", Source: source, Phones: anyNumbers(rt), Updated: updated, Disabled: rapid.Bool().Draw(rt, "disabled")}
		m.companies[number] = c
		return companySubject(c)
	}
	c := &ringdex.Contact{ID: id, FirstName: name, Source: source, Phones: anyNumbers(rt), Updated: updated, DefaultCompany: rapid.Int64Range(0, 3).Draw(rt, "company")}
	m.contacts[id] = c
	return contactSubject(c)
}

func (m *model) compare(rt *rapid.T, f *fixture, number string) {
	step, found := m.find(number)
	a := f.Find(f.org, number)
	if a.Step != step || a.Total != len(found) || len(a.Candidates) != len(found) {
		rt.Fatalf("%s: got %d by %q, want %d by %q", number, a.Total, a.Step, len(found), step)
	}
	byRef := map[ringdex.Ref]bearer{}
	for _, b := range found {
		byRef[b.ref] = b
	}
	for i, c := range a.Candidates {
		b, ok := byRef[c.Ref]
		if !ok || i > 0 && m.rank(byRef[a.Candidates[i-1].Ref], b) > 0 {
			rt.Fatalf("%s: candidate %d should not be there", number, i)
		}
		m.compareCard(rt, c)
	}
	if uniqueRefs := len(byRef); uniqueRefs != len(a.Candidates) {
		rt.Fatalf("%d candidates are %d records", len(a.Candidates), uniqueRefs)
	}
}

// rank is that of the index, in other words: below zero when x comes first.
func (m *model) rank(x, y bearer) int {
	score := func(b bearer) string {
		return fmt.Sprintf("%d %03d %t %t %020d", 9-b.rank, 500+m.settings.priority[b.source], b.named, b.ref.Kind == ringdex.KindContact, b.updated.UnixMilli())
	}
	return strings.Compare(score(y), score(x))
}

func (m *model) compareCard(rt *rapid.T, c Card) {
	if c.Ref.Kind == ringdex.KindCompany {
		if want := m.companies[c.Ref.Company]; c.Name != want.Name || c.Source != want.Source || !c.Updated.Equal(want.Updated) {
			rt.Fatalf("got %+v, want %+v", c, want)
		}
		return
	}
	want, company := m.contacts[c.Ref.Contact], ""
	if of := m.companies[want.DefaultCompany]; of != nil {
		company = of.Name
	}
	if c.FirstName != want.FirstName || c.Name != want.CalledName(company) || c.Source != want.Source || c.Company != want.DefaultCompany || c.CompanyName != company {
		rt.Fatalf("got %+v, want %+v in %q", c, want, company)
	}
}

// An index that has followed the journal from its beginning and one that was loaded at its end are
// the same.
func TestLoadEqualsFollowing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	random := rand.New(rand.NewPCG(3, 4))
	numbers := []string{"603303963", "603303964", "222333400", "222333444", "+48603303963", "601", "12", "+421905123456"}
	var contacts []*ringdex.Contact
	var companies []*ringdex.Company
	some := func() []phone.Number { return parse(numbers[random.IntN(8)], numbers[random.IntN(8)]) }
	for round := range 60 {
		var records []any
		for range 1 + random.IntN(5) {
			switch n := random.IntN(10); {
			case n < 3 || len(contacts) == 0:
				contacts = append(contacts, person(fmt.Sprint("P", round)))
				fallthrough
			case n < 6:
				c := contacts[random.IntN(len(contacts))]
				c.Phones, c.LastName, c.Updated = some(), fmt.Sprint(round), today.Add(time.Duration(random.IntN(99))*time.Minute)
				if !slices.Contains(records, any(c)) {
					records = append(records, c)
				}
			case n < 8 || len(companies) == 0:
				c := firm(fmt.Sprint("C", round))
				c.Phones = some()
				companies, records = append(companies, c), append(records, c)
			default:
				i := random.IntN(len(contacts))
				if c := contacts[i]; c.Version > 0 && !slices.Contains(records, any(c)) {
					contacts, records = slices.Delete(contacts, i, i+1), append(records, removal{c.Ref()})
				}
			}
		}
		f.write(records...)
		if round%3 == 0 {
			f.catchUp()
		}
	}
	f.catchUp()
	f.checkTable(t)
	loaded := f.index(f.deps.Store)
	if err := loaded.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, loaded.Stats(), f.Stats())
	for _, number := range append(numbers, "222333412", "+49222333444", "00420601") {
		followed, again := f.Find(f.org, number), loaded.Find(f.org, number)
		wantEqual(t, sorted(again), sorted(followed))
	}
}

// sorted is an answer without what depends on the order in which an index came to know its records.
func sorted(a Answer) Answer {
	a.Took = 0
	slices.SortFunc(a.Candidates, func(x, y Card) int { return strings.Compare(x.Ref.String(), y.Ref.String()) })
	return a
}
