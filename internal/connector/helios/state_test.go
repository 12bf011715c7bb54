package helios

import (
	"testing"
	"time"

	"ringdex/internal/connector"
)

func TestSince(t *testing.T) {
	t.Parallel()
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	h := &helios{overlap: 10 * time.Minute, zone: prague}
	of := template{folder: 1001, number: 7}
	for _, c := range []struct{ why, of, at, want string }{
		{"the overlap", "1001/7", "2024-05-06 07:00:00", "2024-05-06 06:50:00"},
		{"another template is read from its beginning", "1001/8", "2024-05-06 07:00:00", ""},
		{"no time", "1001/7", "", ""},
		// On 31 March 2024 clocks went from 2:00 to 3:00, on 27 October from 3:00 to 2:00.
		{"in the first hour of summer time", "1001/7", "2024-03-31 03:05:00", "2024-03-31 01:55:00"},
		{"in the hour that comes twice", "1001/7", "2024-10-27 02:55:00", "2024-10-27 01:45:00"},
		{"the evening before", "1001/7", "2024-10-26 22:00:00", "2024-10-26 20:50:00"},
		{"two days before", "1001/7", "2024-10-25 22:00:00", "2024-10-25 21:50:00"},
	} {
		if got := h.since(cursor{Of: c.of, At: c.at}, of); got != c.want {
			t.Errorf("%s: since %q, want %q", c.why, got, c.want)
		}
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	h := &helios{zone: prague}
	for _, c := range []struct{ start, date, want string }{
		{"2024-05-06 07:08:09", "Mon, 06 May 2024 10:00:00 GMT", "2024-05-06 07:08:09"},
		{"", "Mon, 06 May 2024 10:00:00 GMT", "2024-05-06 12:00:00"},
		{"", "", ""},
	} {
		if got := h.cursorOf(template{folder: 1, number: 2}, c.start, c.date); got.At != c.want {
			t.Errorf("%q and %q: %q, want %q", c.start, c.date, got.At, c.want)
		}
	}
}

func TestStateOf(t *testing.T) {
	t.Parallel()
	s := state{"contact": {Of: "1001/7", At: "2024-05-06 07:08:09"}}
	kept, err := s.bytes()
	if err != nil {
		t.Fatal(err)
	}
	if got := stateOf(kept); got["contact"].At != s["contact"].At || got["contact"].Of != "1001/7" {
		t.Errorf("read %v, want %v", got, s)
	}
	if got := stateOf(connector.State("rubbish")); len(got) != 0 {
		t.Errorf("read %v from rubbish", got)
	}
}
