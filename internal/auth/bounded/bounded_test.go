package bounded_test

import (
	"testing"

	"ringdex/internal/auth/bounded"
)

func TestStaysSmall(t *testing.T) {
	t.Parallel()
	m := bounded.New[int, int](10)
	for i := range 1000 {
		m.Put(i, i)
		if got, ok := m.Get(i); !ok || got != i {
			t.Fatalf("%d was not kept", i)
		}
	}
	m.Put(999, 1) // is there already: nothing has to go
	if got, _ := m.Get(999); m.Len() != 10 || got != 1 {
		t.Errorf("got %d entries, and %d", m.Len(), got)
	}
	m.Drop(999)
	if _, ok := m.Get(999); ok || m.Len() != 9 {
		t.Errorf("it was not dropped; %d entries", m.Len())
	}
}
