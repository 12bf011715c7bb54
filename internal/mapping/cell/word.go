package cell

import (
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// What people write in cells, in Czech, Slovak, Polish, German and English, by the key of the word.

// roleWords: "Operátor" is the helpdesk's own word (seed 002), and so are the names of the five
// roles (seed 000).
var roleWords = byKey(map[string]string{
	"administrator":  "administrator; admin; správce; správca; Administratorin; rola administrator",
	"super-operator": "super operator; superoperator; supervizor; supervisor; Super-operátor; kierownik; vedoucí operátor; Teamleiter",
	"operator":       "operator; operátor; operátorka; agent; Operatorin; Bediener; konzultant; pracovník podpory",
	"smart-user":     "smart user; smart uživatel; chytrý uživatel; smart používateľ; smart użytkownik; Smart-Benutzer",
	"end-user": "end user; koncový uživatel; koncový používateľ; użytkownik końcowy; Endbenutzer; Endnutzer; uživatel; používateľ; użytkownik; " +
		"Benutzer; user; zákazník; klient; klientka; customer; client; Kunde; requestor; žadatel; kontakt",
})

var languageWords = byKey(map[string]string{
	"en": "en; gb; us; eng; English; anglicky; angličtina; anglický; angielski; po angielsku; Englisch; anglictina",
	"de": "de; at; ger; deu; German; německy; němčina; německý; nemecky; nemčina; niemiecki; Deutsch",
	"cs": "cs; cz; cze; ces; Czech; česky; čeština; český; czeski; Tschechisch",
	"sk": "sk; svk; slo; slk; Slovak; slovensky; slovenština; slovenský; slovenčina; słowacki; Slowakisch",
	"pl": "pl; pol; Polish; polsky; polština; polský; poľsky; poľština; polski; Polnisch",
})

var flagWords = byKey(map[string]string{
	"true":  "1; true; t; yes; y; x; ano; a; áno; tak; ja; j; pravda; prawda; wahr; on; zapnuto",
	"false": "0; false; f; no; n; ne; nie; nein; nepravda; falsch; fałsz; off; vypnuto",
})

// byKey turns a list of words around: from the key of a word to what it means.
func byKey(meanings map[string]string) map[string]string {
	found := map[string]string{}
	for meaning, list := range meanings {
		found[fold.Key(meaning)] = meaning
		for word := range strings.SplitSeq(list, ";") {
			found[fold.Key(word)] = meaning
		}
	}
	return found
}

// Role reads the name of a role.
func Role(text string) (ringdex.Roles, bool) {
	role, err := ringdex.ParseRole(roleWords[fold.Key(text)])
	return role, err == nil
}

// Flag reads yes and no: "true" or "false".
func Flag(text string) (string, bool) {
	word, ok := flagWords[fold.Key(text)]
	return word, ok
}

// Language reads names and codes, also with a country: "cs-CZ".
func Language(text string) (string, bool) {
	if l, ok := languageWords[fold.Key(text)]; ok {
		return l, true
	}
	code, _, cut := strings.Cut(strings.ReplaceAll(text, "_", "-"), "-")
	if l, ok := ringdex.ParseLanguage(code); ok && cut {
		return string(l), true
	}
	return "", false
}
