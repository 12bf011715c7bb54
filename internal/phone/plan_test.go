package phone

import (
	"flag"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// allCodes makes TestPlanWhole cover every calling code, which takes minutes.
var allCodes = flag.Bool("all", false, "prove the plans of all calling codes, more thoroughly")

// proof compares plans with the library and counts what it did.
type proof struct {
	t              *testing.T
	compared, sure int
}

// same compares one number, as international and as dialled in the main region,
// there also with the calling code but no plus.
func (p *proof) same(c *country, nsn string) {
	p.t.Helper()
	v, reason, sure := c.plan().decide(nsn)
	if len(c.code+nsn) > 2 {
		p.answer("+"+c.code+nsn, "", v, reason, sure)
	}
	if sure && v.ok() {
		p.stable(c, v)
	}
	region := c.data[0].GetId()
	if nsn == "" || region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
		return
	}
	for _, digits := range []string{nsn, c.code + nsn} {
		v, reason, sure = c.plan().decideNational(digits)
		p.answer(digits, region, v, reason, sure)
	}
}

func (p *proof) answer(number, region string, v verdict, reason Reason, sure bool) {
	p.t.Helper()
	p.compared++
	if !sure {
		return
	}
	p.sure++
	if want, why := ask(number, region); v != want || reason != why {
		p.t.Errorf("%q in %q: got %+v %q, want %+v %q", number, region, v, reason, want, why)
	}
}

// stable checks that the E.164 of a valid number is read as the same number.
func (p *proof) stable(c *country, v verdict) {
	p.t.Helper()
	if again, _ := international(c.code + v.nsn); again != v {
		p.t.Errorf("+%s%s: got %+v when read again, want %+v", c.code, v.nsn, again, v)
	}
}

// TestPlanWhole proves plans equal to the library for all numbers there can be:
// it walks all prefixes until the plan tells digits apart no more, tries each
// prefix as a number, and from there on every length with random digits. By
// default it does so for the countries of our users.
func TestPlanWhole(t *testing.T) {
	t.Parallel()
	for code, c := range world().codes {
		if c == nil || !isProven(code) && !*allCodes {
			continue
		}
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			w := walker{
				proof: proof{t: t}, country: c, blind: make(map[int]bool),
				random: rand.New(rand.NewPCG(1, uint64(code))),
			}
			w.walk(0, "")
			t.Logf("%d comparisons, %d decided by the table of %d states",
				w.compared, w.sure, len(c.plan().automaton.Verdicts()))
		})
	}
}

func isProven(code int) bool {
	if racing {
		return code == 420
	}
	return code == 420 || code == 421 || code == 48 || code == 49 || code == 43
}

type walker struct {
	proof
	country *country
	blind   map[int]bool
	random  *rand.Rand
}

func (w *walker) walk(state int, prefix string) {
	w.same(w.country, prefix)
	if w.isBlind(state) {
		w.lengths(prefix)
		return
	}
	for digit := range 10 {
		next := int(w.country.plan().automaton.Next(state)[digit])
		w.walk(next, prefix+string(rune('0'+digit)))
	}
}

// isBlind says whether from here on only the length counts.
func (w *walker) isBlind(state int) bool {
	if known, ok := w.blind[state]; ok {
		return known
	}
	w.blind[state] = true // for the state that leads to itself
	next := w.country.plan().automaton.Next(state)
	blind := true
	for _, to := range next {
		blind = blind && to == next[0]
	}
	blind = blind && w.isBlind(int(next[0]))
	w.blind[state] = blind
	return blind
}

func (w *walker) lengths(prefix string) {
	for n := 1; len(prefix)+n <= maxNSN+1; n++ {
		w.same(w.country, prefix+randomDigits(w.random, n))
		if *allCodes {
			digit := string(rune('0' + w.random.IntN(10)))
			w.same(w.country, prefix+strings.Repeat(digit, n))
		}
	}
}

func randomDigits(r *rand.Rand, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte('0' + r.IntN(10))
	}
	return string(out)
}

// TestPlanRandom compares random numbers of all calling codes with the library,
// half of them near to the library's examples, so that many are valid.
func TestPlanRandom(t *testing.T) {
	t.Parallel()
	total := 200_000
	if testing.Short() || racing {
		total = 10_000
	}
	p := proof{t: t}
	r := rand.New(rand.NewPCG(2, 2))
	codes, examples := codesAndExamples()
	for range total / 3 { // three comparisons each
		c := codes[r.IntN(len(codes))]
		p.same(c, randomNear(r, examples[c]))
	}
	t.Logf("%d comparisons, %d decided by tables", p.compared, p.sure)
	if p.sure*10 < p.compared*8 {
		t.Errorf("got only %d of %d decided by tables", p.sure, p.compared)
	}
}

func randomNear(r *rand.Rand, examples []string) string {
	if len(examples) == 0 || r.IntN(2) == 0 {
		return randomDigits(r, 1+r.IntN(15))
	}
	digits := []byte(examples[r.IntN(len(examples))])
	for range r.IntN(len(digits)) {
		digits[r.IntN(len(digits))] = byte('0' + r.IntN(10))
	}
	switch r.IntN(8) {
	case 0:
		return "0" + string(digits)
	case 1:
		return string(digits[1:])
	case 2:
		return string(digits) + randomDigits(r, 1+r.IntN(3))
	}
	return string(digits)
}

// codesAndExamples lists the calling codes and an example for each kind of number.
func codesAndExamples() ([]*country, map[*country][]string) {
	var codes []*country
	examples := make(map[*country][]string)
	for _, c := range world().codes {
		if c == nil {
			continue
		}
		codes = append(codes, c)
		for _, data := range c.data {
			for _, desc := range descriptions(data) {
				if example := desc.GetExampleNumber(); example != "" {
					examples[c] = append(examples[c], example)
				}
			}
		}
	}
	return codes, examples
}

// TestPlanEach makes every plan: data that a table cannot express would cost us
// the speed unnoticed.
func TestPlanEach(t *testing.T) {
	t.Parallel()
	states := 0
	for code, c := range world().codes {
		if c == nil || racing && code >= 100 {
			continue
		}
		if c.plan() == nil {
			t.Errorf("no plan for +%s", c.code)
			continue
		}
		states += len(c.plan().automaton.Verdicts())
	}
	t.Logf("%d states", states)
}
