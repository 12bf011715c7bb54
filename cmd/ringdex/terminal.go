package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// terminal is the output for people. Names and messages come from third parties, so it filters
// everything that could control a terminal.
type terminal struct {
	raw  io.Writer
	mu   sync.Mutex
	rest []byte // incomplete character at the end of a write
}

func newTerminal(w io.Writer) *terminal { return &terminal{raw: w} }

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := append(t.rest, p...)
	whole := wholeRunes(text)
	t.rest = append([]byte(nil), text[whole:]...)
	if _, err := io.WriteString(t.raw, ringdex.Printable(string(text[:whole]))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// data returns the output for programs, unfiltered unless it is a terminal.
func (t *terminal) data() io.Writer {
	if isTerminal(t.raw) {
		return t
	}
	return t.raw
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// wholeRunes returns the offset of an incomplete last character, or the length.
func wholeRunes(text []byte) int {
	for i := len(text) - 1; i >= max(0, len(text)-utf8.UTFMax+1); i-- {
		if utf8.RuneStart(text[i]) && !utf8.FullRune(text[i:]) {
			return i
		}
	}
	return len(text)
}

// listing prints rows in aligned columns, one line a row even if cells have line breaks.
type listing struct{ w *tabwriter.Writer }

// table begins a table with optional titles.
func (e *environment) table(titles ...any) *listing {
	t := &listing{tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)}
	if len(titles) > 0 {
		t.row(titles...)
	}
	return t
}

// row adds a row. end returns write errors.
func (t *listing) row(cells ...any) {
	texts := make([]string, 0, len(cells))
	for _, cell := range cells {
		texts = append(texts, ringdex.OneLine(fmt.Sprint(cell)))
	}
	fmt.Fprintln(t.w, strings.Join(texts, "\t"))
}

// end prints the rows.
func (t *listing) end() error { return t.w.Flush() }
