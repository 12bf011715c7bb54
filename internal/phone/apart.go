package phone

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// apart splits a cell at separators that never occur inside a number: a quote, " ::: " of an
// address book, "<br>" of a web page. Two dashes, dots or blanks in a row count as a separator too,
// because numbers contain only single ones. It returns nil unless all parts are complete numbers;
// then the whole is not one, even if some plan has numbers of that length. At the separators of
// programs, and where the whole is too long for any number, parts of that many digits are enough:
// the numbers may be of a region that is not ours.
func (c *cell) apart() []string {
	var out []string
	from, digits, valid := 0, false, true
	sure, long := true, countDigits(c.folded) > maxE164
	for i := 0; i <= len(c.folded); i++ {
		digits = digits || i > from && isDigit(c.folded[i-1])
		if i < len(c.folded) && !digits {
			continue
		}
		end := c.gapEnd(i)
		if end <= i && i < len(c.folded) {
			continue
		}
		part := span{from, i}
		if c.original(part) != "" {
			if !c.long(part) {
				return nil
			}
			valid, long = valid && c.valid(part), long && countDigits(c.part(part)) <= maxE164
			out = append(out, c.original(part))
		}
		sure = sure && (i == len(c.folded) || c.isSure(i, end))
		i, from, digits = max(end-1, i), end, false
	}
	if len(out) < 2 || !valid && !sure && !long {
		return nil
	}
	return out
}

// isSure reports whether a program has written the gap.
func (c *cell) isSure(from, end int) bool {
	for i := from; i < end; i++ {
		if r, _ := utf8.DecodeRuneInString(c.text[c.at[i]:]); strings.ContainsRune(":<>|~•*\t\n", r) {
			return true
		}
	}
	return false
}

// slash divides numbers where people write others with a slash inside: "603/002509 / 541/002510".
const slash = " / "

// hasGap reports whether a text has anything that can divide two numbers which could be one
// together.
func hasGap(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf || text[i] < ' ' || i > 0 && strings.IndexByte(" -.", text[i]) >= 0 && strings.IndexByte(" -.", text[i-1]) >= 0 {
			return true
		}
	}
	return false
}

// maxGap is the longest gap, in bytes. Without a limit the time would grow with the square of a
// text.
const maxGap = 64

// gapEnd returns the end of the gap that begins at i, or i if there is none. Characters that occur
// in numbers do not make a gap on their own. Neither do meaningful words, which must not be lost.
func (c *cell) gapEnd(i int) int {
	end, gap := i, false
	if c.closes(i) || i > 0 && i < len(c.folded) && isLetter(c.folded[i]) && isLetter(c.folded[i-1]) {
		return i
	}
	for end < len(c.folded) && !begins(c.folded[end]) {
		if end-i > maxGap {
			return i
		}
		next := c.after(end)
		switch {
		case c.labels(end, next) && (gap || wide(c.folded[i:end]) || c.isSure(i, end)):
			return end
		case isLetter(c.folded[end]) && !c.separates(end, next):
			return i
		case strings.IndexByte(" -/.')", c.folded[end]) < 0, c.text[c.at[end]] == '\t':
			gap = true
		}
		end = next
	}
	if !gap && !wide(c.folded[i:end]) {
		return i
	}
	return end
}

// wide reports whether a gap has two characters in a row that occur singly in numbers: " ", " - ",
// "...", "---", or a slash between blanks.
func wide(gap string) bool {
	if strings.Contains(gap, slash) {
		return true
	}
	for i := 1; i < len(gap); i++ {
		if strings.IndexByte(" -.", gap[i-1]) >= 0 && strings.IndexByte(" -.", gap[i]) >= 0 {
			return true
		}
	}
	return false
}

// closes reports whether a sign belongs to what is before it: a bracket, the dot of "tel.", the
// colon of "tel:".
func (c *cell) closes(i int) bool {
	switch {
	case i >= len(c.folded):
		return false
	case c.folded[i] == ')':
		return true
	}
	word := strings.TrimRight(c.folded[:i], ".")
	return (c.folded[i] == '.' || c.folded[i] == ':') && word != "" && isLetter(word[len(word)-1])
}

// labels reports whether a word belongs to the number behind it: "tel:".
func (c *cell) labels(from, to int) bool {
	return isLetter(c.folded[from]) && labels[c.folded[from:to]] && !c.escaped(from)
}

// lineBreaks are the letters of escaped line breaks and tabs: "\n" as text.
var lineBreaks = wordSet("n r t")

func (c *cell) escaped(i int) bool { return i > 0 && c.folded[i-1] == '\\' }

func begins(b byte) bool { return isDigit(b) || b == '+' || b == '(' }

// separates reports whether a word, or a run of characters that fold to no letter, may be dropped
// between two numbers.
func (c *cell) separates(from, to int) bool {
	word := c.folded[from:to]
	if conjunctions[word] || word == "br" || c.escaped(from) && lineBreaks[word] {
		return true
	}
	for i := from; i < to; i++ {
		if r, _ := utf8.DecodeRuneInString(c.text[c.at[i]:]); unicode.IsLetter(r) {
			return false
		}
	}
	return true
}
