package jobs

import (
	"errors"
	"math/rand/v2"
	"time"
)

// The shortest delay and the longest.
const (
	firstDelay   = 5 * time.Second
	longestDelay = 6 * time.Hour
)

// Backoff returns the delay after that many attempts: 5 seconds, doubled with each attempt up to 6
// hours, with a jitter of 20 %, so that jobs that failed together do not retry together.
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

// delay returns the delay that the error asks for, else that of the kind after that many attempts.
func (k *kind) delay(attempts int, err error) time.Duration {
	if asked, ok := errors.AsType[*delayed](err); ok {
		return asked.after
	}
	if k.Delay != nil {
		return k.Delay(attempts)
	}
	return Backoff(attempts)
}

// givesUp reports whether the attempts' delays add up to the limit of the kind. Time since creation
// does not count: a program that was switched off over Christmas has not tried.
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
