package ringdex

import "strings"

// Language is the language of a contact: an ISO 639-1 code, "" for the default.
type Language string

// The languages of the product, in the order of the helpdesk's numbers 0 to 4 (seed 000).
const (
	English Language = "en"
	German  Language = "de"
	Czech   Language = "cs"
	Slovak  Language = "sk"
	Polish  Language = "pl"
)

// Languages is that order.
var Languages = [...]Language{English, German, Czech, Slovak, Polish}

// languageAliases are other codes in use: the helpdesk writes country codes for languages.
var languageAliases = map[string]Language{"cz": Czech, "gb": English, "at": German}

// ParseLanguage reads a code in either case ("CZ" is Czech, as the helpdesk writes it).
func ParseLanguage(text string) (Language, bool) {
	code := strings.ToLower(strings.TrimSpace(text))
	if l, ok := languageAliases[code]; ok {
		return l, true
	}
	for _, l := range Languages {
		if string(l) == code {
			return l, true
		}
	}
	return "", false
}
