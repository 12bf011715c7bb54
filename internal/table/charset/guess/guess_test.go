package guess

import (
	"strings"
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

// No-break spaces of numbers are "á" in CP852, which must not outweigh the letters of names.
func TestSpacesOfNumbers(t *testing.T) {
	t.Parallel()
	const rows = "Dvořák;777\u00a0123\u00a0456\nMüller;603\u00a0303\u00a0963\nNovák;\u00a0222\u00a0333\u00a0444\n"
	for _, e := range []charset.Encoding{charset.Windows1250, charset.CP852} {
		if got := Of(encoded(t, rows, e)).Encoding; got != e {
			t.Errorf("%s, want %s", got, e)
		}
	}
}

// A text that was converted twice must not go in as it is.
func TestTwice(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"JmĂ©no;Telefon\nĹ˝ofie;777": true, "DvoĹ™Ăˇk;RĹŻĹľiÄŤka": true, "MÃ¼ller;StraÃŸe": true,
		"Jméno;Telefon\nŽofie;777": false, "Łukasz Żółć": false, "Ľubomír Tŕň": false, "Ă ©": false, "ascii": false, "Дворжак": false, "Bădescu Ștefan": false,
	} {
		if got := Of([]byte(text)); got.Encoding != charset.UTF8 || got.Twice != want || got.Doubtful != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// The people of one file may come from several countries.
func TestNeighbours(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Jürgen;Müller;603303963 domů\nJürgen;Wójcik;\nŽofie;Müller;222333444 domů\n",
		"Imię;Telefon służbowy\nJürgen Müller;nemá\nJürgen Dvořák;poznámka\nŽofie Müller;nemá\n",
	} {
		if got := Of(encoded(t, text, charset.Windows1250)); got.Encoding != charset.Windows1250 || got.Doubtful {
			t.Errorf("%q: %s, doubtful: %v, like %s", text, got.Encoding, got.Doubtful, got.Like)
		}
	}
}

// "Š" at the beginning of a word is no sign of copyright.
func TestSignsBeforeWords(t *testing.T) {
	t.Parallel()
	text := encoded(t, "Meno;Telefón;Štát\nJürgen Müller;603303963;\nJürgen Müller;603303964;\n", charset.ISO88592)
	if got := Of(text).Encoding; got != charset.ISO88592 {
		t.Errorf("%s", got)
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

// names are usual ones, with places, of each language.
var names = map[string]string{
	"Czech":     "Dvořák Jiří Žofie Růžičková Řehoř Tůma Ústí nad Labem Kroměříž Šťastná Zdeněk",
	"Slovak":    "Ľubomír Kováč Ján Ďurica Žilina Šoltés Mária Vršek Košice Tŕň Hôrka Ňuňuk",
	"Polish":    "Łukasz Żak Wójcik Grażyna Śliwińska Gdańsk Łódź Szymański Małgorzata Dąbrowski",
	"German":    "Jürgen Müller Grete Höfer Bäckerei Weiß Köln Straße Schröder Zürich Äpfel",
	"Hungarian": "Szűcs Gábor Kőrösi Péter Győr Székesfehérvár Tóth Ödön Molnár Éva",
	"Romanian":  "Ştefan Bădescu Iaşi Constanţa Ion Ţăranu Târgu Mureş Brăila Câmpina",
	"Croatian":  "Željko Kovačić Đuro Šarić Čakovec Ivana Horvatić Županja Marušić",
	"French":    "François Lefèvre Hélène Noël Orléans Besançon Château Forêt",
	"Ukrainian": "Олександр Шевченко Юлія Коваленко Київ Львів Тернопіль Ганна Бойко",
}

func encoded(t *testing.T, text string, e charset.Encoding) []byte {
	t.Helper()
	var out []byte
	for _, r := range text {
		b, ok := e.Encoder()(r)
		if !ok {
			t.Fatalf("%s has no %q", e, r)
		}
		out = append(out, b)
	}
	return out
}

// An encoding that is only suggested is never taken, and named.
func TestDoubts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		language string
		in       charset.Encoding
	}{
		{"Czech", charset.MacCE},
		{"Slovak", charset.MacCE},
		{"Polish", charset.MacCE},
		{"Hungarian", charset.MacCE},
		{"Czech", charset.Kamenicky},
		{"French", charset.MacRoman},
		{"Ukrainian", charset.Windows1251},
		{"Ukrainian", charset.KOI8U},
	} {
		text := encoded(t, strings.ReplaceAll(names[test.language], " ", "\n"), test.in)
		if g := Of(text); !g.Doubtful || g.Like != test.in {
			t.Errorf("%s in %s: %s, doubtful %v, like %s", test.language, test.in, g.Encoding, g.Doubtful, g.Like)
		}
	}
	german := Of(encoded(t, names["German"], charset.MacCE)) // Mac Roman has the same bytes for these letters
	if !german.Doubtful || german.Like == "" {
		t.Errorf("German of a Mac: %s", german.Encoding)
	}
}

// A usual encoding is never doubted, however short the text is.
func TestNoDoubts(t *testing.T) {
	t.Parallel()
	for language, in := range map[string][]charset.Encoding{
		"Czech": {charset.Windows1250, charset.ISO88592, charset.CP852}, "Slovak": {charset.Windows1250, charset.ISO88592, charset.CP852},
		"Polish": {charset.Windows1250, charset.ISO88592, charset.CP852}, "German": {charset.Windows1250, charset.Windows1252, charset.CP852},
		"Hungarian": {charset.Windows1250, charset.ISO88592, charset.CP852}, "Romanian": {charset.Windows1250},
		"Croatian": {charset.Windows1250, charset.ISO88592, charset.CP852}, "French": {charset.Windows1252},
	} {
		for _, e := range in {
			for _, word := range append(strings.Fields(names[language]), names[language]) {
				if g := Of(encoded(t, word, e)); g.Doubtful && len(word) != len([]rune(word)) {
					t.Errorf("%s %q in %s: taken for %s, like %q", language, word, e, g.Encoding, g.Like)
				}
			}
		}
	}
}
