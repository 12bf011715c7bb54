package phone

import "strings"

// wrapping holds the characters that spreadsheets, quotes and lists leave around a value.
const wrapping = " \n'\"=,;|"

// written is a parsed text before any numbering plan is consulted.
type written struct {
	digits    string // without an international prefix
	raw       string // with the international prefix 00, if written
	plus      bool   // digits begin with a country calling code
	sign      bool   // written with a plus
	tail      int    // number of last digits that may be an alternative ending
	extension string
	joined    bool   // contains a sign or a word that may separate numbers
	address   bool   // user@host without a scheme: an e-mail address, else a number
	reason    Reason // why it is not a number in any plan
}

// maySplit reports whether the text could be several numbers. Spaces, slashes and dashes separate
// numbers only if the whole is long enough and not a valid number (v).
func (w written) maySplit(v verdict) bool {
	return w.joined || !v.ok() && w.reason == "" && len(w.digits) >= 2*minHead
}

// read parses a trimmed text.
func read(text string) written {
	if text == "" {
		return written{reason: Empty}
	}
	if len(text) > maxInput {
		digits := onlyDigits(text)
		return written{digits: digits, raw: digits, reason: TooLong}
	}
	if isPlain(text) {
		return readDigits(text)
	}
	if w, ok := readSpaced(text); ok {
		return w
	}
	return readFolded(fold(text, nil))
}

// isPlain recognises digits with an optional plus, the fast path for numbers from machines.
func isPlain(text string) bool {
	start := 0
	if text[0] == '+' {
		start = 1
	}
	for i := start; i < len(text); i++ {
		if !isDigit(text[i]) {
			return false
		}
	}
	return start < len(text)
}

// readDigits reads "+420…", "00420…" and "603…". No calling code begins with a zero, so "000 000
// 000" is not an international number.
func readDigits(text string) written {
	raw := strings.TrimPrefix(text, "+")
	sign := len(raw) < len(text)
	w := written{digits: raw, raw: raw, plus: sign, sign: sign}
	if strings.HasPrefix(raw, "00") && len(raw) > 2 && (w.plus || raw[2] != '0') {
		w.digits, w.plus = raw[2:], true
	}
	return w
}

// maxSpaced is how many digits readSpaced accepts.
const maxSpaced = 24

// readSpaced is a fast path of readFolded for the most frequent form: digits with spaces, dashes
// and slashes between them. ok is false for everything else, such as a sign before the first digit.
func readSpaced(text string) (w written, ok bool) {
	var digits [1 + maxSpaced]byte
	n := 0
	for i := range len(text) {
		c := text[i]
		switch {
		case n > maxSpaced, c == '+' && n > 0:
			return written{}, false
		case isDigit(c), c == '+':
			digits[n] = c
			n++
		case c != ' ' && c != '-' && c != '/':
			return written{}, false
		}
	}
	if n < 2 || text[0] != digits[0] {
		return written{}, false
	}
	w = readDigits(string(digits[:n]))
	w.tail = alternativeDigits(text)
	return w, true
}

func readFolded(s string) written {
	s = strings.Trim(s, wrapping)
	u := cutURI(s)
	fixed, damaged := repairFloat(u.number)
	if damaged {
		return written{reason: Damaged}
	}
	w := readBody(cutComments(fixed))
	w.addParams(u.params)
	w.joined = hasLetter(s) || strings.ContainsAny(s, ",;\n|&") || hasLatePlus(s)
	switch {
	case !hasDigit(w.digits):
		w.reason = NoDigits
	case w.reason == "" && u.address:
		w.reason, w.address = Letters, true
	}
	return w
}

func readBody(s string) written {
	s = cutLabels(s)
	body, ext := cutExtension(s)
	body = cutLabels(strings.Trim(body, wrapping))
	w := scan(body)
	if w.reason != "" && ext != "" {
		return scan(s) // its digits belong to the rest
	}
	w.extension = ext
	return w
}

// scan collects the digits of a text that should contain only digits and punctuation.
func scan(body string) written {
	body, bracketed := cutTrunkZero(repairDecimal(body))
	digits := onlyDigits(body)
	if strings.IndexByte(body, '+') >= 0 {
		digits = "+" + digits
	}
	w := readDigits(digits)
	if strings.IndexFunc(body, notInNumber) >= 0 || hasLatePlus(body) {
		w.reason = Letters
	}
	w.plus = w.plus || bracketed
	w.tail = alternativeDigits(body)
	return w
}

func notInNumber(r rune) bool {
	return !strings.ContainsRune("0123456789+ ()./-'\n,", r)
}

// hasLatePlus reports whether a plus follows a digit.
func hasLatePlus(s string) bool {
	plus := strings.LastIndexByte(s, '+')
	return plus > 0 && hasDigit(s[:plus])
}

// cutTrunkZero removes the zero of "+420 (0)2…", which is dialled only inside the country. The
// digits before it are a calling code, with or without a plus. A zero in brackets at the beginning
// is a part of the number.
func cutTrunkZero(s string) (string, bool) {
	open := strings.IndexByte(s, '(')
	for open >= 0 {
		size := strings.IndexByte(s[open:], ')')
		if size < 0 {
			return s, false
		}
		if strings.TrimSpace(s[open+1:open+size]) == "0" && isCallingCode(s[:open]) {
			return s[:open] + " " + s[open+size+1:], true
		}
		next := strings.IndexByte(s[open+1:], '(')
		if next < 0 {
			return s, false
		}
		open += next + 1
	}
	return s, false
}

func isCallingCode(before string) bool {
	digits := strings.TrimPrefix(onlyDigits(before), "00")
	return len(digits) >= 1 && len(digits) <= 3 && digits[0] != '0'
}

// addParams applies the parameters of a tel: URI.
func (w *written) addParams(params string) {
	if params == "" {
		return
	}
	if ext := onlyDigits(param(params, "ext")); ext != "" {
		w.extension = ext
	}
	context := param(params, "phone-context")
	if !w.plus && strings.HasPrefix(context, "+") {
		w.digits = onlyDigits(context) + w.digits
		w.plus, w.sign = true, true
	}
}
