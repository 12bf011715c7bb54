// Package phone reads telephone numbers.
//
// It owns what a person or a machine may write as a number, whether that is
// valid, its E.164 and national forms, and the keys by which numbers are found.
// It leaves to others where numbers are kept, which contact they belong to, and
// which steps of the lookup ladder an organization has switched on.
//
// The package is pure: no I/O, no clock, nothing of ours imported. The judge of
// validity is github.com/nyaruka/phonenumbers; it is only ever handed plain
// digits, because left to itself it reads letters as keypad digits and turns
// "+420 603 303 963 linka 12" into a wrong number. What a text says around its
// digits (labels, extensions, URIs, damage done by spreadsheets) is decided here.
//
// What is deliberately not guessed: "+0420…" stays invalid, a word that is
// neither a label nor an extension makes the text invalid, and digits without a
// plus are foreign only when they are too long to be anything else.
package phone

import "strings"

// maxInput is the longest text that is read, in bytes. A longer one is not a
// phone number, and reading it must not cost anything.
const maxInput = 250

// Number is one phone number: what was written, and what it means.
type Number struct {
	Text      string // as it came (trimmed of outer space only), never lost
	E164      string // "+420603303963"; empty when the number is not valid
	Reason    Reason // why it is not valid; empty when it is
	Kind      Kind   // what sort of line it is; empty when it is not valid
	Extension string // "12" of "+420 603 303 963 linka 12"
}

// Parse reads text as one number. It never fails: what is not valid keeps its
// text and says why.
//
// Digits without a plus are tried, until one is valid, as a number with the
// calling code of a default region, as a national number in each region in turn,
// with an abolished trunk zero, and as a foreign number without its plus. If the
// whole is not valid, it may be without an alternative ending ("222 333 444/5").
func Parse(text string, regions Regions) Number {
	text = strings.TrimSpace(text)
	n := Number{Text: text}
	w := read(text)
	v, reason := w.judge(regions)
	if w.maySplit(v) && len(pieces(text, regions)) > 1 {
		n.Reason = Several
		return n
	}
	n.Extension = w.extension
	n.E164, n.Kind, n.Reason = v.e164(text), v.kind, reason
	return n
}

// Valid says whether the number exists in its country's plan.
func (n Number) Valid() bool { return n.E164 != "" }

// Key is the key of the E.164 digits when the number is valid, else of the
// digits of Text without its extension; 0 when there are none. A leading 00
// counts as a plus, so that "0042012" and "+42012" share a key. Damaged numbers
// have the key 0: their digits are not those of any number. Dummies such as
// "000 000 000" have it too: they identify no line, and must match nothing.
func (n Number) Key() Key {
	w := readDigits(n.E164)
	if !n.Valid() {
		w = read(n.Text)
	}
	if w.dummy() {
		return 0
	}
	return KeyOf(w.digits)
}

// HasDigits reports whether Text has the digits of a number, valid or not: not
// when it is empty, a word, or a number of which a spreadsheet has lost digits.
func (n Number) HasDigits() bool {
	return n.Reason != Empty && n.Reason != NoDigits && n.Reason != Damaged
}

// CarriesCountry reports whether the digits of Key begin with a calling code.
func (n Number) CarriesCountry() bool {
	if n.Valid() {
		return true
	}
	w := read(n.Text)
	return w.plus && countryOf(w.digits) != nil
}

// Same says whether both are one number: equal E.164 and extension when both
// are valid, else equal keys. Numbers without digits are the same when their
// texts are.
func (n Number) Same(m Number) bool {
	if n.Valid() && m.Valid() {
		return n.E164 == m.E164 && n.Extension == m.Extension
	}
	k := n.Key()
	return k == m.Key() && (k != 0 || n.Text == m.Text)
}

// Region is the country of the number, "CZ"; "001" for numbers of no country
// such as +800, and "" when it is not valid.
func (n Number) Region() string {
	return read164(n.E164).region
}
