package phone

import "strings"

// wrapping is what spreadsheets, quotes and lists leave around a value.
const wrapping = " \n'\"=,;|"

// written is what a text says before any numbering plan is asked.
type written struct {
	digits    string // without an international prefix
	raw       string // with it, where it was written as 00
	plus      bool   // digits begin with a country calling code
	sign      bool   // a plus says so
	tail      int    // how many of the last digits may be an alternative ending
	extension string
	joined    bool   // has a sign or a word between which numbers may stand
	address   bool   // was user@host without a scheme: an e-mail address, but for this a number
	reason    Reason // why it cannot be a number in any plan
}

// maySplit says whether the text could be several numbers. Spaces, slashes and
// dashes separate numbers only when the whole is none (v) and long enough.
func (w written) maySplit(v verdict) bool {
	return w.joined || !v.ok() && w.reason == "" && len(w.digits) >= 2*minHead
}

// read takes a trimmed text apart.
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

// isPlain recognises digits with at most a plus before them, the form in which
// machines write and which must cost nothing.
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

// readDigits reads "+420…", "00420…" and "603…". No calling code begins with a
// zero, so that "000 000 000" is not an international number.
func readDigits(text string) written {
	raw := strings.TrimPrefix(text, "+")
	sign := len(raw) < len(text)
	w := written{digits: raw, raw: raw, plus: sign, sign: sign}
	if strings.HasPrefix(raw, "00") && len(raw) > 2 && (w.plus || raw[2] != '0') {
		w.digits, w.plus = raw[2:], true
	}
	return w
}

// maxSpaced is how many digits the short way of readSpaced takes.
const maxSpaced = 24

// readSpaced reads what most people write, digits with spaces, dashes and slashes
// between them, as readFolded would, only faster. ok is false for everything else.
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
	if n < 2 {
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

// scan collects the digits of a text from which everything but digits and
// punctuation should be gone.
func scan(body string) written {
	body, bracketed := cutTrunkZero(body)
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

// hasLatePlus says whether a plus comes after a digit.
func hasLatePlus(s string) bool {
	plus := strings.LastIndexByte(s, '+')
	return plus > 0 && hasDigit(s[:plus])
}

// cutTrunkZero removes the zero of "+420 (0)2…", which is dialled only inside of
// the country. What stands before it is a calling code, plus or not; a zero in
// brackets at the beginning of a number is a part of it.
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
