package phone

import "strings"

// Query is what somebody asked for: the readings of a text, in the order in
// which they should be tried (Exact, National, Raw).
type Query struct {
	Text  string
	Exact Key // of the number with its calling code, when the text has one: "+420…", "00420…", "tel:+420…", "sip:+420…@host"; else 0
	Raw   Key // the digits as written, extension cut off
	// National holds a reading for each region in which the text is a valid
	// number, in the order of the regions; readings that need a repair (an old
	// trunk zero, "222 333 444/5") come last. None is equal to Exact or another.
	National  []Reading
	Extension string
}

// Reading is what a text means in a region. Key is that of the E.164 digits.
type Reading struct {
	Region string
	Key    Key
}

// Ask reads what somebody looks for. A text that is not valid can still be
// looked up: Exact and Raw do not depend on validity, as the keys of invalid
// numbers do not.
func Ask(text string, regions Regions) Query {
	text = strings.TrimSpace(text)
	w := read(text)
	q := Query{Text: text, Extension: w.extension, Raw: KeyOf(w.raw)}
	if w.plus {
		q.Exact = w.exactKey()
		return q
	}
	if w.reason == "" {
		q.National = make([]Reading, 0, len(regions))
		q.addReadings(w, regions)
	}
	return q
}

func (w written) exactKey() Key {
	if w.reason == "" {
		if v, _ := w.judge(nil); v.ok() {
			return v.key()
		}
	}
	return KeyOf(w.digits)
}

func (q *Query) addReadings(w written, regions Regions) {
	for _, region := range regions {
		v, _ := national(w.digits, region)
		q.add(region, v)
	}
	for _, region := range regions {
		q.add(region, withoutOldTrunk(w.digits, region))
	}
	if w.tail == 0 || w.tail >= len(w.digits) || len(q.National) > 0 {
		return
	}
	w.digits, w.tail = w.digits[:len(w.digits)-w.tail], 0
	q.addReadings(w, regions)
}

// add keeps one reading per region and per number.
func (q *Query) add(region string, v verdict) {
	if !v.ok() {
		return
	}
	key := v.key()
	for _, known := range q.National {
		if known.Region == region || known.Key == key {
			return
		}
	}
	q.National = append(q.National, Reading{region, key})
}
