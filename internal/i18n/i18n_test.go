package i18n

import (
	"strings"
	"testing"

	"ringdex/internal/message"
)

func TestAccepted(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]Language{
		"": English, "cs": "cs", "cs-CZ,cs;q=0.9,en;q=0.8": "cs", "pl-PL": "pl", "de-AT, en;q=0.5": "de", "sk;q=0.1, de;q=0.2": "de",
		"fr": English, "fr, sk;q=0.3": "sk", "*": English, "en-GB, cs;q=0.9": English, "CS": "cs", ";;;": English, "cs;q=0, pl": "pl",
		strings.Repeat("cs,", 1000): English,
	} {
		if got := Accepted(header); got != want {
			t.Errorf("%.40q: got %s, want %s", header, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Language{"cs": "cs", "pl-PL": "pl", "sk_SK.UTF-8": "sk", "DE": "de", "en": English, "fr": "", "": "", "C": "", "csx": ""} {
		if got, ok := Parse(name); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t", name, got, ok)
		}
	}
}

// TestPlurals reads one sentence for the numbers at which the languages change their words.
func TestPlurals(t *testing.T) {
	t.Parallel()
	for l, words := range map[Language]map[int]string{
		English: {0: "elements", 1: "element", 2: "elements", 5: "elements"},
		"cs":    {0: "prvků", 1: "prvek", 2: "prvky", 4: "prvky", 5: "prvků", 22: "prvků"},
		"sk":    {0: "prvkov", 1: "prvok", 2: "prvky", 4: "prvky", 5: "prvkov", 22: "prvkov"},
		"pl":    {0: "elementów", 1: "element", 2: "elementy", 4: "elementy", 5: "elementów", 12: "elementów", 22: "elementy", 25: "elementów", 112: "elementów"},
		"de":    {0: "Elemente", 1: "Element", 2: "Elemente"},
	} {
		for n, word := range words {
			got := l.Render(message.New("list.no_element", 9, n))
			if !strings.HasSuffix(got, " "+word) {
				t.Errorf("%s: %d: got %q, want it to end in %q", l, n, got, word)
			}
		}
	}
}

func TestWordsWithoutAKeyStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, l := range append(Languages, "", "fr") {
		if got := l.Render(message.Verbatim("from elsewhere")); got != "from elsewhere" {
			t.Errorf("%s: got %q", l, got)
		}
	}
	if got := Language("").Render(message.New("kind.company")); got != "company" {
		t.Errorf("the zero language says %q", got)
	}
}
