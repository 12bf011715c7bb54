package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"regexp"
	"strings"
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
		terminal := newTerminal(&out)
		for _, part := range test.parts {
			if n, err := io.WriteString(terminal, part); n != len(part) || err != nil {
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
	if _, err := io.WriteString(newTerminal(&out).data(), steering); err != nil || out.String() != steering {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

func TestTableHasOneLineForARow(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	e := &environment{stdout: newTerminal(&out)}
	table := e.table("NAME", "N")
	table.row("a\tb\nc\u2028d\x1b", 1)
	table.row("e", 22)
	if err := table.end(); err != nil {
		t.Fatal(err)
	}
	if want := "NAME     N\na b c d  1\ne        22\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// TestCommandsTellNothingThatSteers goes through the program itself: tables, messages and errors.
func TestCommandsTellNothingThatSteers(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "ringdex.db")
	told := regexp.MustCompile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u202e]")
	for _, args := range [][]string{
		{"source", "set", "crm", "--name", "CRM" + steering},
		{"source", "list"},
		{"field", "add", "contact", "vip" + steering},
		{"lookup", steering},
		{"key", "remove", steering},
		{steering},
	} {
		var out, failed bytes.Buffer
		run(context.Background(), append([]string{"--database", database}, args...), strings.NewReader(""), &out, &failed)
		if said := out.String() + failed.String(); said == "" || told.MatchString(said) {
			t.Errorf("%q: got %q", args, said)
		}
	}
}
