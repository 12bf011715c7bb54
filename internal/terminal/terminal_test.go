package terminal

import (
	"bytes"
	"io"
	"testing"
)

// steering is an escape sequence, a bell, a change of direction, and an introducer that is one
// character.
const steering = "\x1b[2J\a\u202e\u009b31m"

func TestTerminalGetsNothingThatSteersIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		parts []string
		want  string
	}{
		"plain":               {[]string{"Jan\tNovák\n"}, "Jan\tNovák\n"},
		"control characters":  {[]string{steering}, " [2J  31m"},
		"a divided character": {[]string{"\u00c5", "\u674e"[:1], "\u674e"[1:2], "\u674e"[2:] + "."}, "\u00c5\u674e."},
		"a divided control":   {[]string{"\u009b"[:1], "\u009b"[1:] + "m"}, " m"},
	} {
		var out bytes.Buffer
		screen := New(&out)
		for _, part := range test.parts {
			if n, err := io.WriteString(screen, part); n != len(part) || err != nil {
				t.Errorf("%s: %d of %d bytes were taken, %v", name, n, len(part), err)
			}
		}
		if out.String() != test.want {
			t.Errorf("%s: got %q, want %q", name, out.String(), test.want)
		}
	}
}

// TestDataIsForPrograms: a pipe gets every byte of an export.
func TestDataIsForPrograms(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if _, err := io.WriteString(New(&out).Data(), steering); err != nil || out.String() != steering {
		t.Errorf("got %q, %v", out.String(), err)
	}
}
