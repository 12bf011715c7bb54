package fold

import "testing"

func TestText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Příjmení": "prijmeni", "ŁUKASZ": "lukasz", "Straße 5": "strasse 5", "Ľubica": "lubica", "Ðuro": "duro", "plain": "plain",
		"Ærø": "aero", "": "", "Ŷ×÷": "y×÷", "Ω 日本": "ω 日本",
	} {
		if got := Text(text); got != want {
			t.Errorf("Text(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("Příliš žluťoučký kůň")
	f.Fuzz(func(t *testing.T, text string) {
		if once := Text(text); Text(once) != once {
			t.Errorf("Text(%q) = %q is not final", text, once)
		}
	})
}
