// Package phone reads telephone numbers.
//
// It owns the notations of people and machines, the validity of a number, its E.164 and national
// forms, and the keys by which numbers are found. It leaves storage, ownership by contacts and the
// steps of the lookup ladder to others.
//
// The package is pure: no I/O, no clock, no import of ours. The library
// github.com/nyaruka/phonenumbers judges validity. It gets plain digits only, because it reads
// letters as keypad digits and would turn "+420 603 303 963 linka 12" into a wrong number. This
// package handles the rest of a text: labels, extensions, URIs, damage by spreadsheets.
//
// It deliberately does not guess: "+0420…" stays invalid, a word that is neither a label nor an
// extension makes the text invalid, digits without a plus are foreign only if they are too long to
// be anything else.
package phone

import "strings"

// maxInput is the longest text that is parsed, in bytes. A longer text is not a phone number, and
// must not cost time.
const maxInput = 250

// Number is one phone number: the text and its meaning.
type Number struct {
	Text      string // the original, trimmed of outer space only
	E164      string // "+420603303963"; empty if invalid
	Reason    Reason // why the number is invalid; empty if it is valid
	Kind      Kind   // the type of line; empty if invalid
	Extension string // "12" of "+420 603 303 963 linka 12"
}

// Parse reads text as one number. It never fails: an invalid number keeps its text and has a
// Reason.
//
// Digits without a plus are tried, until one is valid, as a number with the calling code of a
// default region, as a national number in each region in turn, with an abolished trunk zero, and as
// a foreign number without its plus. If none is valid, they are tried without an alternative ending
// ("222 333 444/5").
func Parse(text string, regions Regions) Number {
	text = strings.TrimSpace(text)
	n := Number{Text: text}
	w := read(text)
	v, reason := w.judge(regions)
	if (w.maySplit(v) || hasGap(text)) && len(pieces(text, regions)) > 1 {
		n.Reason = Several
		return n
	}
	n.Extension = w.extension
	n.E164, n.Kind, n.Reason = v.e164(text), v.kind, reason
	return n
}

// Valid reports whether the number exists in its country's plan.
func (n Number) Valid() bool { return n.E164 != "" }

// Digits returns the E.164 digits if the number is valid, else the digits of Text without its
// extension; 0 if there are none. A leading 00 counts as a plus, so "0042012" and "+42012" have the
// same. A damaged number has 0, since some of its digits are lost. So has a dummy such as
// "000 000 000", which identifies no line and must never match.
func (n Number) Digits() Digits {
	w := readDigits(n.E164)
	if !n.Valid() {
		w = read(n.Text)
	}
	if w.dummy() {
		return 0
	}
	return DigitsOf(w.digits)
}

// HasDigits reports whether Text has the digits of a number, valid or not. It is false for an empty
// text, a word, and a number that a spreadsheet has truncated.
func (n Number) HasDigits() bool {
	return n.Reason != Empty && n.Reason != NoDigits && n.Reason != Damaged
}

// CarriesCountry reports whether Digits begins with a calling code.
func (n Number) CarriesCountry() bool {
	if n.Valid() {
		return true
	}
	w := read(n.Text)
	return w.plus && countryOf(w.digits) != nil
}

// Same reports whether both are one number: equal E.164 and extension if both are valid, else equal
// keys. Numbers without digits are the same if their texts are equal.
func (n Number) Same(m Number) bool {
	if n.Valid() && m.Valid() {
		return n.E164 == m.E164 && n.Extension == m.Extension
	}
	k := n.Digits()
	return k == m.Digits() && (k != 0 || n.Text == m.Text)
}

// Region returns the country of the number, "CZ"; "001" for numbers without a country such as +800,
// and "" for an invalid one.
func (n Number) Region() string {
	return read164(n.E164).region
}
