package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ringdex/internal/terminal"
)

// steering is an escape sequence, a bell, a change of direction, and an introducer that is one
// character.
const steering = "\x1b[2J\a\u202e\u009b31m"

func TestTableHasOneLineForARow(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	e := &environment{stdout: terminal.New(&out)}
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
