package xlsx

import (
	"strings"
	"testing"
)

// TestTextsOnDisk has more texts than are kept in memory: those before and behind the border are
// found.
func TestTextsOnDisk(t *testing.T) {
	t.Parallel()
	var s texts
	long := strings.Repeat("ř", 1<<19)
	for i := range 40 {
		if err := s.add(string(rune('A'+i)) + long); err != nil {
			t.Fatal(err)
		}
	}
	if s.file == nil || len(s.memory) >= memoryTexts {
		t.Errorf("%d bytes in memory, want a file", len(s.memory))
	}
	for _, n := range []string{"0", " 31 ", "32", "39"} {
		got, err := s.get(n)
		if err != nil || len(got) != 1<<20+1 || got[1:] != long {
			t.Errorf("text %s: %d bytes, %v", n, len(got), err)
		}
	}
	for _, n := range []string{"40", "-1", "x", ""} {
		if _, err := s.get(n); err == nil {
			t.Errorf("text %q: no error", n)
		}
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}
