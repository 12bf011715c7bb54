package i18n

import "testing"

func TestRegion(t *testing.T) {
	t.Parallel()
	for l, want := range map[Language]string{English: "Germany", "cs": "Německo", "pl": "Niemcy", "sk": "Nemecko", "de": "Deutschland"} {
		if got := l.Region("DE"); got != want {
			t.Errorf("%s: %q", l, got)
		}
	}
	for _, code := range []string{"", "001", "nowhere"} {
		_ = Language("cs").Region(code) // a number of no country has such a code
	}
	if got := English.Region("nowhere"); got != "nowhere" {
		t.Errorf("got %q", got)
	}
}
