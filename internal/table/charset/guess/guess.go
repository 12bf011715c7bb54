// Package guess finds out in which encoding a text is written.
//
// No general detector knows Czech or Polish windows-1250 (measured: 1 of 9), so the bytes are read
// in each encoding of one byte a letter and weighed as words of each language; the best pair of
// encoding and language wins.
package guess

import (
	"unicode"
	"unicode/utf8"

	"ringdex/internal/table/charset"
)

// Guess is the outcome: an encoding, and those that read the sample to the same text, so that the
// choice between them may still change when a byte comes on which they differ.
type Guess struct {
	Encoding charset.Encoding
	Open     [256]bool // bytes on which the tied encodings differ
	Tied     []charset.Encoding

	// Doubtful says that the letters do not fit the encoding, so that a person must be asked. Like
	// is an encoding that they fit better, if there is one.
	Doubtful bool
	Like     charset.Encoding
	Twice    bool // the text is UTF-8 that was read in another encoding before
}

// Candidates lists the candidates; of equals the first wins. Windows-1250 leads because it is what
// "CSV" means in the Excel of these countries.
func Candidates() []charset.Encoding {
	return []charset.Encoding{charset.Windows1250, charset.ISO88592, charset.Windows1252, charset.CP852}
}

// Of judges text that has letters beyond ASCII, no byte order mark and no zero bytes.
func Of(sample []byte) Guess {
	if LooksUTF8(sample) {
		twice := Twice(sample)
		return Guess{Encoding: charset.UTF8, Doubtful: twice, Twice: twice}
	}
	return Among(sample, Candidates()).doubt(sample)
}

// rare lists the encodings that are only suggested.
func rare() []charset.Encoding {
	return []charset.Encoding{charset.MacCE, charset.MacRoman, charset.Windows1251, charset.KOI8U, charset.Kamenicky}
}

// clearly is how much better a rare encoding must fit: one letter of the language more.
const clearly = commonLetter

// doubt adds whether the guess is good enough: no rare encoding fits clearly better, and more
// letters are right than wrong.
func (g Guess) doubt(sample []byte) Guess {
	letters := occurrences(sample)
	own := score(letters, g.Encoding.Table())
	most := own + clearly - 1
	for _, e := range rare() {
		if s := score(letters, e.Table()); s > most {
			g.Like, most = e, s
		}
	}
	g.Doubtful = g.Like != "" || own < 0
	return g
}

// Among finds the best of some one-byte encodings.
func Among(sample []byte, among []charset.Encoding) Guess {
	letters := occurrences(sample)
	var best charset.Encoding
	var bestScore int
	for _, e := range among {
		if s := score(letters, e.Table()); best == "" || s > bestScore {
			best, bestScore = e, s
		}
	}
	return withTies(best, among, letters)
}

// LooksUTF8 accepts a few damaged places (a value cut by a database in the middle of a letter):
// the row is refused then, but the file is UTF-8 all the same.
func LooksUTF8(sample []byte) bool {
	good, bad := countUTF8(sample)
	return bad == 0 || good >= 4*bad
}

// countUTF8 counts letters beyond ASCII and bytes that belong to none.
func countUTF8(b []byte) (good, bad int) {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n <= 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good, bad
}

// TrimCut drops the start of a letter that the end of the sample cuts, which would count as
// damaged.
func TrimCut(sample []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(sample); n++ {
		if b := sample[len(sample)-n:]; utf8.RuneStart(b[0]) {
			if !utf8.FullRune(b) {
				return sample[:len(sample)-n]
			}
			return sample
		}
	}
	return sample
}

// occurrence is one byte beyond ASCII with its neighbours.
type occurrence struct{ before, it, after byte }

// maxOccurrences bounds the work; the letters of a language show in far fewer.
const maxOccurrences = 1000

func occurrences(sample []byte) []occurrence {
	var found []occurrence
	for i, b := range sample {
		if b < 0x80 {
			continue
		}
		o := occurrence{it: b}
		if i > 0 {
			o.before = sample[i-1]
		}
		if i+1 < len(sample) {
			o.after = sample[i+1]
		}
		if found = append(found, o); len(found) == maxOccurrences {
			break
		}
	}
	return found
}

// score is the weight of the best language; a file is mostly in one.
func score(letters []occurrence, t *charset.Table) int {
	best := 0
	for i, l := range languages() {
		sum := 0
		for _, o := range letters {
			sum += l.weigh(t[o.before], t[o.it], t[o.after])
		}
		if i == 0 || sum > best {
			best = sum
		}
	}
	return best
}

// The weights. Only their order matters: a letter of the language outweighs a foreign one, a byte
// without any letter outweighs everything.
const (
	commonLetter  = 3
	rareLetter    = 2
	usualPair     = 1
	foreignLetter = -2
	wrongCase     = -3
	strangeSign   = -3
	noLetter      = -12
)

// weigh judges one letter beyond ASCII between its neighbours.
func (l language) weigh(before, r, after rune) int {
	if r == 0 {
		return noLetter
	}
	if !unicode.IsLetter(r) {
		return weighSign(before, r, after)
	}
	if mixesScripts(before, r, after) {
		return noLetter
	}
	if unicode.IsDigit(before) || unicode.IsDigit(after) {
		return strangeSign // of a number, such as a no-break space
	}
	sum := l.weighLetter(unicode.ToLower(r))
	if l.pairs[pair{unicode.ToLower(before), unicode.ToLower(r)}] ||
		l.pairs[pair{unicode.ToLower(r), unicode.ToLower(after)}] {
		sum += usualPair
	}
	if caseJumps(before, r, after) {
		sum += wrongCase
	}
	return sum
}

func (l language) weighLetter(r rune) int {
	switch {
	case l.common[r]:
		return commonLetter
	case l.rare[r]:
		return rareLetter
	}
	return foreignLetter
}

// mixesScripts is true for a Cyrillic letter next to a Latin one.
func mixesScripts(before, r, after rune) bool {
	cyrillic := unicode.Is(unicode.Cyrillic, r)
	other := func(n rune) bool { return unicode.IsLetter(n) && unicode.Is(unicode.Cyrillic, n) != cyrillic }
	return other(before) || other(after)
}

// caseJumps is true for a capital after a small letter ("NovĄk") and a small one between capitals:
// the mark of a wrong encoding, as capitals and small letters lie in different places in each.
func caseJumps(before, r, after rune) bool {
	if unicode.IsUpper(r) {
		return unicode.IsLower(before)
	}
	return unicode.IsUpper(before) && unicode.IsUpper(after)
}

// weighSign judges what is no letter: at home between words, never inside one.
func weighSign(before, r, after rune) int {
	inWord := unicode.IsLetter(before) && unicode.IsLetter(after)
	switch r {
	case '©', '®', '™':
		if unicode.IsLetter(after) {
			return strangeSign // "©tát" is "Štát"
		}
		return 0
	case '’', '‘', '–', '—', '·':
		return 0
	case '\u00A0', '„', '“', '”', '‚', '…', '§', '°', '€', '«', '»', '•', '²', '³',
		'½', '£', '±', '×':
		if inWord {
			return strangeSign
		}
		return 0
	}
	return strangeSign
}

// withTies adds the encodings that read the letters of the sample exactly as the winner does.
func withTies(best charset.Encoding, among []charset.Encoding, letters []occurrence) Guess {
	g := Guess{Encoding: best}
	won := best.Table()
	for _, e := range among {
		t := e.Table()
		if e != best && !sameReading(won, t, letters) {
			continue
		}
		g.Tied = append(g.Tied, e)
		for b := 0x80; b < 256; b++ {
			g.Open[b] = g.Open[b] || t[b] != won[b]
		}
	}
	return g
}

func sameReading(a, b *charset.Table, letters []occurrence) bool {
	for _, o := range letters {
		if a[o.it] != b[o.it] {
			return false
		}
	}
	return true
}
