// Package i18n owns the languages of people: the catalogues of messages other than English (cs, de,
// pl, sk), the rules of their plurals, and the choice of the language for a caller. Package message
// has the English sentences.
//
// A translation has every key of the English catalogue, with the same placeholders and with the
// plural forms that its language needs for whole numbers. Tests refuse a catalogue with a hole.
package i18n

import (
	"embed"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"ringdex/internal/message"
)

//go:embed *.properties pages
var files embed.FS

// English is the language of logs, and of callers who ask for none that we have.
const English Language = "en"

// Languages are the languages of messages, English first.
var Languages = []Language{English, "cs", "de", "pl", "sk"}

// Language is one of Languages.
type Language string

var (
	catalogues = load()
	said       = spoken()
	matcher    = language.NewMatcher(tags())
)

func load() map[Language]*message.Catalogue {
	all := map[Language]*message.Catalogue{English: message.English()}
	for _, l := range Languages[1:] {
		all[l] = read(l).Or(message.English())
	}
	return all
}

func read(l Language) *message.Catalogue {
	c, err := message.ReadCatalogue(files, string(l), l.category)
	if err != nil {
		panic(string(l) + ": " + err.Error()) // the tests read them all
	}
	return c
}

func tags() []language.Tag {
	all := make([]language.Tag, len(Languages))
	for i, l := range Languages {
		all[i] = language.Make(string(l))
	}
	return all
}

var categories = map[plural.Form]string{
	plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many",
}

// category returns the CLDR plural category of a whole number.
func (l Language) category(n int64) string {
	digits := int(max(n, -n) % 10_000_000) // plural rules use at most these digits
	return categories[plural.Cardinal.MatchPlural(language.Make(string(l)), digits, 0, 0, 0, 0)]
}

// Parse returns the language of a name such as "cs", "cs-CZ" or "cs_CZ.UTF-8", and whether there is
// one.
func Parse(name string) (Language, bool) {
	name, _, _ = strings.Cut(name, ".")
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(name), "_", "-"), "-")
	for _, l := range Languages {
		if string(l) == base {
			return l, true
		}
	}
	return "", false
}

// Accepted returns the best language for the header Accept-Language; English when the header is
// missing, cannot be read, or names none that we have.
func Accepted(header string) Language {
	if header == "" || len(header) > longestHeader {
		return English
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return English
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return English
	}
	return Languages[index]
}

// longestHeader is far above what browsers send. Reading a header costs time with its length.
const longestHeader = 500

// Error returns what an error says in the language. Of several joined ones each is a line.
func (l Language) Error(err error) string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		if _, one := err.(message.Texter); !one {
			return l.lines(joined.Unwrap())
		}
	}
	return l.Render(message.Of(err))
}

func (l Language) lines(errs []error) string {
	all := make([]string, len(errs))
	for i, err := range errs {
		all[i] = l.Error(err)
	}
	return strings.Join(all, "\n")
}

// Render returns a text in the language; the zero Language is English.
func (l Language) Render(t message.Text) string {
	if c, ok := catalogues[l]; ok {
		return c.Render(t)
	}
	return t.String()
}
