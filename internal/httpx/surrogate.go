package httpx

import (
	"bytes"
	"strconv"
	"unicode/utf16"
)

// loneSurrogate returns the offset of an escaped lone surrogate ("\ud800" without its other half),
// or -1. Decoders silently replace it by U+FFFD, which loses data and can make different names
// equal.
func loneSurrogate(body []byte) int {
	for i := 0; i < len(body); {
		next := bytes.IndexByte(body[i:], '\\')
		if next < 0 {
			break
		}
		i += next
		unit, ok := escapedUnit(body[i:])
		switch {
		case !ok:
			i += len(`\n`)
		case !utf16.IsSurrogate(unit):
			i += len(`\u0000`)
		case isPair(unit, body[i+len(`\u0000`):]):
			i += len(`\ud83d\udcde`)
		default:
			return i
		}
	}
	return -1
}

// escapedUnit reads \uXXXX at the beginning of text.
func escapedUnit(text []byte) (rune, bool) {
	if len(text) < len(`\u0000`) || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:len(`\u0000`)]), 16, 16)
	return rune(n), err == nil
}

func isPair(first rune, rest []byte) bool {
	second, ok := escapedUnit(rest)
	return ok && utf16.DecodeRune(first, second) != '\ufffd'
}
