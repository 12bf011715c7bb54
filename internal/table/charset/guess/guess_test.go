package guess

import (
	"testing"

	"ringdex/internal/table/charset"
)

// Whole files in each language and encoding are in the tests of package format.
func TestOf(t *testing.T) {
	t.Parallel()
	const czech = "Dvořák Žižka Šárka Růžička"
	for _, e := range []charset.Encoding{charset.Windows1250, charset.ISO88592, charset.CP852} {
		var text []byte
		for _, r := range czech {
			b, ok := e.Encoder()(r)
			if !ok {
				t.Fatalf("%s has no %q", e, r)
			}
			text = append(text, b)
		}
		if got := Of(text).Encoding; got != e {
			t.Errorf("%s, want %s", got, e)
		}
	}
	if got := Of([]byte(czech)).Encoding; got != charset.UTF8 {
		t.Errorf("%s, want UTF-8", got)
	}
}

// What is read the same in several encodings stays open.
func TestTies(t *testing.T) {
	t.Parallel()
	g := Of([]byte("Dvo\xF8\xE1k")) // řá: windows-1250 and ISO-8859-2 have both in one place
	if len(g.Tied) != 2 || !g.Open[0x8A] || g.Open[0xF8] {
		t.Errorf("%v tied, Š open %v, ř open %v", g.Tied, g.Open[0x8A], g.Open[0xF8])
	}
}
