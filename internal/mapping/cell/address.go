package cell

import (
	"strings"
	"unicode"

	"ringdex/internal/fold"
)

// Addresses returns the e-mails of a cell, without what address books write around them: names,
// labels, brackets, "SMTP:" and what stands between two. A word that is neither comes back too, so
// that the caller refuses it.
func Addresses(text string) []string {
	if !strings.Contains(text, "@") {
		return []string{text} // "/O=FIRM/CN=RECIPIENTS/CN=jan", "jan(at)firm.example"
	}
	named := enclosed(text)
	var all []string
	for _, word := range strings.FieldsFunc(breaks.Replace(text), betweenAddresses) {
		for part := range strings.SplitSeq(strings.ReplaceAll(word, ":::", "~~~"), "~~~") {
			part = bare(part)
			if strings.Contains(part, "@") || !named && !between(part) {
				all = append(all, part)
			}
		}
	}
	return all
}

// breaks are line breaks that web pages and databases write as text.
var breaks = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "<br />", "\n", "<BR>", "\n", `\r`, "\n", `\n`, "\n", `\t`, "\n")

// betweenAddresses reports whether a character ends an address. A slash and a plus may be part of
// one.
func betweenAddresses(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(";,|<>()[]\"•*·¶", r)
}

// enclosed reports whether an address stands in brackets, as it does behind a name.
func enclosed(text string) bool {
	for _, brackets := range []string{"<>", "()", "[]"} {
		_, rest, found := strings.Cut(text, brackets[:1])
		inside, _, closed := strings.Cut(rest, brackets[1:])
		if found && closed && strings.Contains(inside, "@") && !strings.ContainsAny(strings.TrimSpace(inside), " ,;") {
			return true
		}
	}
	return false
}

// bare takes off the signs and schemes around an address.
func bare(word string) string {
	word = strings.Trim(word, ":'")
	for _, scheme := range []string{"mailto:", "smtp:"} {
		if len(word) > len(scheme) && strings.EqualFold(word[:len(scheme)], scheme) {
			word = word[len(scheme):]
		}
	}
	return word
}

// between reports whether a word only joins or labels addresses.
func between(word string) bool {
	key := fold.Key(word)
	return key == "" || joining[key] != ""
}

// joining are the words between addresses, in five languages.
var joining = byKey(map[string]string{
	"and":  "a; i; nebo; anebo; alebo; lub; oraz; oder; und; or; and",
	"home": "home; doma; domů; domov; privat; private; soukromý; súkromný; prywatny; dom",
	"work": "work; práce; práca; práce; praca; firma; business; geschäftlich; služební; služobný; službowy",
})
