package charset

import "unicode/utf8"

// Append appends the letters of raw to dst, as UTF-8. A byte without a letter becomes U+FFFD.
func (t *Table) Append(dst, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		from := i
		for i < len(raw) && raw[i] < utf8.RuneSelf {
			i++
		}
		dst = append(dst, raw[from:i]...)
		if i < len(raw) {
			dst = utf8.AppendRune(dst, t.Letter(raw[i]))
		}
	}
	return dst
}

// Letter is the letter of a byte, utf8.RuneError where there is none.
func (t *Table) Letter(b byte) rune {
	if r := t[b]; r != 0 {
		return r
	}
	return utf8.RuneError
}
