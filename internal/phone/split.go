package phone

import "strings"

// maxCell is the longest cell that is taken apart, in bytes.
const maxCell = 4096

// maxE164 is the longest number there is, in digits (ITU-T E.164 section 6.1).
const maxE164 = 15

// conjunctions join numbers in Czech, Slovak, Polish, German and English.
var conjunctions = wordSet(`nebo anebo ci popr pripadne prip resp alebo lub albo wzglednie oder bzw
	or a i oraz czy und and et`)

// Split finds the numbers in one cell: "777 123 456 / 603 303 963" are two,
// "222 333 444/5" and "02/22 33 44 55" are one. What is no number stays with its
// neighbour, so that nothing is lost; a blank cell gives none.
func Split(text string, regions Regions) []string {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if len(text) > maxCell {
		return []string{text}
	}
	return pieces(text, regions)
}

// pieces splits first where only a new number can begin, then where one may.
func pieces(text string, regions Regions) []string {
	c := cell{text: text, regions: regions}
	c.folded = fold(text, &c.at)
	if out := c.apart(); out != nil {
		return out
	}
	var out []string
	for _, s := range c.joined(c.bounds()) {
		out = append(out, c.soft(s)...)
	}
	if len(out) <= 1 {
		return []string{text}
	}
	return out
}

// cell is a text that may hold several numbers; at says where in text each byte
// of folded comes from.
type cell struct {
	text    string
	folded  string
	at      []int
	regions Regions
}

// span is a part of a cell's folded text.
type span struct{ from, to int }

func (c *cell) part(s span) string { return c.folded[s.from:s.to] }

// original is the part of the text that s stands for, without what separates it.
func (c *cell) original(s span) string {
	const separators = " \n,;|/&"
	for s.from < s.to && strings.IndexByte(separators, c.folded[s.from]) >= 0 {
		s.from++
	}
	for s.to > s.from && strings.IndexByte(separators+"-(", c.folded[s.to-1]) >= 0 {
		s.to--
	}
	if s.from == s.to {
		return ""
	}
	end := len(c.text)
	if s.to < len(c.at) {
		end = c.at[s.to]
	}
	return strings.TrimSpace(c.text[c.at[s.from]:end])
}

func (c *cell) valid(s span) bool {
	text := c.original(s)
	if text == "" || len(text) > maxInput {
		return false
	}
	v, _ := read(text).judge(c.regions)
	return v.ok()
}

// bounds cuts the cell at everything that can begin a new number.
func (c *cell) bounds() []span {
	var out []span
	from, digits := 0, false
	for i := 0; i < len(c.folded); {
		end, next := c.boundary(i, digits)
		if next > i {
			out = append(out, span{from, end})
			from, digits, i = end, false, next
			if end < i && c.isWord(end, i) {
				from = i
			}
			continue
		}
		digits = digits || isDigit(c.folded[i])
		i = c.after(i)
	}
	return append(out, span{from, len(c.folded)})
}

// isWord says whether the separator between end and next is a conjunction, which
// belongs to no number.
func (c *cell) isWord(end, next int) bool {
	return conjunctions[c.folded[end:next]]
}

// after is where to look next: words are taken whole.
func (c *cell) after(i int) int {
	if !isLetter(c.folded[i]) {
		return i + 1
	}
	return c.wordEnd(i)
}

func (c *cell) wordEnd(i int) int {
	for i < len(c.folded) && isLetter(c.folded[i]) {
		i++
	}
	return i
}

// boundary says whether a new number can begin at i: the former ends at end, and
// next is where to go on. next is not greater than i when there is none.
func (c *cell) boundary(i int, digits bool) (end, next int) {
	b := c.folded[i]
	switch {
	case b == '\n', b == '|', b == '&', b == ',':
		return i, i + 1
	case b == ';' && !isParam(c.folded[i+1:]):
		return i, i + 1
	case b == '+' && digits:
		return i, i + 1
	case isLetter(b) && digits:
		return c.wordBoundary(i)
	}
	return 0, 0
}

// wordBoundary is for the words between two numbers. A label in brackets belongs
// to the number before it, any other to the one behind.
func (c *cell) wordBoundary(i int) (end, next int) {
	end = c.wordEnd(i)
	word := c.folded[i:end]
	before := strings.TrimRight(c.folded[:i], " ")
	switch {
	case !labels[word] && !conjunctions[word]:
		return 0, 0
	case isDigit(c.folded[i-1]):
		return 0, 0 // "603a": no word of its own
	case strings.HasSuffix(before, "("):
		if shut := strings.IndexByte(c.folded[i:], ')'); shut >= 0 {
			return i + shut + 1, i + shut + 1
		}
	}
	return i, end
}

// joined puts back together what cannot stand alone.
func (c *cell) joined(parts []span) []span {
	var out []span
	alone := false // whether the last of out is a number already
	for _, p := range parts {
		number := c.standsAlone(p)
		if len(out) == 0 || alone && number {
			out, alone = append(out, p), number
			continue
		}
		out[len(out)-1].to = p.to
		alone = alone || number
	}
	return out
}

func (c *cell) standsAlone(s span) bool {
	n := countDigits(c.part(s))
	return n >= minHead || n > 2 && c.valid(s)
}

// soft splits at slashes, dashes and spaces, which occur inside of numbers too:
// only where both sides are numbers and the whole is none.
func (c *cell) soft(s span) []string {
	whole := c.original(s)
	if countDigits(c.part(s)) < 2*minHead || len(whole) > maxInput || c.valid(s) {
		return keep(whole)
	}
	if parts := c.bySlash(s); parts != nil {
		return parts
	}
	for _, sign := range []byte("/- .'") {
		if parts := c.inTwo(s, sign); parts != nil {
			return parts
		}
	}
	return keep(whole)
}

func keep(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// bySlash splits at every slash, if each part is long enough to be a number and
// all together are too long to be one.
func (c *cell) bySlash(s span) []string {
	var out []string
	digits := 0
	from := s.from
	for part := range strings.SplitSeq(c.part(s), "/") {
		n := countDigits(part)
		if n < minHead {
			return nil
		}
		out = append(out, c.original(span{from, from + len(part)}))
		from += len(part) + 1
		digits += n
	}
	if len(out) < 2 || digits <= maxE164 {
		return nil
	}
	return out
}

// inTwo splits at the first sign that has a valid number on both sides.
func (c *cell) inTwo(s span, sign byte) []string {
	for i := s.from; i < s.to; i++ {
		if c.folded[i] != sign {
			continue
		}
		left, right := span{s.from, i}, span{i + 1, s.to}
		if !c.long(left) || !c.long(right) {
			continue
		}
		if c.valid(left) && c.valid(right) {
			return []string{c.original(left), c.original(right)}
		}
	}
	return nil
}

// long says whether s has about as many digits as a number, an extension included.
func (c *cell) long(s span) bool {
	n := countDigits(c.part(s))
	return n >= minHead && n <= maxDialled+maxExtension
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}
