package servicegate

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// clean replaces what XML cannot have by spaces: control characters from a form of the ERP, as they
// are or as "&#x1F;", which .NET writes. A page of 500 rows must not fail because of one of them.
func clean(text string) string {
	if !strings.Contains(text, "&#") && isClean(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		if n := reference(text[i:]); n > 0 {
			b.WriteByte(' ')
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 || !isLegal(r) {
			r = ' '
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

func isClean(text string) bool {
	for _, r := range text {
		if !isLegal(r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}

// reference returns the length of a reference to a character that XML cannot have, or 0.
func reference(text string) int {
	digits, ok := strings.CutPrefix(text, "&#")
	if !ok {
		return 0
	}
	digits, _, ok = strings.Cut(digits[:min(len(digits), 12)], ";")
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		n, err = strconv.ParseInt(hex, 16, 32)
	}
	if err != nil || isLegal(rune(n)) {
		return 0
	}
	return len("&#;") + len(digits)
}
