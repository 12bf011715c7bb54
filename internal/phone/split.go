package phone

import "strings"

// maxCell is the longest cell that is split, in bytes.
const maxCell = 4096

// maxE164 is the length of the longest number, in digits (ITU-T E.164 section 6.1).
const maxE164 = 15

// conjunctions join numbers in Czech, Slovak, Polish, German and English.
var conjunctions = wordSet(`nebo anebo ci popr pripadne prip resp alebo lub albo wzglednie oder bzw
	or a i oraz czy und and et`)

// Split finds the numbers in one cell: "777 123 456 / 603 303 963" are two, "222 333 444/5" and
// "02/22 33 44 55" are one. Text that is not a number stays with its neighbour, so nothing is lost.
// A blank cell gives none.
func Split(text string, regions Regions) []string {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if len(text) > maxCell || Parse(text, regions).Valid() {
		return []string{text}
	}
	return pieces(text, regions)
}

// pieces splits first where a new number must begin, then where one may begin.
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
	return withoutJoints(out, regions)
}

// withoutJoints drops a plus that only joins a number to the one before it: "777310012 +
// 222310112".
func withoutJoints(numbers []string, regions Regions) []string {
	for i, text := range numbers {
		bare, joint := strings.CutPrefix(text, "+ ")
		if joint && !Parse(text, regions).Valid() && Parse(bare, regions).Valid() {
			numbers[i] = bare
		}
	}
	return numbers
}

// cell is a text that may hold several numbers; at holds the offset in text of each byte of folded.
type cell struct {
	text    string
	folded  string
	at      []int
	regions Regions
}

// span is a part of a cell's folded text.
type span struct{ from, to int }

func (c *cell) part(s span) string { return c.folded[s.from:s.to] }

// original returns the text of s without separators.
func (c *cell) original(s span) string {
	s = c.trimmed(s)
	if s.from == s.to {
		return ""
	}
	end := len(c.text)
	if s.to < len(c.at) {
		end = c.at[s.to]
	}
	return strings.TrimSpace(c.text[c.at[s.from]:end])
}

// separators are the signs that may stand before or behind a number without being part of it.
const separators = " \n,;|/&:<>*=\\-."

// trimmed cuts what only joins numbers off both ends of s: signs, "nebo", "<br>".
func (c *cell) trimmed(s span) span {
	for s.from < s.to {
		next := s.from + 1
		if isLetter(c.folded[s.from]) {
			next = c.wordEnd(s.from)
		}
		if next > s.to || strings.IndexByte(separators, c.folded[s.from]) < 0 && !c.joins(s.from, next) {
			break
		}
		s.from = next
	}
	for s.to > s.from {
		before := s.to - 1
		for isLetter(c.folded[s.to-1]) && before > s.from && isLetter(c.folded[before-1]) {
			before--
		}
		if strings.IndexByte(separators+"-(", c.folded[s.to-1]) < 0 && !c.joins(before, s.to) {
			break
		}
		s.to = before
	}
	return s
}

// joins reports whether a word stands between numbers: a conjunction, or the tag of a line break.
func (c *cell) joins(from, to int) bool {
	word := c.folded[from:to]
	return conjunctions[word] || word == "br" && from > 0 && c.folded[from-1] == '<'
}

func (c *cell) valid(s span) bool {
	text := c.original(s)
	if text == "" || len(text) > maxInput {
		return false
	}
	v, _ := read(text).judge(c.regions)
	return v.ok()
}

// bounds splits the cell wherever a new number can begin.
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

// isWord reports whether the separator between end and next is a conjunction, which belongs to
// neither number.
func (c *cell) isWord(end, next int) bool {
	return conjunctions[c.folded[end:next]]
}

// after returns the next position to check. It skips whole words.
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

// boundary reports whether a new number can begin at i: the previous one ends at end, and the scan
// goes on at next. If there is no boundary, next is at most i.
func (c *cell) boundary(i int, digits bool) (end, next int) {
	b := c.folded[i]
	switch {
	case b == '\n', b == '|', b == '&', b == ',':
		return i, i + 1
	case b == ';' && !isParam(c.folded[i+1:]):
		return i, i + 1
	case b == '+' && digits, b == '(' && digits && strings.HasPrefix(c.folded[i+1:], "+"):
		return i, i + 1
	case isLetter(b) && digits:
		return c.wordBoundary(i)
	}
	return 0, 0
}

// wordBoundary handles the words between two numbers. A label in brackets belongs to the number
// before it, any other to the number after it.
func (c *cell) wordBoundary(i int) (end, next int) {
	end = c.wordEnd(i)
	word := c.folded[i:end]
	before := strings.TrimRight(c.folded[:i], " ")
	switch after := c.conjunctionAfter(end); {
	case !labels[word] && !conjunctions[word]:
		return 0, 0
	case labels[word] && after > 0:
		return end, after // "domů oraz": it belongs to the number before
	case isDigit(c.folded[i-1]):
		return 0, 0 // "603a": not a separate word
	case strings.HasSuffix(before, "("):
		if shut := strings.IndexByte(c.folded[i:], ')'); shut >= 0 {
			return i + shut + 1, i + shut + 1
		}
	}
	return i, end
}

// conjunctionAfter returns the end of the conjunction that follows at i, or 0.
func (c *cell) conjunctionAfter(i int) int {
	from := i
	for from < len(c.folded) && c.folded[from] == ' ' {
		from++
	}
	if end := c.wordEnd(from); conjunctions[c.folded[from:end]] {
		return end
	}
	return 0
}

// joined merges parts that are not numbers on their own.
func (c *cell) joined(parts []span) []span {
	var out []span
	alone := false // whether the last of out is a number
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

// long reports whether s has about as many digits as a number with an extension.
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
