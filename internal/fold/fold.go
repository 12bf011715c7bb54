// Package fold removes the diacritics of Latin letters, so that "Příjmení" and "prijmeni" can be
// compared.
//
// It has its own table: neither SQLite nor Unicode decomposes ł or ß, and both engines and the
// index must agree. It is pure. It serves search and headings; ringdex.Fold, which compares names,
// keeps diacritics.
package fold

import (
	"unicode"
	"unicode/utf8"
)

// Text returns the text in lower case without diacritics. Other characters stay.
func Text(s string) string {
	if isPlain(s) {
		return s
	}
	return string(Append(make([]byte, 0, len(s)), []byte(s)))
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] >= 'A' && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// Append appends Text of s to b, for callers that reuse a buffer.
func Append(b, s []byte) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		b = appendRune(b, unicode.ToLower(r))
		i += size
	}
	return b
}

func appendRune(b []byte, r rune) []byte {
	if letter := Letter(r); letter != "" {
		return append(b, letter...)
	}
	return utf8.AppendRune(b, r)
}

// The lower case Latin letters with diacritics, and the plain letter of each at the same position;
// a dot for none.
const (
	firstLetter = 0xE0
	letters     = "aaaaaa.ceeeeiiiidnooooo.ouuuuy.y" + // U+00E0
		".a.a.a.c.c.c.c.d.d.e.e.e.e.e.g.g" + // U+0100
		".g.g.h.h.i.i.i.i.i...j.k..l.l.l." + // U+0120
		"l.l.n.n.n....o.o.o...r.r.r.s.s.s" + // U+0140
		".s.t.t.t.u.u.u.u.u.u.w.y..z.z.z." // U+0160
)

// Letter returns the plain letters of a lower case Latin letter, including those that Unicode does
// not decompose (ł, đ, ß). It returns "" for a sign.
func Letter(r rune) string {
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
	if at := int(r) - firstLetter; at >= 0 && at < len(letters) && letters[at] != '.' {
		return letters[at : at+1]
	}
	return ""
}
