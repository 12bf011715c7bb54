package phone

import (
	"slices"

	"github.com/nyaruka/phonenumbers"

	"ringdex/internal/phone/automaton"
)

// newPlan builds the table of a calling code; nil if the table cannot express its data, which
// occurs with none of today's.
func newPlan(code string, data []*phonenumbers.PhoneMetadata) *plan {
	m := planner{data: data, index: make(map[patternID]int)}
	p := &plan{code: code, regions: m.regions(), lengths: lengthsOf(data[0])}
	if trunk := data[0].GetNationalPrefixForParsing(); allDigits(trunk) {
		p.trunk = trunk
	}
	if m.collect(); m.err != nil {
		return nil
	}
	if p.automaton, m.err = automaton.Build(m.patterns, maxNSN, m.judge); m.err != nil {
		return nil
	}
	p.markMore()
	return p
}

// markMore sets ending.more from the last state to the first, since digits lead to later states.
func (p *plan) markMore() {
	ends := p.automaton.Verdicts()
	for state := len(ends) - 1; state >= 0; state-- {
		for _, next := range p.automaton.Next(state) {
			e := ends[next]
			ends[state].more = ends[state].more || e.kind != 0 || e.more
		}
	}
}

// planner collects the patterns of a calling code's regions, the main one first.
type planner struct {
	data     []*phonenumbers.PhoneMetadata
	patterns []automaton.Pattern
	index    map[patternID]int
	kinds    [][]int // for each region, the number of each description's pattern
	leading  []int   // for each region, that of its leading digits
	trunk    int
	idd      int
	err      error
}

// patternID identifies a pattern. Regions share many patterns.
type patternID struct {
	text  string
	exact bool
}

// absent is the number of a pattern that matches nothing.
const absent = -1

func (m *planner) regions() []string {
	var out []string
	for _, d := range m.data {
		out = append(out, d.GetId())
	}
	return out
}

func (m *planner) collect() {
	for _, d := range m.data {
		var numbers []int
		for _, desc := range descriptions(d) {
			numbers = append(numbers, m.add(desc.GetNationalNumberPattern(), true))
		}
		m.kinds = append(m.kinds, numbers)
		m.leading = append(m.leading, m.add(d.GetLeadingDigits(), false))
	}
	m.trunk = m.add(m.data[0].GetNationalPrefixForParsing(), false)
	m.idd = m.add(m.data[0].GetInternationalPrefix(), false)
}

// add returns the number of a pattern and adds it if it is new.
func (m *planner) add(text string, exact bool) int {
	if text == "" {
		return absent
	}
	id := patternID{text, exact}
	if i, ok := m.index[id]; ok {
		return i
	}
	p, err := automaton.Compile(text, exact)
	if err != nil {
		m.err = err
	}
	m.index[id] = len(m.patterns)
	m.patterns = append(m.patterns, p)
	return m.index[id]
}

// judge returns the verdict on a number that ends in s.
func (m *planner) judge(s automaton.Matched) ending {
	region, kind := m.regionAndKind(s)
	return ending{
		kind:    kind,
		region:  uint8(region),
		general: s.Has(m.kinds[0][0]),
		trunk:   s.Has(m.trunk),
		idd:     s.Has(m.idd),
	}
}

// regionAndKind is the library's getRegionCodeForNumberFromRegionList: the first region whose
// leading digits match or, if it has none, in which the number is valid. A calling code with one
// region needs no check.
func (m *planner) regionAndKind(s automaton.Matched) (int, uint8) {
	if len(m.data) == 1 {
		return 0, m.kind(s, 0)
	}
	for i := range m.data {
		kind := m.kind(s, i)
		if m.leading[i] == absent && kind != 0 || s.Has(m.leading[i]) {
			return i, kind
		}
	}
	return 0, 0
}

// kind is the library's getNumberTypeHelper.
func (m *planner) kind(s automaton.Matched, region int) uint8 {
	descs := descriptions(m.data[region])
	fits := func(i int) bool {
		lengths := descs[i].GetPossibleLength()
		return s.Has(m.kinds[region][i]) &&
			(len(lengths) == 0 || slices.Contains(lengths, int32(s.Digits)))
	}
	if !fits(0) {
		return 0
	}
	for i := 1; i < kindFixed; i++ {
		if fits(i) {
			return uint8(i)
		}
	}
	return lineKind(fits(kindFixed), fits(kindMobile), m.data[region].GetSameMobileAndFixedLinePattern())
}

func lineKind(fixed, mobile, same bool) uint8 {
	switch {
	case fixed && (same || mobile):
		return kindFixedOrMobile
	case fixed:
		return kindFixed
	case mobile && !same:
		return kindMobile
	}
	return 0
}

// lengthsOf is the library's testNumberLength for numbers of any kind.
func lengthsOf(m *phonenumbers.PhoneMetadata) (out [maxNSN + 1]phonenumbers.ValidationResult) {
	possible := m.GetGeneralDesc().GetPossibleLength()
	local := m.GetGeneralDesc().GetPossibleLengthLocalOnly()
	for i := range out {
		out[i] = lengthResult(int32(i), possible, local)
	}
	return out
}

func lengthResult(n int32, possible, local []int32) phonenumbers.ValidationResult {
	switch {
	case len(possible) == 0 || possible[0] == -1:
		return phonenumbers.INVALID_LENGTH
	case slices.Contains(local, n):
		return phonenumbers.IS_POSSIBLE_LOCAL_ONLY
	case slices.Contains(possible, n):
		return phonenumbers.IS_POSSIBLE
	case n < possible[0]:
		return phonenumbers.TOO_SHORT
	case n > possible[len(possible)-1]:
		return phonenumbers.TOO_LONG
	}
	return phonenumbers.INVALID_LENGTH
}
