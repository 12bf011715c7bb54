package csvfile

import (
	"strings"
	"unicode"

	diacritics "ringdex/internal/fold"
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
		b.WriteString(diacritics.Letter(r))
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		b.WriteRune(r)
	}
}
