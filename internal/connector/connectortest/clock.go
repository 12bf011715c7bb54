package connectortest

import (
	"sync"
	"time"
)

// Noon is the time at which clocks of tests begin.
var Noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Clock stands still until a test moves it. The zero value is at Noon.
type Clock struct {
	mu     sync.Mutex
	passed time.Duration
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Noon.Add(c.passed)
}

// Pass moves the clock.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
}
