// Package terminal is the output of commands for people: text that cannot control the terminal, and
// the progress of long work.
package terminal

import (
	"io"
	"os"
	"sync"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// Terminal is the output for people. Names and messages come from third parties, so it filters
// everything that could control a terminal.
type Terminal struct {
	raw  io.Writer
	mu   sync.Mutex
	rest []byte // incomplete character at the end of a write
}

// New returns a terminal that writes to w.
func New(w io.Writer) *Terminal { return &Terminal{raw: w} }

// Write writes text. A character may come in parts.
func (t *Terminal) Write(p []byte) (int, error) {
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

// Data returns the output for programs, unfiltered unless it is a terminal.
func (t *Terminal) Data() io.Writer {
	if isTerminal(t.raw) {
		return t
	}
	return t.raw
}

// Raw returns the output without the filter, for escape sequences of our own.
func (t *Terminal) Raw() io.Writer { return t.raw }

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
