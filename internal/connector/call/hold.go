package call

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// hold is the pause that a system asked for by a 429. It holds all calls of a client, because the
// system counts them together.
type hold struct {
	mu    sync.Mutex
	until time.Time // zero for none
}

// set begins a pause, or makes it longer.
func (h *hold) set(until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until.After(h.until) {
		h.until = until
	}
}

// end ends the pause that lasts until a time.
func (h *hold) end(until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until.Equal(until) {
		h.until = time.Time{}
	}
}

func (h *hold) last() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.until
}

// hold begins the pause for a failure, and returns its end; zero if the failure asks for none.
func (c *Client) hold(failed *Error, try int) time.Time {
	if failed == nil || failed.Status != http.StatusTooManyRequests || c.deps.Clock == nil {
		return time.Time{}
	}
	until := c.deps.Clock().Add(failed.pause(try))
	c.held.set(until)
	return until
}

// wait waits for the end of the pause. A long one fails the call as the system would: the caller
// has other work to do meanwhile.
func (c *Client) wait(ctx context.Context) error {
	until := c.held.last()
	if until.IsZero() {
		return nil
	}
	rest := until.Sub(c.deps.Clock())
	switch {
	case rest <= 0:
		return nil
	case rest > longestPause:
		return &Error{Status: http.StatusTooManyRequests, After: rest}
	}
	return c.sleep(ctx, rest)
}
