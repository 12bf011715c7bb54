package bench

import (
	"math/bits"
	"time"
)

// spread counts durations by size, so that any number of them takes the same memory: a list of all of them would be a
// part of the memory that is measured, and the larger the slower the machine.
type spread struct {
	counts [64 * perDoubling]int
	n      int
	worst  time.Duration
}

// perDoubling is how many classes there are from a duration to its double: 3 % from one to the next, at most.
const perDoubling = 32

func (s *spread) add(d time.Duration) {
	s.counts[classOf(d)]++
	s.n++
	s.worst = max(s.worst, d)
}

// classOf is the class of a duration: of how many bits it is, and the five bits behind the first one.
func classOf(d time.Duration) int {
	n := uint64(max(d, 0))
	if n < perDoubling {
		return int(n)
	}
	more := bits.Len64(n) - 6
	return (more+1)*perDoubling + int(n>>more)%perDoubling
}

// smallest is the smallest duration of a class.
func smallest(class int) time.Duration {
	if class < perDoubling {
		return time.Duration(class)
	}
	more := class/perDoubling - 1
	return time.Duration(perDoubling+class%perDoubling) << more
}

// quantile is in microseconds; the worst is exact.
func (s *spread) quantile(q float64) float64 {
	rank := int(q * float64(s.n))
	for class, count := range &s.counts {
		if rank -= count; rank < 0 {
			return float64(smallest(class).Nanoseconds()) / 1000
		}
	}
	return float64(s.worst.Nanoseconds()) / 1000
}
