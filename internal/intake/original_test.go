package intake

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestKeptOriginal(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, maxOriginal / 2, maxOriginal/2 + 1, 1 << 20} {
		text := strings.Repeat("ž", n) // two bytes each
		rec := Record{Original: text}
		kept := rec.kept()
		if !utf8.ValidString(kept) || len(kept) > maxOriginal+40 {
			t.Errorf("%d characters: %d bytes are kept", n, len(kept))
		}
		if whole := len(text) <= maxOriginal; whole != (kept == text) || !whole && !strings.HasSuffix(kept, "bytes in all)") {
			t.Errorf("%d characters end with %q", n, kept[max(0, len(kept)-40):])
		}
	}
}
