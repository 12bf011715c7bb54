package lookup

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func TestLadder(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(
		person("Exact", "+420603303963"), person("Line", "123-45"), person("Slovak", "+421905123456"),
		firm("Padded", "+420222333400"), firm("Short", "+420 555 66 77"), person("No company", "+420222444400"),
	)
	const all = ""
	for _, test := range []struct {
		number string
		off    string // a step that is switched off
		step   Step
		names  []string
	}{
		{"+420603303963", all, Exact, []string{"Exact"}},
		{"+420603303963", "nhs", Exact, []string{"Exact"}}, // this step cannot be switched off
		{"12345", "nhs", Exact, []string{"Line"}},
		{"603303963", all, National, []string{"Exact"}},
		{"603303963", "n", None, nil}, // it is a number of a region, so last digits are not compared
		{"0905123456", all, National, []string{"Slovak"}},
		{"+420222333412", all, HeadOffice, []string{"Padded"}},
		{"222333412", all, HeadOffice, []string{"Padded"}},
		{"+420222333412", "h", None, nil},
		{"+420222334999", all, None, nil},                     // the tail of four digits would leave 42022233, or 420222330000
		{"+420222444412", all, None, nil},                     // a person has no extensions
		{"+420555667712", all, HeadOffice, []string{"Short"}}, // a tail of two behind 4205556677
		{"+4205556677", all, Exact, []string{"Short"}},
		{"+48603303963", all, None, nil},  // a complete number of another country
		{"0015603303963", all, None, nil}, // not valid, but of another country
		{"5603303963", all, Suffix, []string{"Exact"}},
		{"5603303963", "s", None, nil},
		{"5603303963", "nh", Suffix, []string{"Exact"}},
	} {
		l := ringdex.Ladder{}
		for _, off := range test.off {
			l.NoNational, l.NoHeadOffice, l.NoSuffix = l.NoNational || off == 'n', l.NoHeadOffice || off == 'h', l.NoSuffix || off == 's'
		}
		f.configure(ringdex.Settings{Ladder: l})
		f.want(test.number, test.step, test.names...)
	}
}

func TestLadderStopsAtTheFirstStep(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Exact", "+420222333400"), firm("Office", "+4202223334"), person("Suffix", "+48222333400"))
	f.want("+420222333400", Exact, "Exact")
	f.want("222333400", National, "Exact")
	f.put(person("Other", "+420222333411"))
	f.want("+420222333412", HeadOffice, "Office")
}

func TestAnswerSaysWhichNumber(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Jan", "+420603303963"), person("Line", "60 1"), firm("Acme", "+420222333400"))
	for number, want := range map[string]string{
		"+420603303963": "+420603303963", "603303963": "+420603303963", "5603303963": "+420603303963", "601": "601",
		"+420222333412": "+420222333400", "777888999": "",
	} {
		wantEqual(t, f.Find(f.org, number).Number, want)
	}
}

func TestRegionsInOrder(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Czech", "+420603303963"), person("Polish", "+48603303963"))
	f.want("603303963", National, "Czech")
	f.wantIn([]string{"PL"}, "603303963", National, "Polish")
	f.wantIn([]string{"CZ"}, "603303963", National, "Czech")
	f.wantIn([]string{"SK"}, "603303963", National, "Czech") // what is asked first, then the server's
	f.wantIn([]string{"DE", "PL"}, "603303963", National, "Polish")
	f.configure(ringdex.Settings{Regions: phone.Regions{"PL", "CZ"}})
	f.want("603303963", National, "Polish")
	f.wantIn([]string{"CZ"}, "603303963", National, "Czech")
	f.want("0905123456", None)
	f.configure(ringdex.Settings{Regions: phone.Regions{"SK"}})
	f.want("603303963", Suffix, "Czech", "Polish")
}

// If the reading in one region has no match, the next region is tried.
func TestSecondRegionWhenNobodyIsInTheFirst(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Polish", "+48603303963"))
	f.want("603303963", National, "Polish")
}

func TestSuffixDigits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Jan", "+420603303963"), person("Short", "3303963"), person("Shorter", "303963"))
	// of: how many digits of +420603303963 are asked for, behind others.
	for digits, found := range map[int]map[int][]string{
		0:  {9: {"Jan"}, 8: nil, 7: nil},
		7:  {9: {"Jan", "Short"}, 8: {"Jan", "Short"}, 7: {"Jan", "Short"}, 6: nil},
		8:  {9: {"Jan"}, 8: {"Jan"}, 7: nil},
		9:  {9: {"Jan"}, 8: nil},
		12: {9: nil},
		15: {9: nil},
	} {
		f.configure(ringdex.Settings{Ladder: ringdex.Ladder{SuffixDigits: digits, NoHeadOffice: true}})
		for of, names := range found {
			number := "9999999999999"[:13-of] + "603303963"[9-of:] // too long for a region, and of no country
			a := f.Find(f.org, number)
			got := namesOf(a)
			slices.Sort(got)
			if !slices.Equal(got, names) || a.Step != Suffix && names != nil {
				t.Errorf("%d digits, %s: got %q by %q, want %q", digits, number, got, a.Step, names)
			}
		}
	}
}

func TestSuffixNeedsThatManyDigits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Jan", "+420603303963"))
	f.want("03303963", None)
	f.configure(ringdex.Settings{Ladder: ringdex.Ladder{SuffixDigits: 7}})
	f.want("3303963", Suffix, "Jan")
	f.want("303963", None)
}

func TestHeadOffices(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(firm("One", "+420 222 333 44"), firm("Two", "+420 555 666 00"), firm("Four", "+4202 7777"), firm("None", "+420 288"))
	f.want("+420222333441", HeadOffice, "One")
	f.want("+420222333449", HeadOffice, "One")
	f.want("+420222333450", None)
	f.want("222333447", HeadOffice, "One")
	f.want("+4202777712", HeadOffice, "Four")
	f.want("+42027777123", HeadOffice, "Four")
	f.want("+420277771234", HeadOffice, "Four")
	f.want("+4202777712345", None) // no extension has five digits
	f.want("+420288123456", None)  // six digits are too short for a head
}

// Who calls from a line that has no extensions is not from the company with a similar number.
func TestOnlyFixedLinesHaveExtensions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(
		firm("Mobile", "+420 603 303 900"), firm("Free", "+420 800 111 200"), firm("Premium", "+420 900 111 200"),
		firm("Short mobile", "+420 603 303"), firm("Fixed", "+420 222 111 200"),
	)
	f.want("+420603303912", None)
	f.want("603303912", None)
	f.want("+420800111212", None)
	f.want("+420900111212", None)
	f.want("+420222111212", HeadOffice, "Fixed")
	f.put(firm("Cut", "+420 603 303 9"))
	f.want("+420603303912", None)
}

// In countries of open numbering the extension 0 stands for all that follow the head.
func TestExtensionZero(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.configure(ringdex.Settings{Regions: phone.Regions{"AT", "DE"}})
	f.put(firm("Bank", "+43 5 0911-0"), firm("Wien", "+43 1 72727-0"), firm("Berlin", "+49 30/901820-0"), firm("Words", "+43 2732 7040 DW 0"), person("Jan", "+43 1 51510-0"))
	for number, name := range map[string]string{
		"+4317272712": "Wien", "+43172727123": "Wien", "+431727271234": "Wien", "+4317272712345": "Wien", "01 72727 5": "Wien",
		"+43172727": "Wien", "+43172727;ext=12": "Wien", "+493090182015": "Berlin", "+493090182012345": "Berlin", "030 901820-123": "Berlin",
		"+43273270401234": "Words", "+4350911": "Bank", "+4350911234": "Bank", "+435091112345": "Bank", "05 0911 77": "Bank",
	} {
		f.want(number, HeadOffice, name)
	}
	f.want("+431727270", Exact, "Wien")
	f.want("+43273270400", HeadOffice, "Words")
	f.want("+4317272812", None)
	f.want("+4350912234", None)
	f.want("+4315151015", None) // a person has no extensions
	f.want("+493172727123", None)
	f.put(firm("Closer", "+43 1 72727 12-0"))
	f.want("+43172727123", HeadOffice, "Closer")
	f.want("+43172727133", HeadOffice, "Wien")
}

func TestHeadIsGoneWithItsCompany(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	wien := firm("Wien", "+43 1 72727-0")
	f.put(wien)
	f.want("+43172727123", HeadOffice, "Wien")
	wien.Phones = parse("+43 1 72728-0")
	f.put(wien)
	f.want("+43172727123", None)
	f.want("+43172728123", HeadOffice, "Wien")
	f.put(removal{wien.Ref()})
	f.want("+43172728123", None)
	wantEqual(t, f.table(f.org).numbers.heads, 0)
}

func TestExtensionInTheQuestion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	other, has, none := person("Other", "222333444 linka 16"), person("Has", "+420 222 333 444 kl. 15"), person("None", "222333444")
	other.Updated, has.Updated = today.Add(2*time.Hour), today.Add(-time.Hour)
	both := person("Both", "222333444 linka 16", "222333444", "222333444 linka 015")
	both.Updated = today.Add(-2 * time.Hour)
	f.put(other, has, none, both)
	for _, asked := range []string{
		"+420222333444;ext=15", "+420222333444#15", "222 333 444 kl. 15", "222333444 linka 15", "+420222333444,,15",
		"222333444 Durchwahl 15", "222333444 wew. 15", "tel:+420222333444;ext=15",
	} {
		wantEqual(t, namesOf(f.Find(f.org, asked)), []string{"Has", "None", "Both", "Other"})
	}
	wantEqual(t, namesOf(f.Find(f.org, "222333444 linka 015")), []string{"Both", "None", "Other", "Has"})
}

// Where an answer cannot say how sure it is, a person is named by her own number only, unless the
// organization allows more.
func TestShown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Jan", "+420603303963"), firm("Acme", "+420222333400"), person("Local", "330 396 412 ?"))
	for guesses, names := range map[ringdex.Guesses][]string{
		"": {"Jan", "Jan", "Acme", "", ""}, ringdex.GuessNone: {"Jan", "Jan", "", "", ""},
		ringdex.GuessHeadOffice: {"Jan", "Jan", "Acme", "", ""}, ringdex.GuessSuffix: {"Jan", "Jan", "Acme", "Jan", "Local"},
	} {
		f.configure(ringdex.Settings{Guesses: guesses})
		for i, number := range []string{"+420603303963", "603303963", "+420222333412", "5603303963", "+420330396412"} {
			shown, holders := namesOf(f.Shown(f.org, number)), f.Holders(f.org, number)
			if got := strings.Join(shown, ","); got != names[i] || len(holders) != len(shown) {
				t.Errorf("%s, guesses %q: got %q of %d, want %q", number, guesses, got, len(holders), names[i])
			}
		}
	}
	f.want("5603303963", Suffix, "Jan") // where the step is said, guesses are always answered
}

func TestDummiesAreNobody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.configure(ringdex.Settings{Ladder: ringdex.Ladder{SuffixDigits: 7}})
	f.put(person("Zeros", "000 000 000"), person("Plus", "+420 000 000 000"), person("Nines", "999999999"), person("Run", "123456789"),
		person("One", "1"), firm("Heads", "+420 000 000"), person("Line", "111"))
	for _, number := range []string{
		"0", "000000000", "+420000000000", "420000000000", "999999999", "+420999999999", "+48999999999", "123456789", "+48123456789",
		"1", "anonymous", "Restricted", "sip:unknown@10.0.0.1", "+420", "", "+42000000012",
	} {
		f.want(number, None)
	}
	f.want("111", Exact, "Line")
}

// The longest head wins: it leaves the least to chance.
func TestLongestHeadOffice(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(firm("Building", "+420222330000"), firm("Floor", "+420222333400"))
	f.want("+420222333412", HeadOffice, "Floor")
	f.want("+420222335512", HeadOffice, "Building")
}

func TestDisabledCompany(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	acme := firm("Acme", "+420222333400")
	f.put(acme)
	jan := person("Jan", "603303963")
	jan.Companies, jan.DefaultCompany = []int64{acme.ID}, acme.ID
	acme.Disabled = true
	f.put(jan, acme)
	f.want("+420222333400", None)
	f.want("+420222333412", None)
	wantEqual(t, f.want("603303963", National, "Jan").Candidates[0].CompanyName, "Acme")
	acme.Disabled = false
	f.put(acme)
	f.want("+420222333400", Exact, "Acme")
}

func TestRanking(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const number = "+420603303963"
	ranked := func(name, source string, age time.Duration) *ringdex.Contact {
		c := person(name, number)
		c.Source, c.Updated = source, today.Add(-age)
		return c
	}
	nameless := ranked("", "crm", 0)
	nameless.UserName = "nameless" // to be shown, but no name
	f.put(
		ranked("Oldest", "crm", 3*time.Hour), firm("New company", number), nameless, ranked("Newest", "crm", time.Hour),
		ranked("Important", "erp", 9*time.Hour), ranked("Unimportant", "shop", 0), ranked("Older", "crm", 2*time.Hour),
	)
	f.want(number, Exact, "Unimportant", "Newest", "Older", "Oldest", "Important", "New company", "nameless")
	f.update(func(w ringdex.Writer) error {
		if err := w.PutDocument(ringdex.Source{Key: "erp", Priority: 2}); err != nil {
			return err
		}
		return w.PutDocument(ringdex.Source{Key: "crm", Priority: 1})
	})
	f.catchUp()
	f.want(number, Exact, "Important", "Newest", "Older", "Oldest", "New company", "nameless", "Unimportant")
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var records []any
	for i := range 25 {
		c := person(fmt.Sprint("P", i), "603303963")
		c.Updated = today.Add(-time.Duration(i) * time.Minute)
		records = append(records, c)
	}
	f.put(records...)
	a := f.Find(f.org, "603303963")
	wantEqual(t, a.Total, 25)
	wantEqual(t, len(a.Candidates), 20)
	wantEqual(t, a.Candidates[19].FirstName, "P19")
}

func TestSameNumberTwice(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.put(person("Jan", "222333444", "+420 222 333 444 linka 12", "00420222333444", "601", "601"), person("Eva", "222333444"))
	wantEqual(t, f.Find(f.org, "222333444").Total, 2)
	wantEqual(t, len(f.Find(f.org, "+420222333444").Candidates), 2)
	f.want("601", Exact, "Jan")
	f.want("5222333444", Suffix, namesOf(f.Find(f.org, "222333444"))...)
}
