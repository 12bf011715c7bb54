package phone

import (
	"strings"
	"unicode"
)

// letters lists, in pairs, the letters with marks that occur in our labels and their plain forms.
// Other letters need no entry: they occur in no known word.
var letters = makeLetters("áaäaąačcćcďdéeěeęeíiĺlľlłlňnńnóoôoöoőořrŕršsśsťtúuůuüuűuýyžzźzżz")

func makeLetters(pairs string) map[rune]byte {
	m := make(map[rune]byte)
	list := []rune(pairs)
	for i := 0; i+1 < len(list); i += 2 {
		m[list[i]] = byte(list[i+1])
	}
	return m
}

// foreign replaces a character that does not occur in phone numbers.
const foreign = '?'

// fold reduces a text to a small alphabet: ASCII digits, lower case letters without marks, one form
// of each sign. It drops invisible characters, which web pages and messengers add to numbers. If at
// is not nil, it receives the offset in text of each byte of the result.
func fold(text string, at *[]int) string {
	out := make([]byte, 0, len(text))
	for i, r := range text {
		c := foldRune(r)
		if c == 0 {
			continue
		}
		out = append(out, c)
		if at != nil {
			*at = append(*at, i)
		}
	}
	return string(out)
}

// foldRune returns the folded form of a character, or 0 to drop it.
func foldRune(r rune) byte {
	if r >= 0xFF01 && r <= 0xFF5E { // full-width ASCII
		r -= 0xFEE0
	}
	if r < unicode.MaxASCII {
		return foldASCII(byte(r))
	}
	if c, ok := letters[unicode.ToLower(r)]; ok {
		return c
	}
	return foldOther(r)
}

func foldASCII(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	case c == '\t':
		return ' '
	case c >= '\n' && c <= '\r':
		return '\n'
	case c < ' ':
		return 0
	case c == '[' || c == '{':
		return '('
	case c == ']' || c == '}':
		return ')'
	case c == '_' || c == '~':
		return '-'
	case c == '`':
		return '\''
	}
	return c
}

// signs gives the folded form of punctuation that has no Unicode class of its own. Telephone
// symbols carry no information for us and become space.
var signs = map[rune]byte{
	'\u007F': 0, '\u0085': '\n', '\u2028': '\n', '\u2029': '\n',
	'\u2212': '-', '\u30FC': '-', '\u2053': '-', '\u223C': '-',
	'\u2044': '/', '\u2215': '/', '\u201A': ',', '\u3001': ',', '\u3002': '.',
	'\u00B7': '.', '\u2022': '.', '\u2024': '.', '\u2219': '.', '\u22C5': '.',
	'\u2018': '\'', '\u2019': '\'', '\u201B': '\'', '\u2032': '\'', '\u00B4': '\'',
	'\u201C': '"', '\u201D': '"', '\u201E': '"', '\u2033': '"', '«': '"', '»': '"',
	'\u260E': ' ', '\u260F': ' ', '\u2706': ' ', '\u2121': ' ',
	'\U0001F4DE': ' ', '\U0001F4DF': ' ', '\U0001F4E0': ' ', '\U0001F4F1': ' ',
	'\U0001F4F2': ' ', '\U0001F57F': ' ', '\U0001F57D': ' ', '\U0001F57E': ' ',
}

func foldOther(r rune) byte {
	if c, ok := signs[r]; ok {
		return c
	}
	switch {
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r):
		return 0
	case unicode.Is(unicode.Pd, r):
		return '-'
	case unicode.Is(unicode.Nd, r):
		return foldDigit(r)
	}
	return foreign
}

// foldDigit relies on Unicode's guarantee that decimal digits come in runs of ten, so that each
// range of the class begins with a zero.
func foldDigit(r rune) byte {
	for _, x := range unicode.Nd.R16 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return '0' + byte((r-rune(x.Lo))%10)
		}
	}
	for _, x := range unicode.Nd.R32 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return '0' + byte((r-rune(x.Lo))%10)
		}
	}
	return foreign
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c == foreign }

func hasDigit(s string) bool  { return strings.ContainsAny(s, "0123456789") }
func hasLetter(s string) bool { return strings.IndexFunc(s, isLetterRune) >= 0 }

func isLetterRune(r rune) bool { return r < unicode.MaxASCII && isLetter(byte(r)) }

// onlyDigits returns the ASCII digits of a text.
func onlyDigits(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if isDigit(s[i]) {
			out = append(out, s[i])
		}
	}
	return string(out)
}
