// Package automaton matches many regular expressions of digits at once: one table of states in
// place of a program for each pattern. It knows nothing of telephone numbers.
package automaton

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
)

// maxPatterns is how many patterns an automaton may have; the regions of +1 have 190.
const maxPatterns = 320

// maxStates is the number of states that 16 bits can index.
const maxStates = 1 << 16

// The reasons for not building an automaton.
var (
	errAnchored = errors.New("exact pattern with an anchor inside")
	errPatterns = errors.New("too many patterns")
	errStates   = errors.New("too many states")
)

// Pattern is one regular expression. An exact one must match all digits, any other may match their
// beginning.
type Pattern struct {
	prog  *syntax.Prog
	exact bool
}

// Compile reads a pattern in Perl's syntax. It refuses an exact one with an anchor inside. In
// others anchors count as satisfied: a false match is possible, a missed match is not.
func Compile(text string, exact bool) (Pattern, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return Pattern{}, fmt.Errorf("pattern %q: %w", text, err)
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return Pattern{}, fmt.Errorf("pattern %q: %w", text, err)
	}
	for _, inst := range prog.Inst {
		if exact && inst.Op == syntax.InstEmptyWidth {
			return Pattern{}, errAnchored
		}
	}
	return Pattern{prog, exact}, nil
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

// Matched says what a number of that many digits has matched.
type Matched struct {
	Digits   int // 0 if no pattern matches and none can
	patterns patternSet
}

// Has reports whether the pattern with that index matches; none has a negative index.
func (m Matched) Has(pattern int) bool { return pattern >= 0 && m.patterns.has(pattern) }

// situation is a state during construction: the places of all patterns, and those that match so
// far.
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

// Automaton is a DFA that matches all patterns at once, digit by digit, with a verdict on the
// numbers that end in each state. State 0 is the start.
type Automaton[V any] struct {
	next     []uint16 // ten for each state
	verdicts []V
}

// Walk returns the verdict on digits. They must be '0' to '9'.
func (a *Automaton[V]) Walk(digits string) V {
	state := 0
	for i := range len(digits) {
		state = int(a.next[state*10+int(digits[i]-'0')])
	}
	return a.verdicts[state]
}

// Verdicts returns the verdicts by state. They may be changed.
func (a *Automaton[V]) Verdicts() []V { return a.verdicts }

// Next returns the states that the ten digits lead to. They are later ones, except from states in
// which nothing can match any more.
func (a *Automaton[V]) Next(state int) []uint16 { return a.next[state*10 : state*10+10] }

// builder builds an automaton by the subset construction: it runs all patterns at once, and digits
// that lead to the same situation lead to the same state.
type builder[V any] struct {
	patterns []Pattern
	longest  int
	lasting  patternSet // patterns whose match stays true with more digits
	judge    func(Matched) V
	known    map[string]uint16
	queue    []situation
	out      *Automaton[V]
}

// Build builds the automaton of patterns for numbers of at most longest digits; nothing matches
// longer ones. judge returns the verdict on a number. It is an error if the patterns are more than
// the table can express.
func Build[V any](patterns []Pattern, longest int, judge func(Matched) V) (*Automaton[V], error) {
	if len(patterns) > maxPatterns {
		return nil, errPatterns
	}
	b := builder[V]{patterns: patterns, longest: longest, judge: judge, known: make(map[string]uint16), out: &Automaton[V]{}}
	for i, p := range patterns {
		if !p.exact {
			b.lasting.add(i)
		}
	}
	return b.run()
}

func (b *builder[V]) run() (*Automaton[V], error) {
	b.state(b.start())
	for i := 0; i < len(b.queue); i++ {
		for digit := range rune(10) {
			to := b.state(b.step(b.queue[i], '0'+digit))
			b.out.next = append(b.out.next, to)
		}
		if len(b.queue) > maxStates {
			return nil, errStates
		}
	}
	return b.out, nil
}

// state returns the index of a situation and adds it if it is new.
func (b *builder[V]) state(s situation) uint16 {
	key := s.key()
	if n, ok := b.known[key]; ok {
		return n
	}
	n := uint16(len(b.queue)) // run stops if this overflows
	b.known[key] = n
	b.queue = append(b.queue, s)
	b.out.verdicts = append(b.out.verdicts, b.judge(Matched{s.depth, s.matched}))
	return n
}

func (b *builder[V]) start() situation {
	var s situation
	for i, p := range b.patterns {
		b.follow(&s, place{uint16(i), uint16(p.prog.Start)})
	}
	return b.settled(s)
}

// step returns the situation after one more digit. Beyond the longest number it is empty.
func (b *builder[V]) step(s situation, digit rune) situation {
	t := situation{depth: s.depth + 1, matched: s.matched.and(b.lasting)}
	if t.depth > b.longest {
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

func (b *builder[V]) at(p place) *syntax.Inst {
	return &b.patterns[p.pattern].prog.Inst[p.pc]
}

// follow adds p and all places that it reaches without a digit (the epsilon closure).
func (b *builder[V]) follow(s *situation, p place) {
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
func (b *builder[V]) settled(s situation) situation {
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
