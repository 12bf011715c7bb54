package phone

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// apart cuts a cell at what stands inside of no number: a quote, " ::: " of an address book, "<br>" of a web page.
// Such a cut is right only where it leaves nothing but complete numbers; nil otherwise.
func (c *cell) apart() []string {
	var out []string
	from := 0
	for i := 0; i <= len(c.folded); i++ {
		end := c.gapEnd(i)
		if end <= i && i < len(c.folded) {
			continue
		}
		part := span{from, i}
		if c.original(part) != "" {
			if !c.long(part) || !c.valid(part) {
				return nil
			}
			out = append(out, c.original(part))
		}
		i, from = max(end-1, i), end
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// gapEnd is where the gap that begins at i ends, or i when none does. Signs that numbers are written with make no gap by
// themselves, and words that say something do not either: they are not to be lost.
func (c *cell) gapEnd(i int) int {
	end, gap := i, false
	for end < len(c.folded) && !begins(c.folded[end]) {
		next := c.after(end)
		switch {
		case isLetter(c.folded[end]) && !c.separates(end, next):
			return i
		case strings.IndexByte(" -/.')", c.folded[end]) < 0:
			gap = true
		}
		end = next
	}
	if !gap {
		return i
	}
	return end
}

func begins(b byte) bool { return isDigit(b) || b == '+' || b == '(' }

// separates reports whether a word, or a row of signs that fold to no letter, may be dropped between two numbers.
func (c *cell) separates(from, to int) bool {
	word := c.folded[from:to]
	if conjunctions[word] || word == "br" {
		return true
	}
	for i := from; i < to; i++ {
		if r, _ := utf8.DecodeRuneInString(c.text[c.at[i]:]); unicode.IsLetter(r) {
			return false
		}
	}
	return true
}
