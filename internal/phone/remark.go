package phone

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// WithoutRemark returns the one number in a text with words that are none of numbers: "777 111 001
// call after five". ok is false if there is none, or more than one, or letters stand at its digits,
// as in "+42O777111030", where an O may be a zero.
func WithoutRemark(text string, regions Regions) (number string, ok bool) {
	c := cell{text: text, regions: regions}
	if len(text) > maxInput {
		return "", false
	}
	c.folded = fold(text, &c.at)
	for from := 0; from < len(c.folded); {
		if !begins(c.folded[from]) {
			from++
			continue
		}
		to := c.runEnd(from)
		if countDigits(c.folded[from:to]) >= minHead {
			if ok || !c.apartFromLetters(from, to) || !c.valid(span{from, to}) {
				return "", false
			}
			number, ok = c.original(span{from, to}), true
			if !strings.Contains(number, ")") {
				number = strings.TrimLeft(number, "( ")
			}
		}
		from = max(to, from+1)
	}
	return number, ok
}

// runEnd returns the end of the run of digits, and the signs between them, that begins at from.
func (c *cell) runEnd(from int) int {
	to := from
	for i := from; i < len(c.folded) && (isDigit(c.folded[i]) || strings.IndexByte("+() ./-", c.folded[i]) >= 0); i++ {
		if isDigit(c.folded[i]) {
			to = i + 1
		}
	}
	return to
}

func (c *cell) apartFromLetters(from, to int) bool {
	return !(from > 0 && c.letterAt(from-1)) && !(to < len(c.folded) && c.letterAt(to))
}

func (c *cell) letterAt(i int) bool {
	r, _ := utf8.DecodeRuneInString(c.text[c.at[i]:])
	return unicode.IsLetter(r)
}
