package ringdex

import "strings"

// Fold returns the form in which names are compared: user names, names of companies, e-mail addresses, domains, and the
// keys of organizations, custom fields and API keys. White space around the name is removed, no-break spaces too, and
// every letter is made lower case, the Turkish İ and I both as i.
//
// All else tells names apart: diacritics, doubled spaces inside, ß and ss, and the two spellings of an accented letter
// (NFC and NFD). Stored rows are found by what Fold returned when they were written, so a change of the rule needs a
// migration that folds them again. Search forgives more; its rule is the package fold.
func Fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// LongestName is how many characters the names in settings may have: those of organizations, sources, API keys, webhooks
// and custom fields. Lists, logs and messages show them whole.
const LongestName = 200

// CheckNames is nil when names can be kept, else Invalid with the field and what is wrong. It takes empty ones: who needs
// a name asks for it.
func CheckNames(field string, names ...string) error {
	for _, name := range names {
		if _, err := readText(LongestName)(name, nil); err != nil {
			return Problemf(field, "%s: %s", field, MessageOf(err))
		}
	}
	return nil
}

// SameName reports whether two names are equal by Fold.
func SameName(a, b string) bool { return a == b || Fold(a) == Fold(b) }
