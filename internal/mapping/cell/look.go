package cell

import (
	"strings"
	"unicode"
)

// Look is the apparent type of a value, independent of its column.
type Look string

// The looks whose loss would matter.
const (
	LikeNothing Look = ""
	LikeNumber  Look = "numbers"
	LikeAddress Look = "e-mails"
)

// LooksLike returns what the value of a column that is not known may be: a phone number of seven digits or more, or an
// e-mail. A date, a time, an amount and a postal code are none.
func LooksLike(text string) Look {
	text = Clean(text)
	if name, host, ok := strings.Cut(text, "@"); ok {
		if name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(name, "/") {
			return LikeAddress
		}
		return LikeNothing
	}
	if likeNumber(firstOf(text)) {
		return LikeNumber
	}
	return LikeNothing
}

// firstOf returns the first of several values in a cell.
func firstOf(text string) string {
	text = breaks.Replace(text)
	for _, between := range []string{":::", ";", "|", "\n", "\t", " / ", " nebo ", " alebo ", " lub ", " oraz ", " oder ", " und ", " or ", " and ", " a ", " i "} {
		text, _, _ = strings.Cut(text, between)
	}
	return Whole(strings.TrimSpace(text))
}

func likeNumber(text string) bool {
	digits := Digits(text)
	switch {
	case digits < 7 || digits > 30 || strings.Trim(text, "0123456789+-/().;,| \u00a0") != "":
		return false
	case strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00"):
		return true
	case digits == 8 && strings.Trim(text, "0123456789") == "":
		return false // a day or the number of a firm
	case likeDate(text):
		return false
	}
	return unicode.IsDigit(rune(text[0])) || text[0] == '('
}

// likeDate is true for three groups of digits, one of four and two of at most two: 5. 11. 1979, 1979-11-05.
func likeDate(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	if len(parts) < 3 {
		return false
	}
	short := func(s string) bool { return len(s) <= 2 }
	return short(parts[1]) && (len(parts[0]) == 4 && short(parts[2]) || short(parts[0]) && len(parts[2]) == 4)
}
