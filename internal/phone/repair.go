package phone

import "strings"

// shownDigits is how many significant digits a spreadsheet shows in scientific notation by default;
// more digits mean that none are lost.
const shownDigits = 6

// repairFloat repairs numbers that a spreadsheet or a program treated as amounts: "603303963.0" and
// "6.03303963E8". damaged is true if digits are lost: "4,20604E+11" can be any of a million
// numbers.
func repairFloat(s string) (fixed string, damaged bool) {
	plus := strings.HasPrefix(s, "+")
	body := strings.TrimPrefix(s, "+")
	mantissa, exponent, ok := cutExponent(body)
	if !ok {
		return repairDecimal(s), false
	}
	digits := onlyDigits(mantissa)
	missing := number(exponent) - (len(digits) - 1)
	if !exact(digits, exponent, missing) {
		return s, true
	}
	digits += strings.Repeat("0", missing)
	if plus {
		return "+" + digits, false
	}
	return digits, false
}

// exact reports whether a mantissa has all its digits. Java and Python drop trailing zeros
// ("6.0330396E8") but write no plus and no leading zero in the exponent; Excel, which also drops
// digits that are not zero, writes both.
func exact(digits, exponent string, missing int) bool {
	if missing < 0 {
		return false
	}
	shortest := exponent[0] != '+' && exponent[0] != '0'
	return missing == 0 || missing <= 2 && shortest && len(digits) > shownDigits
}

// cutExponent recognises one digit, a decimal sign, digits, "e", exponent.
func cutExponent(s string) (mantissa, exponent string, ok bool) {
	mantissa, exponent, ok = strings.Cut(s, "e")
	power := strings.TrimPrefix(exponent, "+")
	if !ok || len(power) == 0 || len(power) > 3 || !allDigits(power) {
		return "", "", false
	}
	whole, fraction, point := cutPoint(mantissa)
	ok = len(whole) == 1 && isDigit(whole[0]) && allDigits(fraction) && (point || fraction == "")
	return mantissa, exponent, ok
}

// repairDecimal removes the ".0" of a whole number that was read as a float.
func repairDecimal(s string) string {
	whole, fraction, ok := cutPoint(s)
	zeros := fraction == "0" || fraction == "00"
	if ok && zeros && len(whole) >= 6 && allDigits(strings.TrimPrefix(whole, "+")) {
		return whole
	}
	return s
}

func cutPoint(s string) (whole, fraction string, ok bool) {
	i := strings.IndexAny(s, ".,")
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// number returns the value of a short run of digits after an optional plus.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n = n*10 + int(s[i]-'0')
		}
	}
	return n
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}
