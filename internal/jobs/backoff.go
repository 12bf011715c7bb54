package jobs

import (
	"math/rand/v2"
	"time"
)

// The first delay, and the longest.
const (
	firstDelay   = 5 * time.Second
	longestDelay = 6 * time.Hour
)

// Backoff is how long to wait after that many attempts: 5 seconds and then twice as long each time, up to 6 hours, give
// or take a fifth, so that what failed together does not come again together.
func Backoff(attempts int) time.Duration {
	return time.Duration(float64(growing(attempts)) * (0.8 + 0.4*rand.Float64()))
}

func growing(attempts int) time.Duration {
	d := firstDelay
	for ; attempts > 1 && d < longestDelay; attempts-- {
		d *= 2
	}
	return min(d, longestDelay)
}

// delay is how long a job waits that has failed after that many attempts.
func (k *kind) delay(attempts int) time.Duration {
	if k.Delay != nil {
		return k.Delay(attempts)
	}
	return Backoff(attempts)
}

// givesUp says whether a job has failed for long enough. That is counted in waits and not from its creation: a program
// that was switched off over Christmas has not tried.
func (k *kind) givesUp(attempts int) bool {
	if k.GiveUp < 0 {
		return false
	}
	wait := k.Delay
	if wait == nil {
		wait = growing
	}
	total := time.Duration(0)
	for n := 1; n <= attempts && total <= k.GiveUp; n++ {
		total += wait(n)
	}
	return total > k.GiveUp
}
