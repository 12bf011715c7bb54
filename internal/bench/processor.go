package bench

import "time"

// processor is the CPU time of this process on all cores.
type processor time.Duration

// of returns microseconds a record; 0 if the system does not report CPU time.
func (p processor) of(n int) float64 {
	return float64(time.Duration(p).Nanoseconds()) / 1000 / float64(n)
}
