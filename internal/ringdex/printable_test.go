package ringdex

import "testing"

func TestOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Jan Novák":                  "Jan Novák",
		" Jan\tNovák\r\nml. ":        "Jan Novák ml.",
		"\x1b[31mJan\a\x00":          "[31mJan",
		"\u202eJan\u200b\ufeff":      "Jan",
		"Jan\u2028Novák\u0085\u00a0": "Jan Novák",
		"李 \U0001F4DE":               "李 \U0001F4DE",
		"":                           "",
	} {
		if got := OneLine(text); got != want {
			t.Errorf("OneLine(%q): got %q, want %q", text, got, want)
		}
	}
}

func TestPrintableKeepsLines(t *testing.T) {
	t.Parallel()
	if got, want := Printable("a\n\tb\x1b\r"), "a\n\tb  "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
