package csvfile

import (
	"strings"

	"golang.org/x/text/encoding/charmap"
)

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

// Encodings lists all encodings, the most usual first, for a menu.
func Encodings() []Encoding {
	return []Encoding{UTF8, Windows1250, ISO88592, Windows1252, CP852, UTF16LE, UTF16BE}
}

// ParseEncoding finds an encoding by any of its usual names ("CP1250", "latin2", "UTF8").
func ParseEncoding(name string) (Encoding, bool) {
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
	}
	return "", false
}

func (e Encoding) known() bool {
	return e == UTF8 || e.wide() || e.charmap() != nil
}

// wide is true for encodings of two bytes a letter, which are turned into UTF-8 before splitting.
func (e Encoding) wide() bool { return e == UTF16LE || e == UTF16BE }

// charmap is nil for the encodings that are not one byte a letter.
func (e Encoding) charmap() *charmap.Charmap {
	switch e {
	case Windows1250:
		return charmap.Windows1250
	case ISO88592:
		return charmap.ISO8859_2
	case Windows1252:
		return charmap.Windows1252
	case CP852:
		return charmap.CodePage852
	}
	return nil
}

// byteTable gives the letter of each byte, 0 where there is none. Control characters beyond ASCII
// (bytes 80 to 9F of ISO-8859-2) count as none: no table contains them, so meeting one means that
// the encoding is another.
type byteTable [256]rune

func (e Encoding) table() *byteTable {
	m := e.charmap()
	if m == nil {
		return nil
	}
	var t byteTable
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
	bomUTF8    = "\xEF\xBB\xBF"
	bomUTF16LE = "\xFF\xFE"
	bomUTF16BE = "\xFE\xFF"
)

// byBOM tells the encoding that a byte order mark announces, and the mark's length.
func byBOM(sample []byte) (Encoding, int) {
	s := string(sample[:min(len(sample), 3)])
	switch {
	case s == bomUTF8:
		return UTF8, len(bomUTF8)
	case strings.HasPrefix(s, bomUTF16LE):
		return UTF16LE, len(bomUTF16LE)
	case strings.HasPrefix(s, bomUTF16BE):
		return UTF16BE, len(bomUTF16BE)
	}
	return "", 0
}

// byZeros recognises UTF-16 without a mark: in a table of European text, every second byte of most
// letters, delimiters and line ends is zero, always on the same side.
func byZeros(sample []byte) Encoding {
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

func isASCII(b []byte) bool {
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
