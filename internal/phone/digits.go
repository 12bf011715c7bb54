package phone

import "strconv"

// maxDigits is how many digits fit into Digits. E.164 allows 15.
const maxDigits = 18

// pow10 holds the powers of ten that fit beside maxDigits digits.
var pow10 = [maxDigits + 1]Digits{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

// Digits encodes the digits of a number as one integer: a leading 1 followed by the digits, so that
// leading zeros count. It keeps the last 18 digits. Only String and E164 allocate: keys are on the
// lookup's hot path.
type Digits uint64

// DigitsOf returns the key of the ASCII digits in a text and ignores everything else; 0 if there is
// no digit.
func DigitsOf(digits string) Digits { return digitsOf2(digits, "") }

// digitsOf2 returns the key of a followed by b.
func digitsOf2(a, b string) Digits {
	k, n := addDigits(0, 0, a)
	k, n = addDigits(k, n, b)
	if n == 0 {
		return 0
	}
	return k + pow10[n]
}

// addDigits appends digits to the n that k has, without the leading 1.
func addDigits(k Digits, n int, digits string) (Digits, int) {
	for i := range len(digits) {
		d := digits[i] - '0'
		if d > 9 {
			continue
		}
		if n == maxDigits {
			k, n = k%pow10[maxDigits-1], maxDigits-1
		}
		k, n = k*10+Digits(d), n+1
	}
	return k, n
}

// Len is the number of digits.
func (k Digits) Len() int {
	n := 0
	for n < maxDigits && k >= pow10[n+1] {
		n++
	}
	return n
}

// Suffix returns the last n digits; k itself if it is shorter, 0 if n is not positive.
func (k Digits) Suffix(n int) Digits {
	if n <= 0 {
		return 0
	}
	if n >= k.Len() {
		return k
	}
	return k%pow10[n] + pow10[n]
}

// Drop returns k without its last n digits; 0 if none would be left.
func (k Digits) Drop(n int) Digits {
	if n <= 0 {
		return k
	}
	if n >= k.Len() {
		return 0
	}
	return k / pow10[n]
}

// Pad returns the last 18 digits of k followed by n zeros; 0 for the zero key.
func (k Digits) Pad(n int) Digits {
	if k == 0 || n <= 0 {
		return k
	}
	if n >= maxDigits {
		return pow10[maxDigits]
	}
	if k.Len()+n > maxDigits {
		k = k.Suffix(maxDigits - n)
	}
	return k * pow10[n]
}

// String returns the digits.
func (k Digits) String() string {
	if k == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(k), 10)[1:]
}

// E164 returns the digits after a plus, for those of a valid number.
func (k Digits) E164() string {
	var text [maxDigits + 1]byte
	b := strconv.AppendUint(text[:0], uint64(k), 10)
	b[0] = '+' // instead of the leading 1
	return string(b)
}
