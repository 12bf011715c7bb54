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

// TestLetter wants a letter where the alphabet has it, and the places of the table to be right.
func TestLetter(t *testing.T) {
	t.Parallel()
	const from = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżžð"
	const to = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrssssttt" +
		"uuuuuuuuuuwyyyzzzd"
	left := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th"}
	at := 0
	for _, r := range from {
		left[r] = to[at : at+1]
		at++
	}
	for r := range rune(0x300) {
		if got := Letter(r); got != left[r] {
			t.Errorf("Letter(%q) = %q, want %q", r, got, left[r])
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
