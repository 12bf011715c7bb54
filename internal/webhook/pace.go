package webhook

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// For how long a delivery is tried, and how often at least: a program that was switched off for a week has not tried.
// The queue itself never gives up, because it cannot tell an attempt from one that was only put off.
const (
	giveUp = 3 * 24 * time.Hour
	fewest = 3
)

// The first tries follow soon: most failures are a moment's, and as long as one waits, all that follows of its record does.
var delays = []time.Duration{2 * time.Second, 10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

// delay grows from seconds to hours. It is up to a fifth longer, so that what has failed together does not come back
// together.
func delay(attempts int) time.Duration {
	d := delays[max(0, min(attempts, len(delays))-1)]
	return jittered(d)
}

func jittered(d time.Duration) time.Duration { return d + rand.N(d/5+1) }

// What one endpoint is asked to bear from this node.
const (
	atOnce      = 8                // deliveries
	queueing    = time.Second      // how long one waits for its turn, before it makes room for those to other endpoints
	patience    = 5                // failures in a row, after which one delivery at a time tries whether it is back
	firstPause  = 15 * time.Second // between such tries; twice as long each time
	longestWait = 10 * time.Minute
)

// line is what this node knows of an endpoint: how busy it is, and whether it is there.
type line struct {
	places chan struct{} // taken by deliveries under way

	mu       sync.Mutex
	failures int       // in a row, of the kind that says nobody is there
	closed   time.Time // nothing is sent before this
	probing  bool      // one delivery tries whether it is back
}

// lines are those of all endpoints that this node has sent to.
type lines struct {
	mu  sync.Mutex
	all map[ringdex.ID]*line
}

func (l *lines) of(hook ringdex.ID) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = map[ringdex.ID]*line{}
	}
	if l.all[hook] == nil {
		l.all[hook] = &line{places: make(chan struct{}, atOnce)}
	}
	return l.all[hook]
}

// enter takes a place on the line, or says how long to stay away, and whether that is because nobody is there. Whoever
// gets a place has to leave.
func (n *line) enter(ctx context.Context, now ringdex.Clock) (wait time.Duration, down bool) {
	if wait, down = n.closedFor(now()); wait > 0 {
		return wait, down
	}
	turn := time.NewTimer(queueing)
	defer turn.Stop()
	select {
	case n.places <- struct{}{}:
	case <-turn.C:
		return jittered(queueing), false
	case <-ctx.Done():
		return queueing, false
	}
	if wait, down = n.begin(now()); wait > 0 {
		<-n.places
	}
	return wait, down
}

// shut is how long nothing may be sent.
func (n *line) shut(now time.Time) (wait time.Duration, down bool) {
	down = n.failures >= patience
	switch {
	case now.Before(n.closed):
		return jittered(n.closed.Sub(now)), down
	case down && n.probing:
		return jittered(firstPause), down
	}
	return 0, down
}

// closedFor is shut for whoever has no place yet.
func (n *line) closedFor(now time.Time) (wait time.Duration, down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.shut(now)
}

// begin looks again, now that there is a place, and notes that this one tries whether the receiver is back.
func (n *line) begin(now time.Time) (wait time.Duration, down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if wait, down = n.shut(now); wait == 0 {
		n.probing = down
	}
	return wait, down
}

// leave gives the place back. down says that nobody was there; rest, that the receiver asks to be left alone so long.
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

// abandon gives the place back of a delivery of which nothing is known, because the node stops.
func (n *line) abandon() {
	n.mu.Lock()
	n.probing = false
	n.mu.Unlock()
	<-n.places
}
