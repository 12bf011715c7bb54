package ringdex

import (
	"strings"
	"unicode"
)

// Printable returns a text without what could steer a phone or a terminal: a control character other than a tab or a
// line end becomes a space, and invisible formatting, such as a change of direction, disappears.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r), r == '\n', r == '\t':
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return ' '
	}, text)
}

// OneLine returns the printable text in one line, with single spaces.
func OneLine(text string) string { return strings.Join(strings.Fields(Printable(text)), " ") }
