package cell

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

func TestMeanings(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"Operátor": "operator", "Operator": "operator", "Operátorka": "operator", "Administrátor": "administrator", "Správce": "administrator",
		"Supervizor": "super-operator", "Super-operátor": "super-operator", "super-operator": "super-operator", "Kierownik": "super-operator",
		"Koncový uživatel": "end-user", "Koncový používateľ": "end-user", "Użytkownik końcowy": "end-user", "Endbenutzer": "end-user",
		"Zákazník": "end-user", "Klient": "end-user", "Kunde": "end-user", "Smart uživatel": "smart-user", "král": "",
	} {
		if got := roleWords[fold.Key(word)]; got != want {
			t.Errorf("role %q is %q, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{"CZ": "cs", "čeština": "cs", "cs_CZ": "cs", "de-AT": "de", "Slovensky": "sk", "po angielsku": "en", "Polnisch": "pl", "fr": "", "x-y": ""} {
		if got, _ := Language(word); got != want {
			t.Errorf("language %q is %q, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{
		"CZE": "CZE", "cz": "CZE", "Česká republika": "CZE", "Deutschland": "DEU", "Słowacja": "SVK", "Österreich": "AUT", "Utopia": "",
		"BR": "BRA", "Brazylia": "BRA", "polski": "POL", "tschechische": "CZE", "UK": "GBR", "Srbsko": "SRB",
	} {
		if got, _ := Country(word); got != want {
			t.Errorf("country %q is %q, want %q", word, got, want)
		}
	}
	for code := range countryWords {
		if _, ok := ringdex.ParseCountry(code); !ok {
			t.Errorf("%q is no country code", code)
		}
	}
}

func TestWordsAndBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, separators string
		want             []string
	}{
		{"a; b,c", ";,", []string{"a", "b", "c"}},
		{"Firma, s.r.o.; Alfa", ";", []string{"Firma, s.r.o.", "Alfa"}},
		{`"Alfa" s.r.o.; "B;C"`, ";", []string{`"Alfa" s.r.o.`, "B;C"}},
		{` ;; ,`, ";,", nil},
		{`"a""b"`, ";", []string{`a"b`}},
		{`"open; b`, ";", []string{`"open`, "b"}},
	} {
		if diff := cmp.Diff(test.want, Words(test.text, test.separators)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
	for _, words := range [][]string{{"a", "b"}, {`a"b`, "c;d"}, {`"Alfa" s.r.o.`}, {"a, b"}, {` x `}} {
		if diff := cmp.Diff(words, Words(JoinWords(words, ";,"), ";,")); diff != "" {
			t.Errorf("%q does not come back (-want +got):\n%s", words, diff)
		}
	}
}
