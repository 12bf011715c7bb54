package phone

import "strings"

// The shortest repetition and the shortest run that count as a dummy: internal lines such as 222
// and 1234 are shorter.
const (
	minRepeated = 5
	minRun      = 6
)

// dummy reports whether the digits are a placeholder instead of a number: zeros, a single digit, a
// calling code alone, one digit repeated ("+420 999 999 999"), a run ("123456789"), with or without
// a calling code or a trunk zero before them.
func (w written) dummy() bool {
	if !w.plus && len(w.digits) < minBareHome {
		return isFiller(w.digits)
	}
	if c := countryOf(w.digits); c != nil && isFiller(w.digits[len(c.code):]) {
		return true
	}
	return isFiller(w.digits)
}

func isFiller(digits string) bool {
	if len(digits) <= 1 {
		return true
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return true
	}
	switch step := (digits[len(digits)-1] - digits[max(0, len(digits)-2)] + 10) % 10; step {
	case 0:
		return len(digits) >= minRepeated && hasStep(digits, step)
	case 1:
		return len(digits) >= minRun && digits[0] == '1' && hasStep(digits, step)
	case 9:
		return len(digits) >= minRun && digits[0] == '9' && hasStep(digits, step)
	}
	return false
}

// hasStep reports whether each digit follows from the one before it by the same
// step, modulo ten.
func hasStep(digits string, step byte) bool {
	for i := 1; i < len(digits); i++ {
		if (digits[i]-digits[i-1]+10)%10 != step {
			return false
		}
	}
	return true
}
