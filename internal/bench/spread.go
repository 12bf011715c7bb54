package bench

import (
	"math/bits"
	"time"
)

// spread is a histogram of durations in constant memory. A list would be part of the measured
// memory, and longer on a slower machine.
type spread struct {
	counts [64 * perDoubling]int
	n      int
	worst  time.Duration
}

// perDoubling is the number of classes between a duration and its double: steps of at most 3 %.
const perDoubling = 32

func (s *spread) add(d time.Duration) {
	s.counts[classOf(d)]++
	s.n++
	s.worst = max(s.worst, d)
}

// classOf returns the class of a duration: its bit length and the five bits after the first.
func classOf(d time.Duration) int {
	n := uint64(max(d, 0))
	if n < perDoubling {
		return int(n)
	}
	more := bits.Len64(n) - 6
	return (more+1)*perDoubling + int(n>>more)%perDoubling
}

// smallest returns the smallest duration of a class.
func smallest(class int) time.Duration {
	if class < perDoubling {
		return time.Duration(class)
	}
	more := class/perDoubling - 1
	return time.Duration(perDoubling+class%perDoubling) << more
}

// quantile returns microseconds; the maximum is exact.
func (s *spread) quantile(q float64) float64 {
	rank := int(q * float64(s.n))
	for class, count := range &s.counts {
		if rank -= count; rank < 0 {
			return float64(smallest(class).Nanoseconds()) / 1000
		}
	}
	return float64(s.worst.Nanoseconds()) / 1000
}
