package lookup

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// mobiles puts so many Czech mobiles of people into an index: each prefix has a thousandth of all
// that there are.
func mobiles(t testing.TB, random *rand.Rand, n int) (f *fixture, numbers map[string]bool) {
	t.Helper()
	f, numbers = alone(t), map[string]bool{}
	prefixes := []string{"601", "602", "603", "604", "605", "606", "607", "608", "720", "721", "722", "723", "730", "731", "737", "773", "774", "775", "776", "777"}
	var all []*ringdex.Contact
	for len(numbers) < n {
		number := fmt.Sprintf("+420%s%06d", prefixes[random.IntN(len(prefixes))], random.IntN(1_000_000))
		if !numbers[number] {
			numbers[number] = true
			all = append(all, person(number, number))
		}
	}
	for portion := range slices.Chunk(all, 1024) {
		f.take(portion...)
	}
	return f, numbers
}

// abroad makes valid numbers of a country: its code, and so many further digits.
func abroad(random *rand.Rand, code string, least, most int) phone.Number {
	for {
		digits := code
		for range least + random.IntN(most-least+1) {
			digits += string(rune('0' + random.IntN(10)))
		}
		if n := phone.Parse("+"+digits, nil); n.Valid() && n.Digits() != 0 {
			return n
		}
	}
}

// Nine last digits are a whole number in Czechia, Slovakia and Poland, so callers from there and
// from elsewhere have those of our contacts: every fourth one here is made to.
func TestNoStrangerIsNamed(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 3))
	f, numbers := mobiles(t, random, 100_000)
	f.apply(firm("Praha", "+420222333400"), firm("Brno", "+420 543 210 00"), firm("Wien", "+43 1 72727-0"), firm("Mobil", "+420603303900"))
	known := slices.Sorted(maps.Keys(numbers))
	countries := []struct {
		code        string
		least, most int
	}{{"48", 9, 9}, {"421", 9, 9}, {"49", 7, 11}, {"43", 7, 12}, {"380", 9, 9}}
	twins := 0
	for i := range 20_000 {
		c := countries[i%len(countries)]
		caller := abroad(random, c.code, c.least, c.most).E164
		if twin := phone.Parse("+"+c.code+known[random.IntN(len(known))][4:], nil); i%4 == 0 && twin.Valid() {
			caller, twins = twin.E164, twins+1
		}
		for _, form := range []string{caller, "00" + caller[1:], caller[1:], "sip:" + caller + "@10.0.0.1;user=phone"} {
			if a := f.Find(f.org, form); a.Total > 0 && !strings.HasPrefix(caller, "+43172727") {
				t.Errorf("%s is named %s by %s", form, a.Candidates[0].Name, a.Step)
			}
		}
	}
	if twins < 1000 {
		t.Errorf("only %d callers have the last digits of a contact", twins)
	}
	for range 1000 {
		number := known[random.IntN(len(known))]
		f.want(number, Exact, number)
	}
}

// writings are the ways in which people and telephone systems write a number: {n} is the national
// number, {c} the calling code, {g} the national number in groups.
var writings = []string{
	"+{c}{n}", "00{c}{n}", "{c}{n}", " {c}{n}", "+{c} {g}", "00{c} {g}", "00 {c} {g}", "{n}", "{g}", "{c} {g}",
	"+{c}-{n}", "(+{c}) {g}", "(00{c}) {g}", "+{c} (0){n}", "+{c}.{n}", "+{c}/{n}", "tel:+{c}{n}", "tel:+{c}{n};ext=15", "TEL: {g}",
	"tel:{n};phone-context=+{c}", "sip:+{c}{n}@10.0.0.1", "sip:+{c}{n}@10.0.0.1:5060;user=phone", "sips:{n}@pbx.example",
	`"Jan Novák" <sip:+{c}{n}@pbx.example>`, `"Jan 7" <sip:{c}{n}@10.1.2.3;transport=udp>;tag=a1`, "sip:%2B{c}{n}@host", "{n}@10.0.0.1",
	"+{c}{n}@pbx.example", "callto:+{c}{n}", "%2B{c}{n}", "{g} linka 12", "{n}#12", "{n},,12", "+{c}{n};ext=12", "tel. {g}", "mobil: {g}",
	`="{n}"`, "'{n}", "{n}.0", "+{c}\u00a0{g}", "\u202a+{c}{n}\u202c", "＋{c}{n}", "{g} (domů)", "phone:{n}",
}

func TestEveryWritingIsFound(t *testing.T) {
	t.Parallel()
	if len(writings) < 40 {
		t.Fatalf("only %d writings", len(writings))
	}
	random := rand.New(rand.NewPCG(40, 1000))
	f, numbers := mobiles(t, random, 1000)
	for number := range numbers {
		national := number[4:]
		groups := national[:3] + " " + national[3:6] + " " + national[6:]
		fill := strings.NewReplacer("{c}", "420", "{n}", national, "{g}", groups)
		for _, writing := range writings {
			text := fill.Replace(writing)
			if a := f.Find(f.org, text); a.Total != 1 || a.Candidates[0].Name != number || a.Step != Exact && a.Step != National {
				t.Errorf("%q: got %q by %q, want %s", text, namesOf(a), a.Step, number)
			}
		}
	}
}
