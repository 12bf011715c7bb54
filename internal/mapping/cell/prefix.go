package cell

import (
	"slices"
	"strings"

	"ringdex/internal/phone"
)

// IsCallingCode reports whether a text is digits with which numbers begin, as a column "Country
// code" may have them.
func IsCallingCode(text string) bool {
	digits := strings.TrimPrefix(strings.TrimPrefix(strings.Trim(text, "()"), "+"), "00")
	return len(digits) > 0 && len(digits) <= 4 && digitsOnly(strings.ReplaceAll(digits, " ", ""))
}

// RegionBehind returns the main region of a prefix that is a calling code: +48, 0048, 48; "" for
// any other.
func RegionBehind(prefix string) string {
	bare := strings.Trim(prefix, "() ")
	return phone.RegionOf(strings.TrimPrefix(strings.TrimPrefix(bare, "+"), "00"))
}

// WithPrefix joins a number with the prefix from a separate column: +48, 0048, 48, 030. A number
// with its calling code is already complete. ok is false if the result is not a valid number.
func WithPrefix(prefix, number string, regions phone.Regions) (whole string, ok bool) {
	prefix, number = strings.TrimSpace(prefix), Whole(strings.TrimSpace(number))
	if strings.HasPrefix(number, "+") || strings.HasPrefix(number, "00") {
		return number, true
	}
	for _, try := range joinings(prefix, number) {
		if phone.Parse(try, regions).Valid() {
			return try, true
		}
	}
	return number, isArea(prefix) && phone.Parse(number, regions).Valid()
}

// isArea reports whether a prefix is one within a country, which a number of a mobile has not.
func isArea(prefix string) bool {
	bare := strings.Trim(prefix, "() ")
	return !strings.HasPrefix(bare, "+") && !strings.HasPrefix(bare, "00") && RegionBehind(bare) == ""
}

// tried are the regions that are offered: those of the languages here, their neighbours, and the
// large ones.
var tried = phone.Regions{"CZ", "SK", "PL", "DE", "AT", "CH", "HU", "UA", "SI", "HR", "RO", "BG", "GB", "IE", "FR", "IT", "ES", "NL", "BE", "US"}

// ValidIn returns the region in which a number with its prefix, which may be empty, is valid; ""
// for none.
func ValidIn(prefix, number string) string {
	at := slices.IndexFunc(tried, func(region string) bool {
		if prefix != "" {
			_, ok := WithPrefix(prefix, number, phone.Regions{region})
			return ok
		}
		return phone.Parse(number, phone.Regions{region}).Valid()
	})
	if at < 0 {
		return ""
	}
	return tried[at]
}

func joinings(prefix, number string) []string {
	short := strings.TrimPrefix(number, "0")
	switch bare := strings.Trim(prefix, "()"); {
	case strings.HasPrefix(bare, "+"), strings.HasPrefix(bare, "00"):
		return []string{bare + " " + short, bare + " " + number}
	case strings.HasPrefix(bare, "0"):
		return []string{bare + " " + number, bare[1:] + " " + number}
	case phone.IsCallingCode(bare):
		return []string{"+" + bare + " " + short, bare + " " + number, "0" + bare + " " + number}
	default:
		return []string{bare + " " + number, "0" + bare + " " + number}
	}
}
