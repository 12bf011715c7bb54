package csvfile

import (
	"strings"
	"unicode"
)

// fold writes a name of a column as its key: small letters without diacritics, digits, nothing
// else. "Příjmení", "PRIJMENI", "prijmeni_" and "Pri\u0301jmeni\u0301" have the same key.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		foldRune(&b, unicode.ToLower(r))
	}
	return b.String()
}

func foldRune(b *strings.Builder, r rune) {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		b.WriteByte(byte(r))
	case r < 0x80:
	case r <= 0x17F:
		b.WriteString(plain(r))
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		b.WriteRune(r)
	}
}

// plain gives the letters under Latin diacritics, including those that Unicode does not take apart
// (ł, đ, ß). Empty for a sign.
func plain(r rune) string {
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
