package csvfile

import "strings"

// Cells that a spreadsheet would run as a formula, which makes a file of contacts a weapon against
// whoever opens it (OWASP, "CSV Injection").
//
// A cell is dangerous if it starts with = + - @, a tab, CR or LF; except for "+" and nothing but
// digits, a telephone number, which must stay readable by machines. So "-5" and "+420 603" (with a
// space) are guarded, "+420603303963" is not. A guarded cell has one "'" in front. For the way back
// to be exact, a cell that only looks guarded ("'=1") gets one more.

// guarded puts the sign before a dangerous cell.
func guarded(s string) string {
	if dangerous(s) {
		return "'" + s
	}
	return s
}

// unguard takes the sign off again.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && dangerous(s[1:]) {
		return s[1:]
	}
	return s
}

func dangerous(s string) bool {
	s = strings.TrimLeft(s, "'")
	return s != "" && strings.IndexByte("=+-@\t\r\n", s[0]) >= 0 && !plainNumber(s)
}

func plainNumber(s string) bool {
	return len(s) > 1 && s[0] == '+' && strings.Trim(s[1:], "0123456789") == ""
}
