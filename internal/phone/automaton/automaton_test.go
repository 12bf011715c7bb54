package automaton_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/phone/automaton"
)

// matches is a verdict that says everything: the digits, and the patterns that match.
type matches struct {
	digits   int
	patterns string
}

func build(t *testing.T, longest int, texts []string, exact []bool) *automaton.Automaton[matches] {
	t.Helper()
	var patterns []automaton.Pattern
	for i, text := range texts {
		p, err := automaton.Compile(text, exact[i])
		if err != nil {
			t.Fatal(err)
		}
		patterns = append(patterns, p)
	}
	a, err := automaton.Build(patterns, longest, func(m automaton.Matched) matches {
		v := matches{digits: m.Digits}
		for i := range texts {
			if m.Has(i) {
				v.patterns += fmt.Sprint(i)
			}
		}
		return v
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestLikeRegexp compares the table with package regexp, which runs each pattern by itself.
func TestLikeRegexp(t *testing.T) {
	t.Parallel()
	texts := []string{`[1-7]\d{3}`, `7(?:0[1-9]|[1-9]{2})\d?`, `0`, `00(?:1|4\d)?`, `\d{2,5}`}
	exact := []bool{true, true, false, false, true}
	a := build(t, 6, texts, exact)
	random := rand.New(rand.NewPCG(3, 3))
	for range 20_000 {
		digits := randomDigits(random, random.IntN(7))
		want := ""
		for i, text := range texts {
			if end := map[bool]string{true: "$"}[exact[i]]; regexp.MustCompile("^(?:" + text + ")" + end).MatchString(digits) {
				want += fmt.Sprint(i)
			}
		}
		if got := a.Walk(digits).patterns; got != want {
			t.Fatalf("%q matches %q, want %q", digits, got, want)
		}
	}
}

func randomDigits(r *rand.Rand, n int) string {
	digits := make([]byte, n)
	for i := range digits {
		digits[i] = "0147"[r.IntN(4)]
	}
	return string(digits)
}

// TestStates: the states are counted from the start on, so that a loop from the last to the first
// sees what follows before what leads there.
func TestStates(t *testing.T) {
	t.Parallel()
	a := build(t, 4, []string{`12|13`}, []bool{true})
	if got := a.Walk("13"); got != (matches{2, "0"}) {
		t.Errorf("got %+v", got)
	}
	for state, v := range a.Verdicts() {
		for _, next := range a.Next(state) {
			if int(next) <= state && v.digits != 0 && a.Verdicts()[next].patterns != "" {
				t.Errorf("state %d leads back to %d", state, next)
			}
		}
	}
	if longer := a.Walk("12345678"); longer.patterns != "" {
		t.Errorf("a number that is too long matches %+v", longer)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{`1(`: "missing closing", `1$2`: "anchor", `^1`: "anchor"} {
		if _, err := automaton.Compile(text, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	one, err := automaton.Compile(`1`, false)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(automaton.Matched) bool { return false }
	if _, err := automaton.Build(slices.Repeat([]automaton.Pattern{one}, 321), 9, judge); err == nil {
		t.Error("more patterns than the table has room for were taken")
	}
}
