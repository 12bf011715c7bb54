package ringdex

// Check digits of the Polish numbers (wire/thulium.md, decided 3): a wrong one is refused, because
// agents would see the number as verified.

var (
	peselWeights   = []int{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}
	nipWeights     = []int{6, 5, 7, 2, 3, 4, 5, 6, 7}
	regon9Weights  = []int{8, 9, 2, 3, 4, 5, 6, 7}
	regon14Weights = []int{2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8}
)

func validPESEL(text string) bool {
	digits, ok := onlyDigits(text)
	return ok && len(digits) == 11 && weighted(digits, peselWeights)%10 == 0
}

func validNIP(text string) bool {
	digits, ok := onlyDigits(text)
	return ok && len(digits) == 10 && weighted(digits, nipWeights)%11 == digits[9]
}

func validREGON(text string) bool {
	digits, ok := onlyDigits(text)
	switch {
	case ok && len(digits) == 9:
		return weighted(digits, regon9Weights)%11%10 == digits[8]
	case ok && len(digits) == 14:
		return validREGON(text[:9]) && weighted(digits, regon14Weights)%11%10 == digits[13]
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

// readChecked accepts a number that valid accepts, with or without hyphens and spaces.
func readChecked(name string, valid func(string) bool) func(any, *Rules) (string, error) {
	return func(value any, rules *Rules) (string, error) {
		text, err := readText(30)(value, rules)
		if err != nil || text == "" {
			return "", err
		}
		plain := stripped(text)
		if !valid(plain) {
			return "", Fail(Invalid, "value.check_digit", Show(value), name)
		}
		return plain, nil
	}
}

func stripped(text string) string {
	b := make([]byte, 0, len(text))
	for i := range len(text) {
		if text[i] != '-' && text[i] != ' ' {
			b = append(b, text[i])
		}
	}
	return string(b)
}
