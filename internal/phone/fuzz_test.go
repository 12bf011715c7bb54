package phone

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
)

// fuzzRegions are the lists that the fuzz targets choose from.
var fuzzRegions = []Regions{home, {"CZ"}, {"DE", "AT"}, {"US"}, {"AR", "GB", "BR"}, nil}

// seeds adds the texts of the corpus to a fuzz target.
func seeds(f *testing.F) {
	f.Helper()
	file, err := os.Open(corpusFile)
	if err != nil {
		f.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if columns := strings.Split(lines.Text(), "\t"); len(columns) == 5 {
			f.Add(columns[1], uint8(0))
		}
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string, choice uint8) {
		regions := fuzzRegions[int(choice)%len(fuzzRegions)]
		n := Parse(text, regions)
		checkNumber(t, text, n, regions)
		checkAgain(t, n, regions)
		Ask(text, regions)
		Check(text)
		Format(text)
		National(text, "CZ")
	})
}

// checkAgain checks that a number survives its own forms.
func checkAgain(t *testing.T, n Number, regions Regions) {
	t.Helper()
	if !n.Same(n) {
		t.Errorf("%q is not the same as itself", n.Text)
	}
	if !n.Valid() {
		return
	}
	if again := Parse(Format(n.E164), regions); again.E164 != n.E164 {
		t.Errorf("got %q from %q, want %q", again.E164, Format(n.E164), n.E164)
	}
	if n.Extension == "" {
		return
	}
	if again := Parse(n.E164+";ext="+n.Extension, regions); !again.Same(n) {
		t.Errorf("got %+v from the RFC 3966 form, want %+v", again, n)
	}
}

func FuzzSplit(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string, choice uint8) {
		regions := fuzzRegions[int(choice)%len(fuzzRegions)]
		parts := Split(text, regions)
		rest := text
		for _, part := range parts {
			_, after, found := strings.Cut(rest, part)
			if !found || part == "" || strings.TrimSpace(part) != part {
				t.Fatalf("Split(%q): got %q, want parts of the text in order", text, parts)
			}
			rest = after
		}
		if several := Parse(text, regions).Reason == Several; several && len(parts) < 2 {
			t.Errorf("Split(%q): got %q, but Parse says several", text, parts)
		}
		checkDigits(t, text, parts)
	})
}

// checkDigits checks that no digit gets lost between the parts.
func checkDigits(t *testing.T, text string, parts []string) {
	t.Helper()
	got := onlyDigits(fold(strings.Join(parts, " "), nil))
	if want := onlyDigits(fold(text, nil)); got != want {
		t.Errorf("Split(%q): got the digits %s in %q, want %s", text, got, parts, want)
	}
}

// FuzzRead compares the short way of reading with the long one.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"603 303 963", "+420/603-303-963", "222 333 444 / 5", "00 420", "+", "/0000000-00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.TrimSpace(text)
		if text == "" || len(text) > maxInput {
			return
		}
		short, ok := readSpaced(text)
		if isPlain(text) {
			short, ok = readDigits(text), true
		}
		if want := readFolded(fold(text, nil)); ok && short != want {
			t.Errorf("%q: got %+v, want %+v", text, short, want)
		}
	})
}

// TestSlow holds the time of the worst texts known: many places to split at.
func TestSlow(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"1 ", "0/", "30 1", "(", "7,", "tel ", "+4", "222-", "ſ", "l1 ", "<;"} {
		text := strings.Repeat(unit, maxInput/len(unit))
		for _, regions := range fuzzRegions {
			Parse(text, regions)
			Split(text, regions)
			Split(strings.Repeat(text+";", maxCell/maxInput), regions)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	text := "Á\u0301\u00a0＋٤ ß\n[x]_"
	var at []int
	folded := fold(text, &at)
	if want := "a +4 ?\n(x)-"; folded != want {
		t.Errorf("got %q, want %q", folded, want)
	}
	if len(at) != len(folded) || !slices.IsSorted(at) {
		t.Errorf("got offsets %v for %q", at, folded)
	}
}
