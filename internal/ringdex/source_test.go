package ringdex

import "testing"

// TestMayDelete: the default is the greater of 20 and 10%.
func TestMayDelete(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit string
		of    int
		want  int
		text  string
	}{
		{"", 0, 0, "20"},
		{"", 15, 15, "20"},
		{"", 100, 20, "20"},
		{"", 200, 20, "10%"},
		{"", 1000, 100, "10%"},
		{"0", 100, 0, "0"},
		{"7", 100, 7, "7"},
		{"2.5%", 100, 2, "2.5%"},
		{"100%", 3, 3, "100%"},
	} {
		if n, text := MayDelete(test.limit, test.of); n != test.want || text != test.text {
			t.Errorf("%q of %d: %d (%s), want %d (%s)", test.limit, test.of, n, text, test.want, test.text)
		}
	}
}

// A limit that cannot be read would limit nothing.
func TestMaxDelete(t *testing.T) {
	t.Parallel()
	for limit, want := range map[string]bool{
		"": true, "0": true, "100": true, "10%": true, "2.5%": true, "100%": true,
		"abc": false, "-5": false, "10%%": false, "101%": false, "NaN": false, "Inf": false, "%": false, " ": false,
	} {
		s := Source{Key: "file", MaxDelete: limit}
		if err := s.Check(); (err == nil) != want {
			t.Errorf("%q: %v", limit, err)
		}
	}
}
