package bench

import "time"

// processor is time that this process has worked, on all processors.
type processor time.Duration

// of is microseconds a record; 0 where the system does not say.
func (p processor) of(n int) float64 {
	return float64(time.Duration(p).Nanoseconds()) / 1000 / float64(n)
}
