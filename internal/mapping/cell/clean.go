package cell

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// Clean normalizes a cell: it removes invisible characters and the marks by which spreadsheets keep
// text as text (="012", '012), decodes HTML entities and database escapes, and normalizes Unicode.
// A value that means "none" to a program becomes empty. Line breaks stay.
func Clean(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || slices.Contains(noValues, text) {
		return ""
	}
	if isPlain(text) {
		return text
	}
	text = ringdex.Composed(strings.Map(visible, text))
	text = unescaped(entities(unmarked(strings.TrimSpace(text))))
	if text = strings.TrimSpace(text); slices.Contains(noValues, text) {
		return ""
	}
	return text
}

// noValues are the texts that programs write for an empty value. "Null" is a surname, so case
// matters.
var noValues = []string{
	"NULL", "null", "[null]", "(null)", "(NULL)", "<null>", "<NULL>", `\N`, "nan", "NaN", "undefined", "None", "undefined undefined", "null null",
	"NULL NULL", "None None", "nan nan",
}

// isPlain is the fast path: it reports whether a text needs no cleaning.
func isPlain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= utf8.RuneSelf, c == '&', c == '\\', c < ' ' && c != '\n' && c != '\t' && c != '\r':
			return false
		}
	}
	return text[0] != '=' && text[0] != '\''
}

// visible drops zero-width and directional marks, and maps each blank to a space.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return r
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// unmarked removes the marks that make a spreadsheet keep digits as text.
func unmarked(text string) string {
	if inside, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inside, `"`) {
		return strings.ReplaceAll(strings.TrimSuffix(inside, `"`), `""`, `"`)
	}
	if rest, ok := strings.CutPrefix(text, "'"); ok && rest != "" && !strings.ContainsFunc(rest, unicode.IsLetter) && strings.ContainsFunc(rest, unicode.IsDigit) {
		return rest
	}
	return text
}

var entity = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// entities decodes HTML entities, even doubly escaped ones: "&amp;amp;".
func entities(text string) string {
	for range 3 {
		if !entity.MatchString(text) {
			break
		}
		text = strings.Map(visible, entity.ReplaceAllStringFunc(text, html.UnescapeString))
	}
	return text
}

var escapes = strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\\`, `\`, `\r\n`, "\n", `\n`, "\n", `\r`, "\n", `\t`, "\t", `\/`, `/`)

// unescaped removes the backslashes of a database. Only an escaped quote, or backslashes that are
// all doubled, prove that they are escapes: "C:\new" and "\\server" have none.
func unescaped(text string) string {
	switch {
	case strings.Contains(text, `\"`), strings.Contains(text, `\'`):
		return escapes.Replace(text)
	case strings.Contains(text, `\\`) && !strings.HasPrefix(text, `\\`) && !strings.Contains(strings.ReplaceAll(text, `\\`, ""), `\`):
		return strings.ReplaceAll(text, `\\`, `\`)
	}
	return text
}

// IsNone reports whether a word in a column of names, numbers or e-mails means "none": "-", "n/a",
// "nemá".
func IsNone(text string) bool {
	if strings.HasPrefix(text, "#") {
		return false // "#N/A" is a lost value
	}
	key := fold.Key(text)
	if key == "" {
		return strings.Trim(text, "-–—_./*?: ") == ""
	}
	return strings.Trim(key, "0") == "" || nones[key] != ""
}

var nones = byKey(map[string]string{
	"none": "n/a; na; none; no; unknown; not available; not set; empty; není; nie je; nemá; nema; nemám; neuvedeno; neuvedené; neznámé; neznámý; " +
		"neznáme; žádný; žádné; žiadny; žiadne; bez; brak; nie ma; nie posiada; nie podano; nieznany; keine; keiner; kein; keine Angabe; nicht vorhanden; unbekannt",
})

// Line returns a text in one line, with single blanks.
func Line(text string) string {
	if strings.ContainsAny(text, "\n\r\t") || strings.Contains(text, "  ") {
		return strings.Join(strings.Fields(text), " ")
	}
	return text
}

// Whole restores digits that a program has written as a decimal number: "401.0" is 401, "2.6701E4"
// is
// 26701. A value with lost digits is unchanged.
func Whole(text string) string {
	head, tail, ok := strings.Cut(text, ".")
	if !ok || !digitsOnly(head) {
		return text
	}
	if strings.Trim(tail, "0") == "" && tail != "" {
		return head
	}
	mantissa, power, ok := strings.Cut(strings.ToUpper(tail), "E")
	places := 0
	for _, c := range strings.TrimPrefix(power, "+") {
		places = places*10 + int(c-'0')
	}
	if !ok || len(head) != 1 || !digitsOnly(mantissa) || !digitsOnly(strings.TrimPrefix(power, "+")) || places != len(mantissa) {
		return text
	}
	return head + mantissa
}
