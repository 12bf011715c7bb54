// Package fold takes the diacritics off Latin letters, so that "Příjmení" and "prijmeni" can be compared.
//
// It is a table of our own: neither SQLite's nor Unicode's decomposition knows ł or ß, and both engines and the
// index must agree. It is pure. It serves search and headings; names are compared by ringdex.Fold, which keeps them.
package fold

import (
	"strings"
	"unicode"
)

// Text is the text in small letters without diacritics; everything that is no letter with one stays.
func Text(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = unicode.ToLower(r)
		if letter := Letter(r); r >= 0x80 && r <= 0x17F && letter != "" {
			b.WriteString(letter)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] >= 'A' && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// Letter is what is left of a small Latin letter: the letters under Latin diacritics, including those that Unicode does not take apart
// (ł, đ, ß). Empty for a sign.
func Letter(r rune) string {
	const from = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżžð"
	const to = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrssssttt" +
		"uuuuuuuuuuwyyyzzzd"
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	at := 0
	for _, c := range from {
		if c == r {
			return to[at : at+1]
		}
		at++
	}
	return ""
}
