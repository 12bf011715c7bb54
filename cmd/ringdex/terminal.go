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

// terminal is where a command tells people something. Names and messages come from strangers: whatever a command writes,
// nothing that steers a terminal passes.
type terminal struct {
	raw  io.Writer
	mu   sync.Mutex
	rest []byte // of a character whose other bytes come with the next write
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

// data is for programs, which get every byte as it is, unless it is a person who looks.
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

// wholeRunes is where a character begins that has no end yet; the length when there is none.
func wholeRunes(text []byte) int {
	for i := len(text) - 1; i >= max(0, len(text)-utf8.UTFMax+1); i-- {
		if utf8.RuneStart(text[i]) && !utf8.FullRune(text[i:]) {
			return i
		}
	}
	return len(text)
}

// listing is how commands show rows: columns as wide as they need, a row a line, whatever its cells hold.
type listing struct{ w *tabwriter.Writer }

// table begins a table, with titles when they are given.
func (e *environment) table(titles ...any) *listing {
	t := &listing{tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)}
	if len(titles) > 0 {
		t.row(titles...)
	}
	return t
}

// row adds a row. Errors of writing come with the end.
func (t *listing) row(cells ...any) {
	texts := make([]string, 0, len(cells))
	for _, cell := range cells {
		texts = append(texts, ringdex.OneLine(fmt.Sprint(cell)))
	}
	fmt.Fprintln(t.w, strings.Join(texts, "\t"))
}

// end shows what was added.
func (t *listing) end() error { return t.w.Flush() }
