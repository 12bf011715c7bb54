package phone

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
)

// maxNSN is the longest national number that the library accepts (phonenumbers.MAX_LENGTH_FOR_NSN).
const maxNSN = 17

// maxPatterns is how many different patterns a calling code may have; the
// regions of +1 have 190.
const maxPatterns = 320

// maxStates is the number of states that 16 bits can index.
const maxStates = 1 << 16

// The reasons for not building an automaton. None occurs with today's data. If one does, the
// library judges the numbers of that calling code.
var (
	errAnchored = errors.New("exact pattern with an anchor inside")
	errPatterns = errors.New("too many patterns")
	errStates   = errors.New("too many states")
)

// pattern is one regular expression of the numbering data. An exact pattern (a kind of line) must
// match the whole number. Any other (a trunk prefix) may match a prefix of it.
type pattern struct {
	prog  *syntax.Prog
	exact bool
}

// compile reads a pattern. In patterns that are not exact, anchors count as satisfied: a false
// match is possible, a missed match is not.
func compile(text string, exact bool) (pattern, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return pattern{}, fmt.Errorf("pattern %q: %w", text, err)
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return pattern{}, fmt.Errorf("pattern %q: %w", text, err)
	}
	for _, inst := range prog.Inst {
		if exact && inst.Op == syntax.InstEmptyWidth {
			return pattern{}, errAnchored
		}
	}
	return pattern{prog, exact}, nil
}

// patternSet is a set of patterns by number.
type patternSet [maxPatterns / 64]uint64

func (s *patternSet) add(i int)     { s[i/64] |= 1 << (i % 64) }
func (s patternSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s patternSet) and(t patternSet) patternSet {
	for i := range s {
		s[i] &= t[i]
	}
	return s
}

// place is an instruction that the matching of a pattern has reached.
type place struct{ pattern, pc uint16 }

// situation is a state during construction: the places of all patterns after depth digits, and the
// patterns that match so far.
type situation struct {
	depth   int
	places  []place
	matched patternSet
}

// key identifies a situation.
func (s situation) key() string {
	b := make([]byte, 0, 1+maxPatterns/8+4*len(s.places))
	b = append(b, byte(s.depth))
	for _, word := range s.matched {
		b = binary.LittleEndian.AppendUint64(b, word)
	}
	for _, p := range s.places {
		b = binary.LittleEndian.AppendUint16(b, p.pattern)
		b = binary.LittleEndian.AppendUint16(b, p.pc)
	}
	return string(b)
}

// automaton is a DFA that matches all patterns at once, digit by digit.
type automaton struct {
	next []uint16 // ten for each state; state 0 is the start
	end  []ending // by state: the verdict on a number that ends there
}

// walk returns the verdict on at most maxNSN digits.
func (a *automaton) walk(digits string) ending {
	state := 0
	for i := range len(digits) {
		state = int(a.next[state*10+int(digits[i]-'0')])
	}
	return a.end[state]
}

// builder builds an automaton by the subset construction: it runs all patterns at once, and digits
// that lead to the same situation lead to the same state.
type builder struct {
	patterns []pattern
	lasting  patternSet // patterns whose match stays true with more digits
	judge    func(situation) ending
	known    map[string]uint16
	queue    []situation
	out      automaton
}

// build builds the automaton of patterns; judge returns the verdict on a number that ends in a
// situation.
func build(patterns []pattern, judge func(situation) ending) (automaton, error) {
	b := builder{patterns: patterns, judge: judge, known: make(map[string]uint16)}
	if len(patterns) > maxPatterns {
		return automaton{}, errPatterns
	}
	for i, p := range patterns {
		if !p.exact {
			b.lasting.add(i)
		}
	}
	return b.run()
}

func (b *builder) run() (automaton, error) {
	b.state(b.start())
	for i := 0; i < len(b.queue); i++ {
		for digit := range rune(10) {
			to := b.state(b.step(b.queue[i], '0'+digit))
			b.out.next = append(b.out.next, to)
		}
		if len(b.queue) > maxStates {
			return automaton{}, errStates
		}
	}
	return b.out, nil
}

// state returns the index of a situation and adds it if it is new.
func (b *builder) state(s situation) uint16 {
	key := s.key()
	if n, ok := b.known[key]; ok {
		return n
	}
	n := uint16(len(b.queue)) // run stops if this overflows
	b.known[key] = n
	b.queue = append(b.queue, s)
	b.out.end = append(b.out.end, b.judge(s))
	return n
}

func (b *builder) start() situation {
	var s situation
	for i, p := range b.patterns {
		b.follow(&s, place{uint16(i), uint16(p.prog.Start)})
	}
	return b.settled(s)
}

// step returns the situation after one more digit. Beyond the longest number it is empty.
func (b *builder) step(s situation, digit rune) situation {
	t := situation{depth: s.depth + 1, matched: s.matched.and(b.lasting)}
	if t.depth > maxNSN {
		return b.settled(t)
	}
	for _, p := range s.places {
		inst := b.at(p)
		if inst.MatchRune(digit) {
			b.follow(&t, place{p.pattern, uint16(inst.Out)})
		}
	}
	return b.settled(t)
}

func (b *builder) at(p place) *syntax.Inst {
	return &b.patterns[p.pattern].prog.Inst[p.pc]
}

// follow adds p and all places that it reaches without a digit (the epsilon closure).
func (b *builder) follow(s *situation, p place) {
	inst := b.at(p)
	if inst.Op == syntax.InstMatch {
		s.matched.add(int(p.pattern))
		return
	}
	if slices.Contains(s.places, p) {
		return
	}
	s.places = append(s.places, p)
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		b.follow(s, place{p.pattern, uint16(inst.Out)})
		b.follow(s, place{p.pattern, uint16(inst.Arg)})
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		b.follow(s, place{p.pattern, uint16(inst.Out)})
	}
}

// settled normalizes a situation so that equal ones compare equal: it keeps only the places that
// wait for a digit, in order. If no place waits and no pattern can still match, it drops the depth.
func (b *builder) settled(s situation) situation {
	s.places = slices.DeleteFunc(s.places, func(p place) bool {
		done := b.lasting.has(int(p.pattern)) && s.matched.has(int(p.pattern))
		return done || !waits(b.at(p).Op)
	})
	slices.SortFunc(s.places, func(x, y place) int {
		return cmp.Or(cmp.Compare(x.pattern, y.pattern), cmp.Compare(x.pc, y.pc))
	})
	if len(s.places) == 0 && s.matched == s.matched.and(b.lasting) {
		s.depth = 0
	}
	return s
}

func waits(op syntax.InstOp) bool {
	switch op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}
