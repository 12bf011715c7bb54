package fold

import (
	"strings"
	"unicode"
)

// Key returns a text's key for comparison: its lower case letters without diacritics and its
// digits. "Příjmení", "PRIJMENI", "prijmeni_" and "Pri\u0301jmeni\u0301" have the same key.
func Key(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		keyRune(&b, unicode.ToLower(r))
	}
	return b.String()
}

func keyRune(b *strings.Builder, r rune) {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		b.WriteByte(byte(r))
	case r < 0x80:
	case r <= 0x17F:
		b.WriteString(Letter(r))
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		b.WriteRune(r)
	}
}
