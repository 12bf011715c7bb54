package internal_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// widest is the longest line of a comment, in columns; a tab is four.
const widest = 100

// prose is a line of a comment that has words: not //go:embed, and not a line of an example.
var prose = regexp.MustCompile(`^\t*// \S+ `)

// generated is the line by which Go knows files that a program writes.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// TestCommentsAreNarrow refuses comments that are wider than a window beside another one, except in
// generated files.
func TestCommentsAreNarrow(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil || generated.Match(text) {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			width := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			if width > widest && prose.MatchString(line) {
				t.Errorf("%s:%d: the comment is %d columns wide, want %d at most", path, i+1, width, widest)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
