// Package cell parses cells of tables: values damaged by a spreadsheet, several values in one cell,
// and words for roles, languages and countries in Czech, Slovak, Polish, German and English. It is
// independent of columns, so connectors use it as well.
package cell

import (
	"strings"
	"unicode"

	"ringdex/internal/fold"
	"ringdex/internal/message"
)

// errorCells are what spreadsheets write into a cell that they could not work out, in the languages
// that they are sold in here. Taken for text they would become names of people.
var errorCells = byKey(map[string]string{
	"error": "#N/A; #NAME?; #REF!; #VALUE!; #DIV/0!; #NUM!; #NULL!; #SPILL!; #CALC!; #NV; #BEZUG!; #WERT!; #ZAHL!; " +
		"#NENÍ_K_DISPOZICI; #NÁZEV?; #ODKAZ!; #HODNOTA!; #DĚLENÍ_NULOU!; #ČÍSLO!; #NEDOSTUPNÝ; #NÁZOV?; #HODNOTA!; #ARG!; #ADR!; #NAZWA?; #LICZBA!; #ZERO!; #N/D!",
})

// Unusable returns why a non-empty cell has no value; the zero Text if it has one.
func Unusable(text string) message.Text {
	if text == "" || text[0] != '#' {
		return message.Text{}
	}
	if _, known := errorCells[fold.Key(text)]; known && len(text) > 2 {
		return message.New("cell.failed")
	}
	if len(text) > 2 && strings.Trim(text, "#") == "" {
		return message.New("cell.narrow")
	}
	return message.Text{}
}

// IsCut recognises a number that a spreadsheet has written as "4,20604E+11": its last digits are
// gone.
func IsCut(text string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToUpper(text), "E+")
	return found && len(mantissa) > 1 && digitsOnly(exponent) && digitsOnly(strings.Replace(strings.Replace(mantissa, ",", "", 1), ".", "", 1))
}

func digitsOnly(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// Digits counts the digits of a text.
func Digits(text string) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// listed writes the separators of Zammad and Google as semicolons.
var listed = strings.NewReplacer("~~~", "; ", " ::: ", "; ")

// Listed returns a cell of several texts with semicolons between them, whatever program wrote it.
func Listed(text string) string {
	if strings.Contains(text, "~~~~") {
		return text // a line of tildes
	}
	return listed.Replace(text)
}

// Words divides a cell at the separators. A value in quotes may hold them: "a, b"; c.
func Words(text, separators string) []string {
	var all []string
	for text != "" {
		var word string
		if word, text = cutWord(strings.TrimSpace(text), separators); word != "" {
			all = append(all, word)
		}
	}
	return all
}

// Labels divides a cell of tags or domains. Google marks its own tags with a star.
func Labels(text string) []string {
	all := Words(text, ";,")
	for i, label := range all {
		all[i] = strings.TrimPrefix(label, "* ")
	}
	return all
}

func cutWord(text, separators string) (word, rest string) {
	if word, rest, ok := cutQuoted(text, separators); ok {
		return word, rest
	}
	if i := strings.IndexAny(text, separators); i >= 0 {
		return strings.TrimSpace(text[:i]), text[i+1:]
	}
	return text, ""
}

// cutQuoted takes a value in quotes, if they end where a value may end: ("Alfa" s.r.o.) is none.
func cutQuoted(text, separators string) (word, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if strings.HasPrefix(text[i+1:], `"`) {
			i++
			continue
		}
		rest = strings.TrimSpace(text[i+1:])
		if rest != "" && strings.IndexByte(separators, rest[0]) < 0 {
			return "", "", false
		}
		return strings.ReplaceAll(text[1:i], `""`, `"`), strings.TrimLeft(rest, separators), true
	}
	return "", "", false
}

// JoinWords is the inverse of Words.
func JoinWords(words []string, separators string) string {
	all := make([]string, len(words))
	for i, w := range words {
		if strings.ContainsAny(w, separators+`"`) || strings.TrimSpace(w) != w || w == "" {
			w = `"` + strings.ReplaceAll(w, `"`, `""`) + `"`
		}
		all[i] = w
	}
	return strings.Join(all, "; ")
}

// Decimal writes a number as a program reads it: "1 234,50" is 1234.50. Other text is unchanged.
func Decimal(text string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\'' {
			return -1
		}
		return r
	}, text)
	switch {
	case strings.Trim(bare, "+-0123456789.,") != "":
		return text
	case strings.Count(bare, ",") == 1 && !strings.Contains(bare, "."):
		return strings.Replace(bare, ",", ".", 1)
	}
	return bare
}
