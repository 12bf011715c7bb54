package phone

import "strings"

// Query holds the readings of a looked-up text, in the order in which to try them (Exact, National,
// Raw). A dummy has none.
type Query struct {
	Text    string
	Exact   Digits // of the number with its calling code, when the text has one: "+420…", "00420…", "tel:+420…", "sip:+420…@host"; else 0
	Valid   bool   // Exact exists in the plan of its country
	Kind    Kind   // of Exact, when it is valid
	Country Digits // the calling code with which an Exact begins that is not valid; 0 when there is none
	Raw     Digits // the digits as written, extension cut off
	// National holds the readings of a text without a calling code: with the code of a region but
	// no plus, as a number of each region in the order of the regions, with a repair (an old trunk
	// zero, "222 333 444/5"), and, when there is no other, as a foreign number without its plus.
	// They are distinct.
	National  []Reading
	Extension string
}

// Reading is a valid number that a text without a calling code can mean. Digits are its E.164 ones.
type Reading struct {
	Region string
	Digits Digits
	Kind   Kind
}

// Complete reports whether the text is a valid number, in a region or with its calling code: such a
// number belongs to its own contact only.
func (q *Query) Complete() bool { return q.Valid || len(q.National) > 0 }

// Ask parses a text to look up. An invalid number can be looked up too: Exact and Raw do not depend
// on validity, nor do the keys of invalid numbers.
func Ask(text string, regions Regions) Query {
	text = strings.TrimSpace(text)
	w := read(text)
	if w.address {
		w.reason = "" // data may hold e-mail addresses; telephone systems send only SIP addresses
	}
	q := Query{Text: text, Extension: w.extension}
	if w.dummy() {
		return q
	}
	q.Raw = DigitsOf(w.raw)
	switch {
	case w.plus:
		q.readPlus(w)
	case w.reason == "":
		q.National = make([]Reading, 0, len(regions))
		q.readBare(w, regions)
	}
	return q
}

func (q *Query) readPlus(w written) {
	if v, _ := w.judge(nil); v.ok() {
		q.Exact, q.Valid, q.Kind = v.key(), true, v.kind
		return
	}
	q.Exact = DigitsOf(w.digits)
	if c := countryOf(w.digits); c != nil {
		q.Country = DigitsOf(c.code)
	}
}

func (q *Query) readBare(w written, regions Regions) {
	q.readIn(w.digits, regions)
	if len(q.National) == 0 && w.tail > 0 && w.tail < len(w.digits) {
		q.readIn(w.digits[:len(w.digits)-w.tail], regions)
	}
	if len(q.National) == 0 {
		q.add(askedForeign(w.digits))
	}
}

func (q *Query) readIn(digits string, regions Regions) {
	q.add(bareHome(digits, regions))
	for _, region := range regions {
		v, _ := national(digits, region)
		q.add(v)
	}
	for _, region := range regions {
		q.add(withoutOldTrunk(digits, region))
	}
}

// minAskedForeign is how many digits without a plus a lookup reads as a foreign number. It is less
// than minBareForeign because a lookup stores nothing: a telephone system that omits the plus also
// does so for +45.
const minAskedForeign = 10

func askedForeign(digits string) verdict {
	if len(digits) < minAskedForeign || digits[0] == '0' {
		return verdict{}
	}
	v, _ := international(digits)
	return v
}

// add appends a reading unless the number is there already.
func (q *Query) add(v verdict) {
	if !v.ok() {
		return
	}
	key := v.key()
	for i := range q.National {
		if q.National[i].Digits == key {
			return
		}
	}
	q.National = append(q.National, Reading{v.region, key, v.kind})
}
