package cell

import (
	"regexp"
	"strings"
	"unicode"

	"ringdex/internal/phone"
)

// Look is the apparent type of a value, independent of its column.
type Look string

// The looks whose loss would matter.
const (
	LikeNothing Look = ""
	LikeNumber  Look = "numbers"
	LikeAddress Look = "e-mails"
)

// LooksLike returns what the value of a column that is not known may be: a phone number of seven
// digits or more, or an e-mail. A date, a time, an amount and a postal code are none.
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

// HasCallingCode reports whether a value is a valid number with its calling code, which nothing but
// a number has.
func HasCallingCode(text string) bool {
	text = firstOf(Clean(text))
	return (strings.Contains(text, "+") || strings.HasPrefix(text, "00")) && phone.Parse(text, nil).Valid()
}

// shortest is how many digits a value must have to look like a number.
const shortest = 7

// firstOf returns the first of several values in a cell.
func firstOf(text string) string {
	text = breaks.Replace(text)
	for _, between := range []string{":::", "~~~", ";", "|", "\n", "\t", " • ", " - ", ", ", " / ", " nebo ", " alebo ", " lub ", " oraz ", " oder ", " und ", " or ", " and ", " a ", " i ", "  "} {
		if first, _, _ := strings.Cut(text, between); Digits(first) >= shortest {
			text = first
		}
	}
	return Whole(strings.TrimSpace(text))
}

// likeNumber reports whether a text is digits as numbers have them, without the words that people
// write around numbers. Letters that belong to digits, as in an IBAN, make it something else.
func likeNumber(text string) bool {
	digits := Digits(text)
	bare := digitsOnly(text)
	switch n := phone.Parse(text, nil); {
	case digits < shortest || digits > 30 || n.Reason == phone.Letters || n.Reason == phone.NoDigits:
		return false
	case n.Valid() || strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00"):
		return true
	case bare && digits == 8:
		return false // a day or the number of a firm
	case strings.Contains(text, ":"):
		return labelled(text)
	}
	return !likeDate(text) && !likeAmount.MatchString(text)
}

// likeAmount is a number with decimals: 1 234 567,50.
var likeAmount = regexp.MustCompile(`^-?[0-9 .']+,[0-9]{1,2}$|^-?[0-9]+\.[0-9]{1,2}$`)

// labelled reports whether the label of a number is one of numbers: "tel: 603…", not "IČO: 270…".
func labelled(text string) bool {
	label, rest, _ := strings.Cut(text, ":")
	return phone.Parse(label+" "+rest, nil).Reason != phone.Letters
}

// likeDate is true for three groups of digits, one of four and two of at most two: 5. 11. 1979,
// 1979-11-05.
func likeDate(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	if len(parts) < 3 {
		return false
	}
	short := func(s string) bool { return len(s) <= 2 }
	return short(parts[1]) && (len(parts[0]) == 4 && short(parts[2]) || short(parts[0]) && len(parts[2]) == 4)
}
