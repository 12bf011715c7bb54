package dialect

import (
	"net/http"
	"net/url"
	"strings"
)

// Number returns the telephone number in a parameter of the query, and whether the parameter is there. The first one
// counts. Telephone systems write numbers into addresses without escaping them, so a plus before the first digit is
// a plus and not a space, and a semicolon belongs to the value: "sip:+420603303963@host;user=phone".
func Number(r *http.Request, name string) (number string, given bool) {
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if key == name {
			return unescapeNumber(value), true
		}
	}
	return "", false
}

func unescapeNumber(value string) string {
	var b strings.Builder
	for i, part := range strings.Split(value, "+") {
		if text, err := url.PathUnescape(part); err == nil {
			part = text
		}
		if i > 0 {
			b.WriteByte(plusOrSpace(b.String(), part))
		}
		b.WriteString(part)
	}
	return b.String()
}

func plusOrSpace(before, after string) byte {
	if after != "" && isDigit(after[0]) && strings.IndexFunc(before, func(r rune) bool { return r >= '0' && r <= '9' }) < 0 {
		return '+'
	}
	return ' '
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
