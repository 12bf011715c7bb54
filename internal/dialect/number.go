package dialect

import (
	"net/http"
	"net/url"
	"strings"
)

// Number returns the telephone number in a parameter of the query, and whether the parameter
// exists. The first one counts. Telephone systems do not escape numbers in URLs, so a plus before
// the first digit is a plus and not a space, and a semicolon belongs to the value:
// "sip:+420603303963@host;user=phone".
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
	if strings.IndexByte(value, '+') < 0 {
		return unescape(value)
	}
	var number strings.Builder
	begun := false // a digit was seen
	for i, part := range strings.Split(value, "+") {
		part = unescape(part)
		if i > 0 {
			number.WriteByte(plusOrSpace(begun, part))
		}
		number.WriteString(part)
		begun = begun || strings.ContainsAny(part, digits)
	}
	return number.String()
}

const digits = "0123456789"

// plusOrSpace decodes an unescaped plus: it stays a plus directly before the first digit, and is a
// space anywhere else.
func plusOrSpace(begun bool, after string) byte {
	if !begun && after != "" && strings.IndexByte(digits, after[0]) >= 0 {
		return '+'
	}
	return ' '
}

// unescape decodes percent escapes and keeps malformed ones.
func unescape(part string) string {
	if text, err := url.PathUnescape(part); err == nil {
		return text
	}
	return part
}
