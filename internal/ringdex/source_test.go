package ringdex

import "testing"

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
