package ringdex

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which names are compared: user names, names of companies, e-mail
// addresses, domains, and the keys of organizations, custom fields and API keys. Names that look
// the same are equal. Fold trims white space, collapses inner white space including no-break spaces
// to one space, drops invisible characters, treats NFC and NFD alike, and lower-cases every letter
// (the Turkish İ and I both to i).
//
// Diacritics, ß and ss stay different. Rows are indexed by the result of Fold, so a change of the
// rule needs a migration. Search is more tolerant: see package fold.
func Fold(name string) string {
	if isPlain(name) {
		return strings.ToLower(name)
	}
	if !utf8.ValidString(name) {
		return strings.ToLower(strings.TrimSpace(name)) // such a name is refused anyway
	}
	seen := strings.Map(visible, name)
	return norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(seen), " ")))
}

// Composed returns the text in NFC: each accented letter as one character.
func Composed(text string) string { return norm.NFC.String(text) }

// visible drops invisible characters: byte order marks, soft hyphens, directional marks. Control
// characters stay: a text with a zero byte is refused and must not equal one without.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// IsBlank reports whether a text has no visible characters.
func IsBlank(text string) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) && visible(r) == r {
			return false
		}
	}
	return true
}

// isPlain is the fast path: it reports whether a name is ASCII with single inner spaces only.
func isPlain(name string) bool {
	space := true
	for i := range len(name) {
		if name[i] < ' ' || name[i] >= 0x7f || space && name[i] == ' ' {
			return false
		}
		space = name[i] == ' '
	}
	return !space || name == ""
}

// LongestName limits the names of organizations, sources, API keys, webhooks and custom fields, in
// characters. Lists, logs and messages show them in full.
const LongestName = 200

// CheckNames returns nil if the names can be stored, else Invalid with the field. It accepts empty
// names.
func CheckNames(field string, names ...string) error {
	for _, name := range names {
		if _, err := readText(LongestName)(name, nil); err != nil {
			return Problem(field, "value.of", field, TextOf(err))
		}
	}
	return nil
}

// SameName reports whether two names are equal by Fold.
func SameName(a, b string) bool { return a == b || Fold(a) == Fold(b) }
