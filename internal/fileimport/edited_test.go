package fileimport

import (
	"slices"
	"testing"
)

// Mended rows stand for those of the file, and taken in alone they have the keys that they would
// have had in the whole file: two people of one name stay two.
func TestEditedRows(t *testing.T) {
	t.Parallel()
	const head = "Jméno;Telefon;Poznámka\n"
	const broken = head + "Jan Dub;603303963;a\nJan Dub;603303963;b\nEva;7,77E+08;c\nJan Dub;603303963;d;e\n"
	const whole = head + "Jan Dub;603303963;a\nJan Dub;603303963;b\nEva;777303965;c\nJan Dub;603303963;d e\n"
	edited := map[int][]string{4: {"Eva", "777303965", "c"}, 5: {"Jan Dub", "603303963", "d e"}}

	d := newDirectory(t)
	first := d.take([]byte(broken), Options{}, false)
	if n := first.run.Counts; first.err != nil || n.Created != 2 || !slices.Equal(first.lines, []int{4, 5}) {
		t.Fatalf("%+v, %v refused, %v", n, first.lines, first.err)
	}
	for _, dry := range []bool{true, false} {
		rest := d.take([]byte(broken), Options{Edited: edited, Only: map[int]bool{4: true, 5: true}}, dry)
		if n := rest.run.Counts; rest.err != nil || n.Read != 2 || n.Created != 2 {
			t.Fatalf("dry %v: %+v, %v", dry, n, rest.err)
		}
	}
	if again := d.take([]byte(whole), Options{}, false); again.run.Counts.Unchanged != 4 {
		t.Errorf("the mended file: %+v", again.run.Counts)
	}
	still := d.take([]byte(broken), Options{Edited: map[int][]string{4: {"Eva", "7,77E+08", "c"}}}, false)
	if n := still.run.Counts; n.Unchanged != 2 || n.Refused != 2 {
		t.Errorf("not mended: %+v", n)
	}
	if both := d.take([]byte(broken), Options{Replace: true, Only: map[int]bool{4: true}}, false); both.err == nil {
		t.Error("some rows replace all")
	}
}
