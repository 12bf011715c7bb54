package csv

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/charset/guess"
	"ringdex/internal/table/csv/record"

	"ringdex/internal/message"
)

// letters is the state of the lazy detection of the encoding. It decides nothing while everything
// is ASCII, or all remaining candidates agree on every letter. So a file whose first special letter
// comes after 200 kB is read correctly too.
type letters struct {
	given   bool // said by a person
	marked  bool // said by a byte order mark
	now     charset.Encoding
	table   *charset.Table     // nil for UTF-8, and while all is ASCII
	tied    []charset.Encoding // that read everything so far to the same text
	decided bool
	doubted *guess.Guess // not good enough to go on
	class   byteClass
	seen    trait // of the current row
	good    int   // rows with letters beyond ASCII that were UTF-8
	bad     int   // and those that were not
}

// trait is a property of the bytes of a row, found in one pass.
type trait byte

const (
	zero    trait = 1 << iota // a zero byte
	beyond                    // a byte beyond ASCII
	open                      // a byte on which the tied encodings differ
	unknown                   // a byte that has no letter
	notUTF8                   // a byte that no Latin letter has in UTF-8
	invalid                   // found later: the row is not UTF-8
)

// byteClass gives the traits of each byte.
type byteClass [256]trait

func (c *byteClass) of(raw []byte) trait {
	var seen trait
	for _, b := range raw {
		seen |= c[b]
	}
	return seen
}

func newLetters(given, known charset.Encoding, sample []byte, marked bool) letters {
	l := letters{given: given != "", marked: marked}
	switch {
	case known != "": // the records of a wide encoding are UTF-8 when they come here
		twice := known == charset.UTF8 && !l.given && guess.Twice(sample)
		l.decide(guess.Guess{Encoding: known, Doubtful: twice, Twice: twice})
	case !charset.IsASCII(sample):
		l.decide(guess.Of(sample))
	default:
		l.classify([256]bool{})
	}
	return l
}

func (l *letters) encoding() charset.Encoding {
	if l.now == "" {
		return charset.UTF8
	}
	return l.now
}

func (l *letters) decide(g guess.Guess) {
	l.now, l.table, l.tied = g.Encoding, g.Encoding.Table(), g.Tied
	l.decided = true
	if l.doubted = nil; g.Doubtful {
		l.doubted = &g
	}
	l.classify(g.Open)
}

func (l *letters) classify(differ [256]bool) {
	l.class = byteClass{0: zero}
	for b := 0x80; b < 256; b++ {
		t := beyond
		if differ[b] {
			t |= open
		}
		if l.table != nil && l.table[b] == 0 {
			t |= unknown
		}
		if b >= 0xC6 || b == 0xC0 || b == 0xC1 { // U+00A0 to U+017F begin with C2 to C5
			t |= notUTF8
		}
		l.class[b] = t
	}
}

// settleEncoding makes sure that the encoding of the coming record is known. It may move the
// window.
func (t *text) settleEncoding(n int) error {
	l := &t.letter
	l.seen = l.class.of(t.record(n))
	switch {
	case l.seen&zero != 0:
		return t.checkZeros()
	case l.seen&beyond == 0:
		return nil
	case !l.decided:
		l.decide(guess.Of(t.ahead()))
		l.seen = l.class.of(t.record(n))
	case l.seen&open != 0:
		l.decide(guess.Among(t.ahead(), l.tied))
		l.seen = l.class.of(t.record(n))
	}
	if l.doubted != nil {
		return t.unclearError()
	}
	if l.table == nil {
		return t.checkUTF8(n)
	}
	if l.given && l.isUTF8(t.record(n)) && guess.LooksUTF8(t.ahead()) {
		return t.encodingError(charset.UTF8)
	}
	return nil
}

// checkUTF8 distinguishes a damaged letter, which costs one row, from a file in another encoding,
// which must be refused before its few readable rows pass for the whole.
func (t *text) checkUTF8(n int) error {
	l := &t.letter
	if utf8.Valid(t.record(n)) {
		l.good++
		return nil
	}
	l.seen |= invalid
	l.bad++
	if l.now.Wide() || l.good >= 4*l.bad {
		return nil // decode refuses the row
	}
	sample := t.ahead()
	if guess.LooksUTF8(sample) {
		return nil
	}
	like, _ := charset.ByMark(sample)
	if like == "" {
		like = guess.Among(sample, guess.Candidates()).Encoding
	}
	return t.encodingError(like)
}

// isUTF8 is true for a row that is UTF-8 in a file that is not.
func (l *letters) isUTF8(raw []byte) bool {
	return l.seen&notUTF8 == 0 && lettersOfUTF8(raw)
}

// lettersOfUTF8 is true if all bytes beyond ASCII make Latin letters. In one-byte encodings that
// would be words like "DvoĹ™Ăˇk".
func lettersOfUTF8(raw []byte) bool {
	found := false
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && n <= 1, r >= 0x80 && (r > 0x17F || !unicode.IsLetter(r)):
			return false
		case n > 1:
			found = true
		}
		i += n
	}
	return found
}

// checkZeros recognises UTF-16 that was said to be something else; else the zero costs one row.
func (t *text) checkZeros() error {
	sample := t.ahead()
	like, _ := charset.ByMark(sample)
	if like == "" {
		like = charset.ByZeros(sample)
	}
	if like == "" || t.letter.now.Wide() {
		return nil
	}
	return t.encodingError(like)
}

func (t *text) encodingError(like charset.Encoding) error {
	return &table.Defect{
		Key: table.ErrEncoding, Line: t.line, Value: string(like),
		Text: message.New(t.letter.promise(), t.letter.encoding().Name(), like.Name()),
	}
}

// unclearError asks a person which encoding it is.
func (t *text) unclearError() error {
	like := t.letter.doubted.Like
	e := &table.Defect{Key: table.ErrUnclear, Line: t.line, Value: string(like), Text: message.New("table.unclear")}
	if t.letter.doubted.Twice {
		e.Text = message.New("table.twice")
	}
	if like != "" {
		e.Text = message.New("table.unclear_like", like.Name())
	}
	return e
}

// promise returns the key of the text that says why this encoding was expected.
func (l *letters) promise() string {
	switch {
	case l.marked:
		return "table.encoding_mark"
	case l.given:
		return "table.encoding"
	}
	return "table.encoding_above"
}

// show appends raw as text that can be shown and stored: always UTF-8, without zero bytes.
func (l *letters) show(dst, raw []byte) []byte {
	if l.table != nil {
		dst = l.table.Append(dst, raw)
	} else {
		dst = append(dst, bytes.ToValidUTF8(raw, []byte("\uFFFD"))...)
	}
	return bytes.ReplaceAll(dst, []byte{0}, []byte("\uFFFD"))
}

// decode appends raw as UTF-8 to dst, which is empty, and moves the fields to their places there.
func decode(t *charset.Table, dst, raw []byte, fields []record.Span) []byte {
	done := 0
	for i, f := range fields {
		dst = t.Append(dst, raw[done:f.From])
		fields[i].From = len(dst)
		dst = t.Append(dst, raw[f.From:f.To])
		fields[i].To = len(dst)
		done = f.To
	}
	return t.Append(dst, raw[done:])
}
