// Package charset has the encodings of files from Central Europe: their names, their byte order
// marks, and their decoders and encoders.
package charset

import "strings"

// Encoding is how letters become bytes. The names are those of the IANA registry, lower case.
type Encoding string

// The encodings that spreadsheets of Central Europe come in.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1250 Encoding = "windows-1250"
	ISO88592    Encoding = "iso-8859-2"
	Windows1252 Encoding = "windows-1252"
	CP852       Encoding = "cp852"
)

// Encodings that are never taken without a person's word: few files have them, and a guess would
// put wrong letters into the directory.
const (
	MacCE       Encoding = "x-mac-ce"
	MacRoman    Encoding = "macintosh"
	Windows1251 Encoding = "windows-1251"
	KOI8U       Encoding = "koi8-u"
	Kamenicky   Encoding = "cp895"
)

// Encodings lists all encodings, the most usual first, for a menu.
func Encodings() []Encoding {
	return []Encoding{
		UTF8, Windows1250, ISO88592, Windows1252, CP852, UTF16LE, UTF16BE, MacCE, MacRoman, Windows1251, KOI8U, Kamenicky,
	}
}

// Parse finds an encoding by any of its usual names ("CP1250", "latin2", "UTF8").
func Parse(name string) (Encoding, bool) {
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name)) {
	case "utf8", "utf8bom", "utf8sig", "ascii", "usascii":
		return UTF8, true
	case "utf16le", "utf16", "ucs2", "unicode":
		return UTF16LE, true
	case "utf16be":
		return UTF16BE, true
	case "windows1250", "cp1250", "win1250", "1250":
		return Windows1250, true
	case "iso88592", "latin2", "l2", "88592":
		return ISO88592, true
	case "windows1252", "cp1252", "win1252", "1252", "iso88591", "latin1", "ansi":
		return Windows1252, true
	case "cp852", "ibm852", "852", "pc852":
		return CP852, true
	case "xmacce", "macce", "maccentraleurope", "maclatin2", "maccentraleuropean":
		return MacCE, true
	case "macintosh", "macroman", "xmacroman", "mac":
		return MacRoman, true
	case "windows1251", "cp1251", "win1251", "1251":
		return Windows1251, true
	case "koi8u", "koi8r", "koi8":
		return KOI8U, true
	case "cp895", "kamenicky", "kamenický", "keybcs2", "895":
		return Kamenicky, true
	}
	return "", false
}

// Known reports whether the encoding is one of Encodings.
func (e Encoding) Known() bool {
	return e == UTF8 || e.Wide() || e.page() != nil
}

// Wide reports whether it is one of the encodings of two bytes a letter, which are turned into
// UTF-8 before splitting.
func (e Encoding) Wide() bool { return e == UTF16LE || e == UTF16BE }

// Table gives the letter of each byte, 0 where there is none. Control characters beyond ASCII
// (bytes 80 to 9F of ISO-8859-2) count as none: no table contains them, so meeting one means that
// the encoding is another.
type Table [256]rune

// Table is nil for the encodings that are not one byte a letter.
func (e Encoding) Table() *Table {
	m := e.page()
	if m == nil {
		return nil
	}
	var t Table
	for b := range 256 {
		r := m.DecodeByte(byte(b))
		if r == '\uFFFD' || r >= 0x80 && r < 0xA0 {
			continue
		}
		t[b] = r
	}
	return &t
}

// The byte order marks.
const (
	MarkUTF8    = "\xEF\xBB\xBF"
	markUTF16LE = "\xFF\xFE"
	markUTF16BE = "\xFE\xFF"
)

// ByMark returns the encoding of a byte order mark, and the mark's length.
func ByMark(sample []byte) (Encoding, int) {
	s := string(sample[:min(len(sample), 3)])
	switch {
	case s == MarkUTF8:
		return UTF8, len(MarkUTF8)
	case strings.HasPrefix(s, markUTF16LE):
		return UTF16LE, len(markUTF16LE)
	case strings.HasPrefix(s, markUTF16BE):
		return UTF16BE, len(markUTF16BE)
	}
	return "", 0
}

// ByZeros recognises UTF-16 without a mark: in a table of European text, every second byte of most
// letters, delimiters and line ends is zero, always on the same side.
func ByZeros(sample []byte) Encoding {
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i&1]++
		}
	}
	half := len(sample) / 2
	switch {
	case half == 0:
		return ""
	case zeros[1] > half/2 && zeros[0] <= half/20:
		return UTF16LE
	case zeros[0] > half/2 && zeros[1] <= half/20:
		return UTF16BE
	}
	return ""
}

// IsASCII reports whether no byte is beyond ASCII.
func IsASCII(b []byte) bool {
	for len(b) >= 8 {
		w := b[:8]
		if (w[0]|w[1]|w[2]|w[3]|w[4]|w[5]|w[6]|w[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// Name is the encoding as people write it.
func (e Encoding) Name() string {
	if e == UTF8 || e.Wide() {
		return strings.ToUpper(string(e))
	}
	return string(e)
}

// Encoder returns what gives the byte of a letter in an encoding of one byte a letter; nil for
// others.
func (e Encoding) Encoder() func(rune) (byte, bool) {
	if m := e.page(); m != nil {
		return m.EncodeRune
	}
	return nil
}
