// Package checkdigit verifies the check digits of official Polish numbers, which come without
// blanks and hyphens.
//
// It owns the arithmetic. A wrong number is refused by its caller, because agents would see it as
// verified (wire/thulium.md, decided 3).
package checkdigit

var (
	peselWeights   = []int{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}
	nipWeights     = []int{6, 5, 7, 2, 3, 4, 5, 6, 7}
	regon9Weights  = []int{8, 9, 2, 3, 4, 5, 6, 7}
	regon14Weights = []int{2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8}
)

// PESEL reports whether a text is the number of a person.
func PESEL(text string) bool {
	digits, ok := onlyDigits(text)
	return ok && len(digits) == 11 && weighted(digits, peselWeights)%10 == 0
}

// NIP reports whether a text is a tax number.
func NIP(text string) bool {
	digits, ok := onlyDigits(text)
	return ok && len(digits) == 10 && weighted(digits, nipWeights)%11 == digits[9]
}

// REGON reports whether a text is the number of a firm, with 9 or 14 digits.
func REGON(text string) bool {
	digits, ok := onlyDigits(text)
	switch {
	case ok && len(digits) == 9:
		return weighted(digits, regon9Weights)%11%10 == digits[8]
	case ok && len(digits) == 14:
		return REGON(text[:9]) && weighted(digits, regon14Weights)%11%10 == digits[13]
	}
	return false
}

func weighted(digits, weights []int) int {
	sum := 0
	for i, w := range weights {
		sum += digits[i] * w
	}
	return sum
}

func onlyDigits(text string) ([]int, bool) {
	digits := make([]int, 0, len(text))
	for _, r := range text {
		if r < '0' || r > '9' {
			return nil, false
		}
		digits = append(digits, int(r-'0'))
	}
	return digits, true
}
