package ringdex

import (
	"reflect"
	"testing"
)

// The contract is what another engine, a fake and every reader must know: a method that one use
// case needs is better built from those that there are, or declared by its package (see Part).
func TestContractIsSmall(t *testing.T) {
	t.Parallel()
	const budget = 40
	if n := reflect.TypeFor[Store]().NumMethod() + reflect.TypeFor[Writer]().NumMethod(); n > budget {
		t.Errorf("the storage contract has %d methods, want at most %d", n, budget)
	}
}

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
