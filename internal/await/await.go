// Package await lets tests wait for what another goroutine or process does. It has no patience of
// its own: it gives up only when the test run must end (go test -timeout), so that a busy machine
// fails no test.
package await

import (
	"testing"
	"time"
)

// pause is how long Until waits between two looks. A shorter one gains no time and costs
// processors.
const pause = 5 * time.Millisecond

// report is how long before the end of the run a test still has time to say what is missing.
const report = 10 * time.Second

// Until returns when done returns true. Shortly before the end of the test run it fails the test
// with what and with the details.
func Until(t testing.TB, what string, done func() bool, details ...func() string) {
	t.Helper()
	for end := Deadline(t); !done(); time.Sleep(pause) {
		if time.Now().After(end) {
			for _, detail := range details {
				what += "\n" + detail()
			}
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Value returns the next value of c. Shortly before the end of the test run it fails the test.
func Value[T any](t testing.TB, what string, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(time.Until(Deadline(t))):
		t.Fatalf("waited in vain for %s", what)
	}
	return v
}

// Deadline returns the time at which a test gives up.
func Deadline(t testing.TB) time.Time {
	if limited, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if end, ok := limited.Deadline(); ok {
			return end.Add(-report)
		}
	}
	return time.Now().Add(24 * time.Hour) // -timeout 0 and fuzzing have none
}
