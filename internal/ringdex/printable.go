package ringdex

import (
	"strings"
	"unicode"
)

// Printable removes characters that could control a phone or a terminal: control characters other
// than tabs and line ends become spaces, and invisible formatting, such as directional marks, is
// dropped.
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

// OneLine returns the printable text on one line, with single spaces.
func OneLine(text string) string { return strings.Join(strings.Fields(Printable(text)), " ") }
