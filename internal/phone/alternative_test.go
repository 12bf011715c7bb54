package phone

import (
	"strings"
	"testing"
)

func TestAlternatives(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, want string
		whole      bool
	}{
		{"222 111 004/005/006", "222 111 004|222 111 005|222 111 006", true},
		{"222 333 444/5", "222 333 444|222 333 445", true},
		{"tel. 222 333 444 / 45 (práce)", "tel. 222 333 444|tel. 222 333 445", true},
		{"222 333 444, 445, 446", "222 333 444|222 333 445|222 333 446", true},
		{"+420 222 333 444/5", "+420 222 333 444|+420 222 333 445", true},
		{"222 333 4 44/5", "222 333 4 44|222 333 4 45", true},
		{"222.333.499/501", "222.333.499|222.333.501", true},
		{"222 333 444-6", "222 333 444-6", false},
		{"222 333 444/5 linka 12", "222 333 444/5 linka 12", false},
		{"603 303 963/999", "603 303 963|603 303 999", true},
		{"777 006 760, 004", "777 006 760, 004", false},
		{"222 333 444/444", "222 333 444/444", false},
		{"222 333 444", "222 333 444", true},
		{"02/22 33 44 55", "02/22 33 44 55", true},
		{"neuvedeno", "neuvedeno", true},
		{"12345/6", "12345/6", true},
		{"", "", true},
	} {
		got, whole := Alternatives(tt.text, home)
		if all := strings.Join(got, "|"); all != tt.want || whole != tt.whole {
			t.Errorf("%q: got %q, %v; want %q, %v", tt.text, all, whole, tt.want, tt.whole)
		}
	}
	// In Germany the digits behind a slash or a dash belong to the number.
	if got, whole := Alternatives("030 901820/12", Regions{"DE"}); len(got) != 1 || !whole {
		t.Errorf("got %q, %v", got, whole)
	}
}
