package ringdex

import "testing"

type counter interface{ Count() int }

type counting struct{ Writer }

func (counting) Count() int { return 7 }

type wrapping struct{ Writer }

func (w wrapping) Unwrap() Writer { return w.Writer }

// Part finds a part of a wrapped writer, and does not hide that there is none.
func TestPart(t *testing.T) {
	t.Parallel()
	for _, w := range []Writer{counting{}, wrapping{counting{}}, wrapping{wrapping{counting{}}}} {
		if got := Part[counter](w).Count(); got != 7 {
			t.Errorf("%T: got %d", w, got)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a part was found where there is none")
		}
	}()
	Part[counter](wrapping{wrapping{}})
}
