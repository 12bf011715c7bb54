package phone

import "testing"

func TestKeyOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, want string
		size       int
	}{
		{"", "", 0},
		{"abc", "", 0},
		{"0", "0", 1},
		{"+420 603 303 963", "420603303963", 12},
		{"007", "007", 3},
		{"999999999999999999", "999999999999999999", 18},
		{"000000000000000000", "000000000000000000", 18},
		{"12345678901234567890", "345678901234567890", 18},
	}
	for _, tt := range tests {
		k := DigitsOf(tt.text)
		if k.String() != tt.want || k.Len() != tt.size {
			t.Errorf("KeyOf(%q): got %q of %d, want %q of %d", tt.text, k, k.Len(), tt.want, tt.size)
		}
	}
}

func TestKeyParts(t *testing.T) {
	t.Parallel()
	k := DigitsOf("0420603")
	tests := []struct {
		name string
		got  Digits
		want string
	}{
		{"suffix 3", k.Suffix(3), "603"},
		{"suffix 7", k.Suffix(7), "0420603"},
		{"suffix 9", k.Suffix(9), "0420603"},
		{"suffix 0", k.Suffix(0), ""},
		{"suffix with zero first", k.Suffix(2), "03"},
		{"drop 3", k.Drop(3), "0420"},
		{"drop all", k.Drop(7), ""},
		{"drop more", k.Drop(20), ""},
		{"drop none", k.Drop(0), "0420603"},
		{"pad 2", k.Pad(2), "042060300"},
		{"pad to the brim", k.Pad(11), "042060300000000000"},
		{"pad over", k.Pad(12), "420603000000000000"},
		{"pad much", k.Pad(40), "000000000000000000"},
		{"pad nothing", Digits(0).Pad(3), ""},
	}
	for _, tt := range tests {
		if tt.got.String() != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}
