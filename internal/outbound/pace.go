package outbound

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// Limits of the requests that one node sends to one receiver.
const (
	atOnce      = 8                // requests in flight
	queueing    = time.Second      // timeout of the semaphore, so that a slow receiver does not occupy the workers
	patience    = 5                // failures in a row that open the circuit breaker
	firstPause  = 15 * time.Second // between probes; doubled each time
	longestWait = 10 * time.Minute
)

// paced is a Sender with a semaphore and a circuit breaker for each receiver.
type paced struct {
	next  Sender
	clock ringdex.Clock

	mu    sync.Mutex
	lines map[ringdex.ID]*line
}

// Paced sends at most 8 concurrent requests to each receiver. Five failures in a row open its
// circuit breaker: then one request at a time probes, after pauses that grow from 15 s to 10 min or
// last as long as the receiver asks.
func Paced(next Sender, clock ringdex.Clock) Sender {
	return &paced{next: next, clock: clock, lines: map[ringdex.ID]*line{}}
}

// Send implements Sender.
func (p *paced) Send(ctx context.Context, r *Request) (Answer, error) {
	line := p.lineOf(r.Target)
	if wait, down := line.enter(ctx, p.clock); wait > 0 {
		return Answer{}, &HeldError{wait, down}
	}
	a, err := p.next.Send(ctx, r)
	if err != nil {
		line.abandon()
		return a, err
	}
	line.leave(p.clock(), a.down(), a.Rest)
	return a, nil
}

func (p *paced) lineOf(target ringdex.ID) *line {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lines[target] == nil {
		p.lines[target] = &line{places: make(chan struct{}, atOnce)}
	}
	return p.lines[target]
}

// Jittered returns d plus up to 20 %, so that requests that failed together do not retry together.
func Jittered(d time.Duration) time.Duration { return d + rand.N(d/5+1) }

// line is the semaphore and the circuit breaker of one receiver.
type line struct {
	places chan struct{} // taken by requests in flight

	mu       sync.Mutex
	failures int       // in a row
	closed   time.Time // end of the pause
	probing  bool      // one request probes whether the receiver is back
}

// enter acquires the semaphore, or returns how long to wait and whether the circuit breaker is
// open. After it succeeds, call leave or abandon.
func (n *line) enter(ctx context.Context, now ringdex.Clock) (wait time.Duration, down bool) {
	if wait, down = n.closedFor(now()); wait > 0 {
		return wait, down
	}
	turn := time.NewTimer(queueing)
	defer turn.Stop()
	select {
	case n.places <- struct{}{}:
	case <-turn.C:
		return Jittered(queueing), false
	case <-ctx.Done():
		return queueing, false
	}
	if wait, down = n.begin(now()); wait > 0 {
		<-n.places
	}
	return wait, down
}

// shut returns the rest of the pause. The caller holds mu.
func (n *line) shut(now time.Time) (wait time.Duration, down bool) {
	down = n.failures >= patience
	switch {
	case now.Before(n.closed):
		return Jittered(n.closed.Sub(now)), down
	case down && n.probing:
		return Jittered(firstPause), down
	}
	return 0, down
}

// closedFor is shut for callers that do not hold mu.
func (n *line) closedFor(now time.Time) (wait time.Duration, down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.shut(now)
}

// begin checks again after the semaphore is acquired, and marks the request as the probe if the
// circuit breaker is open.
func (n *line) begin(now time.Time) (wait time.Duration, down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if wait, down = n.shut(now); wait == 0 {
		n.probing = down
	}
	return wait, down
}

// leave releases the semaphore. down counts a failure; rest is the receiver's Retry-After.
func (n *line) leave(now time.Time, down bool, rest time.Duration) {
	n.mu.Lock()
	n.probing = false
	if !down {
		n.failures = 0
	} else if n.failures++; n.failures >= patience {
		rest = max(rest, min(firstPause<<min(n.failures-patience, 10), longestWait))
	}
	switch until := now.Add(rest); {
	case !down:
		n.closed = time.Time{}
	case until.After(n.closed):
		n.closed = until
	}
	n.mu.Unlock()
	<-n.places
}

// abandon releases the semaphore without a result, because the node stops.
func (n *line) abandon() {
	n.mu.Lock()
	n.probing = false
	n.mu.Unlock()
	<-n.places
}
