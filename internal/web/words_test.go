package web_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/a-h/templ/parser/v2"
	"github.com/a-h/templ/parser/v2/visitor"
)

// spoken are attributes that people read or hear.
var spoken = []string{"alt", "aria-label", "placeholder", "title"}

// names are words that are the same in every language.
var names = []string{"ringdex", "Enter", "Esc", "true"}

// TestWordsAreInTheCatalogue finds texts that stand in the markup: their words would be there in
// one language only.
func TestWordsAreInTheCatalogue(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".templ" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseString(string(text))
		if err != nil {
			return err
		}
		v := visitor.New()
		v.Text = func(n *parser.Text) error {
			if isWord(n.Value) {
				t.Errorf("%s: %q belongs into the catalogue", path, n.Value)
			}
			return nil
		}
		v.ConstantAttribute = func(n *parser.ConstantAttribute) error {
			if slices.Contains(spoken, n.Key.String()) && isWord(n.Value) {
				t.Errorf("%s: %s=%q belongs into the catalogue", path, n.Key, n.Value)
			}
			return nil
		}
		return file.Visit(v)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isWord reports whether a text has two letters in a row that are no name.
func isWord(text string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }), func(word string) bool {
		return len([]rune(word)) > 1 && !slices.Contains(names, word)
	})
}
