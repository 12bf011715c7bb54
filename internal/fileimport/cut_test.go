package fileimport

import (
	"errors"
	"slices"
	"testing"

	"ringdex/internal/ringdex"
)

// A file that was cut off replaces nothing; whoever has no line end at the end of its rows is not
// cut off.
func TestCutFiles(t *testing.T) {
	t.Parallel()
	const head, first = "ID;Příjmení;Telefon\n", "K-1;Novák;603303963\n"
	for _, test := range []struct {
		file string
		cut  bool
	}{
		{head + first + "K-2;Malá;603303964\n", false},
		{head + first + "K-2;Malá;603303964", false},
		{head + first + "K-2;Malá", true},
		{head + first + "K-2;Malá\n", true},
		{head + "K-1;Novák\n" + first + "K-2;Malá\n", false},
		{head + "K-1;Novák;\nK-2;Malá\n", true},
		{head + first + "K-2;Malá;", true},
		{head + first + "K-2;Malá;\n", false},
		{head + first + "K-2;Malá;\nK-3;Říha;", false},
	} {
		d := newDirectory(t)
		res := d.take([]byte(test.file), Options{Replace: true}, false)
		var key string
		if p, ok := errors.AsType[*ringdex.Error](res.err); ok {
			key = p.Key
		}
		if want := map[bool]string{true: "import.cut_row"}[test.cut]; key != want {
			t.Errorf("%q: %q, want %q (%v)", test.file, key, want, res.err)
		}
	}
}

// A row without its last value and without a line end is refused where all rows before it have
// both: the value may be the country of its number.
func TestCutRow(t *testing.T) {
	t.Parallel()
	const head = "ID;Telefon;Země\n"
	for _, test := range []struct {
		file  string
		lines []int
	}{
		{head + "K-1;603303963;CZ\nK-2;0259008566;", []int{3}},
		{head + "K-1;603303963;CZ\nK-2;0259008566;\n", nil},
		{head + "K-1;603303963;\nK-2;0259008566;", nil},
		{head + "K-1;603303963;CZ\nK-2;0259008566;SK", nil},
		{head + "K-2;0259008566;", nil},
		{head + "K-1;603303963;CZ\nK-2;0259008566", []int{3}},
		{"Příjmení,Telefon,Pozn\r\nDub,603303963,x\r\nLíp,603303964,y\r\nJiva,603303965,", []int{4}},
	} {
		if res := newDirectory(t).take([]byte(test.file), Options{}, false); res.err != nil || !slices.Equal(res.lines, test.lines) {
			t.Errorf("%q: lines %v refused, %v; want %v", test.file, res.lines, res.err, test.lines)
		}
	}
}

// A row that cannot be split keeps everybody, a footer and a repeated header nobody.
func TestReplaceKeepsRefused(t *testing.T) {
	t.Parallel()
	const head = "ID;Příjmení;Telefon\n"
	for _, test := range []struct {
		file    string
		delete  bool
		deleted int64 // or would be, but for the guard
		key     string
	}{
		{head + "K-1;Novák;7,77E+08\nK-2;Malá;603303964\n", false, 1, ""},
		{head + "K-1;Novák;7,77E+08\nK-2;Malá;603303964\n", true, 2, ""},
		{head + "K-1;No;vák;603303963\nK-2;Malá;603303964\n", false, 2, "intake.replace_unknown"},
		{head + "K-1;No;vák;603303963\nK-2;Malá;603303964\n", true, 2, ""},
		{head + "K-1;Novák;603303963\nID;Příjmení;Telefon\nK-2;Malá;603303964\nCelkem;2;\n", false, 1, ""},
		{"Příjmení;Telefon\nNovák;603303963\n", false, 3, "intake.replace_keyless"},
	} {
		d := newDirectory(t)
		d.take([]byte(head+"K-1;Novák;603303963\nK-2;Malá;603303964\nK-3;Říha;603303965\n"), Options{}, false)
		res := d.take([]byte(test.file), Options{Replace: true, DeleteRefused: test.delete}, false)
		var key string
		if p, ok := errors.AsType[*ringdex.Error](res.err); ok {
			key = p.Key
		}
		if res.run.Counts.Deleted != test.deleted || key != test.key {
			t.Errorf("%q: %d deleted, %q; want %d, %q", test.file, res.run.Counts.Deleted, key, test.deleted, test.key)
		}
	}
}
