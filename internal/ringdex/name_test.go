package ringdex_test

import (
	"strings"
	"testing"
	"unicode"

	"ringdex/internal/ringdex"
)

// These are what the columns of existing databases hold: another result needs a migration that
// folds them again.
func TestFoldIsWhatIsStored(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                        "",
		"  Novák\t\r\n":           "novák",
		"\u00a0Novák\u2003\u202f": "novák", // spaces that Excel and the web paste
		"\ufeffNovák":             "novák",
		"ŽOFIE ŘÍHOVÁ":            "žofie říhová",
		"İSTANBUL":                "istanbul", // one i, without a dot above: İ has no other partner
		"ISPARTA":                 "isparta",
		"ıspanak":                 "ıspanak",
		"STRASSE":                 "strasse",
		"Straße":                  "straße",
		"STRAẞE":                  "straße",
		"ΟΔΟΣ":                    "οδοσ", // no final sigma
		"\u212a Power":            "k power",
		"Nova\u0301k":             "nov\u00e1k",
		"Alfa \t Beta":            "alfa beta",
		"Alfa\u00a0\u2003Beta":    "alfa beta",
		"Jan.Novak@Example.com ":  "jan.novak@example.com",
		"\u0130\u0307":            "i\u0307",
		"ǅ":                       "ǆ",
	} {
		if got := ringdex.Fold(name); got != want {
			t.Errorf("Fold(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSameName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"", " \u00a0", true},
		{"NOVÁK", " novák", true},
		{"İpek", "ipek", true},
		{"STRAẞE", "straße", true},
		{"Straße", "Strasse", false},
		{"Novák", "Novak", false},
		{"Nov\u00e1k", "Nova\u0301k", true},
		{"Alfa Beta", "Alfa  Beta", true},
		{"Alfa Beta", "\u202aAlfa\u202fBe\u00adta\u202c", true},
		{"Alfa Beta", "AlfaBeta", false},
		{"οδος", "οδοσ", false}, // equal to strings.EqualFold, found by neither name in the store
		{"ſ", "s", false},
	} {
		if got := ringdex.SameName(test.a, test.b); got != test.want {
			t.Errorf("SameName(%q, %q) = %t, want %t", test.a, test.b, got, test.want)
		}
	}
}

// Names are folded on the way to the store and there again.
func TestFoldTwiceIsFoldOnce(t *testing.T) {
	t.Parallel()
	for r := range unicode.MaxRune {
		once := ringdex.Fold("a" + string(r) + "b")
		if twice := ringdex.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, want %q again", once, twice, once)
		}
	}
}

// TestNamesHaveAnEnd: of every kind of setting, by characters and not by bytes.
func TestNamesHaveAnEnd(t *testing.T) {
	t.Parallel()
	fits := strings.Repeat("ž", ringdex.LongestName)
	long := fits + "ž"
	for _, test := range []struct {
		what  string
		check func(name string) error
	}{
		{"key", func(name string) error { return (&ringdex.Source{Key: name}).Check() }},
		{"name", func(name string) error { return (&ringdex.Source{Key: "crm", Name: name}).Check() }},
		{"key", func(name string) error { return (&ringdex.Organization{Key: name}).Check() }},
		{"name", func(name string) error { return (&ringdex.Organization{Name: name}).Check() }},
		{"hosts", func(name string) error { return (&ringdex.Organization{Hosts: []string{"a.example", name}}).Check() }},
		{"title", func(name string) error { return (&ringdex.Field{Title: name, Type: ringdex.TypeText}).Check() }},
		{"key", func(name string) error {
			return (&ringdex.Field{Title: "a", Key: name, Type: ringdex.TypeText}).Check()
		}},
		{"items", func(name string) error {
			return (&ringdex.Field{Title: "a", Type: ringdex.TypeDropDown, Items: []ringdex.Item{{ID: 1, Title: name}}}).Check()
		}},
	} {
		if err := test.check(fits); err != nil {
			t.Errorf("%s of %d characters: %v", test.what, ringdex.LongestName, err)
		}
		for name, want := range map[string]string{
			long:     test.what + ": \"" + fits[:160] + "…\" is 201 characters long; the limit is 200",
			"a\x00b": test.what + `: "a\x00b" contains characters that cannot be stored`,
		} {
			if err := test.check(name); ringdex.CodeOf(err) != ringdex.Invalid || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}
