package bench

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestSpread compares it with a list of all durations.
func TestSpread(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) // a sample is no secret
	var s spread
	var all []time.Duration
	for range 20_000 {
		d := time.Duration(random.Int64N(1 << (1 + random.IntN(40))))
		s.add(d)
		all = append(all, d)
	}
	slices.Sort(all)
	for _, q := range []float64{0, 0.1, 0.5, 0.9, 0.99, 0.9999} {
		got, want := s.quantile(q), quantile(all, q)
		if got > want || got < want*(1-1.0/perDoubling) {
			t.Errorf("the quantile %v is %v, want %v or 3 %% less", q, got, want)
		}
	}
	if got, want := s.quantile(1), quantile(all, 1); got != want {
		t.Errorf("the worst is %v, want %v", got, want)
	}
	for class := range 59 * perDoubling {
		if d := smallest(class); d > 0 && classOf(d) != class {
			t.Fatalf("the class of %d is %d, want %d", d, classOf(d), class)
		}
	}
}
