package csv

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Cells that a spreadsheet would run as a formula, a danger to everyone who opens the file (OWASP,
// "CSV Injection").
//
// A cell is dangerous if it starts with = + - @, also full-width ones, which Excel takes for the
// same, a tab, CR or LF; or with one of the signs after white space and marks that are not seen,
// which programs drop before they look. Except for "+" and nothing but digits, a telephone number,
// which must stay readable by machines. So "-5" and "+420 603" (with a space) are guarded,
// "+420603303963" is not. A guarded cell has one "'" in front. For the way back to be exact, a cell
// that only looks guarded ("'=1") gets one more.

// Guarded puts the sign before a dangerous cell.
func Guarded(s string) string {
	if dangerous(s) {
		return "'" + s
	}
	return s
}

// Unguard takes the sign off again.
func Unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && dangerous(s[1:]) {
		return s[1:]
	}
	return s
}

func dangerous(s string) bool {
	s = strings.TrimLeft(s, "'")
	if s == "" || plainNumber(s) {
		return false
	}
	return strings.IndexByte("\t\r\n", s[0]) >= 0 || strings.ContainsRune("=+-@＝＋－＠", firstSeen(s))
}

// firstSeen is the first sign of a cell that a person would see, utf8.RuneError when there is none.
func firstSeen(s string) rune {
	i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Cc) })
	if i < 0 {
		return utf8.RuneError
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

func plainNumber(s string) bool {
	return len(s) > 1 && s[0] == '+' && strings.Trim(s[1:], "0123456789") == ""
}
