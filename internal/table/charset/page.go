package charset

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// page converts between the bytes and the letters of an encoding of one byte a letter.
type page interface {
	DecodeByte(b byte) rune // utf8.RuneError where there is no letter
	EncodeRune(r rune) (b byte, ok bool)
}

// page is nil for the encodings that are not one byte a letter.
func (e Encoding) page() page {
	switch e {
	case Windows1250:
		return charmap.Windows1250
	case ISO88592:
		return charmap.ISO8859_2
	case Windows1252:
		return charmap.Windows1252
	case CP852:
		return charmap.CodePage852
	case Windows1251:
		return charmap.Windows1251
	case KOI8U:
		return charmap.KOI8U
	case MacRoman:
		return charmap.Macintosh
	case MacCE:
		return upper([]rune(macCE))
	case Kamenicky:
		return upper([]rune(kamenicky))
	}
	return nil
}

// upper holds the letters of the bytes 80 to FF. Those below are ASCII.
type upper []rune

// DecodeByte returns the letter of a byte.
func (u upper) DecodeByte(b byte) rune {
	if b < utf8.RuneSelf {
		return rune(b)
	}
	return u[b-utf8.RuneSelf]
}

// EncodeRune returns the byte of a letter.
func (u upper) EncodeRune(r rune) (byte, bool) {
	if r < utf8.RuneSelf {
		return byte(r), true
	}
	for i, own := range u {
		if own == r {
			return byte(utf8.RuneSelf + i), true
		}
	}
	return 0, false
}

// macCE is the encoding of Mac OS for Central Europe, in which Excel for Mac saves CSV there
// (Apple, CENTEURO.TXT). x/text does not have it.
const macCE = "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü" +
	"†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅ" +
	"ņŃ¬√ńŇ∆«»…\u00a0ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖ" +
	"ŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ"

// kamenicky is the encoding of the brothers Kamenický, also called KEYBCS2 and CP895, in which
// Czech and Slovak DOS programs write.
const kamenicky = "ČüéďäĎŤčěĚĹÍľĺÄÁÉžŽôöÓůÚýÖÜŠĽÝŘť" +
	"áíóúňŇŮÔšřŕŔ¼§«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
	"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
	"αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0"
