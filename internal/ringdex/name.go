package ringdex

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which names are compared: user names, names of companies, e-mail addresses, domains, and the
// keys of organizations, custom fields and API keys. Names that look the same are the same: white space around the name
// is removed, a row of it inside counts as one space, no-break spaces too, invisible characters do not count, the two
// spellings of an accented letter (NFC and NFD) are one, and every letter is made lower case, the Turkish İ and I both as i.
//
// All else tells names apart: diacritics, ß and ss. Stored rows are found by what Fold returned when they were written,
// so a change of the rule needs a migration that folds them again. Search forgives more; its rule is the package fold.
func Fold(name string) string {
	if isPlain(name) {
		return strings.ToLower(name)
	}
	if !utf8.ValidString(name) {
		return strings.ToLower(strings.TrimSpace(name)) // no name can be kept like that
	}
	seen := strings.Map(visible, name)
	return norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(seen), " ")))
}

// visible drops what no screen shows: byte order marks, soft hyphens, marks of direction. Control characters stay: a text
// with a zero byte is refused, and must not be mistaken for one without.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// IsBlank reports whether nothing of a text can be seen.
func IsBlank(text string) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) && visible(r) == r {
			return false
		}
	}
	return true
}

// isPlain reports whether a name has nothing but ASCII signs, and spaces only one by one inside: nearly all have.
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

// LongestName is how many characters the names in settings may have: those of organizations, sources, API keys, webhooks
// and custom fields. Lists, logs and messages show them whole.
const LongestName = 200

// CheckNames is nil when names can be kept, else Invalid with the field and what is wrong. It takes empty ones: who needs
// a name asks for it.
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
