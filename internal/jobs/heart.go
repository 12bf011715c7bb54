package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// Heart sends the heartbeats of a node.
type Heart struct {
	store Heartbeats
	node  ringdex.Node
	log   *slog.Logger
	pace  pace

	mu     sync.Mutex
	last   time.Time // start of the last successful beat
	steady time.Time // start of the current series of beats without a gap
}

// pace holds the intervals in real time; tests shorten them.
type pace struct {
	beat     time.Duration // interval between heartbeats
	timeout  time.Duration // after which a silent node counts as dead
	steady   time.Duration // how long a node must have beaten before it declares others dead
	poll     time.Duration // interval of polling for work that gives no signal
	gather   time.Duration // how long results are collected for one group commit
	rescue   time.Duration // interval of checks for dead nodes
	schedule time.Duration // interval of checks for missing scheduled jobs
	grace    time.Duration // grace period of handlers at shutdown
}

var usual = pace{
	beat: ringdex.NodeBeat, timeout: ringdex.NodeTimeout, steady: ringdex.NodeTimeout, poll: 500 * time.Millisecond, gather: 2 * time.Millisecond,
	rescue: 3 * time.Second, schedule: 2 * time.Second, grace: 5 * time.Second,
}

// KeepAlive sends heartbeats for a node that runs no queue, such as a command that works on a run,
// until stop is called. It returns after it has tried the first beat. It only logs failures: the
// caller uses the database and sees the error there.
func KeepAlive(ctx context.Context, store Heartbeats, node ringdex.Node, log *slog.Logger) (stop func()) {
	h := &Heart{store: store, node: node, log: log, pace: usual}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	h.beat(ctx)
	var beating sync.WaitGroup
	beating.Go(func() { h.run(ctx) })
	return func() {
		cancel()
		beating.Wait()
		h.leave(ctx)
	}
}

// run sends heartbeats until ctx ends.
func (h *Heart) run(ctx context.Context) {
	ticker := time.NewTicker(h.pace.beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			h.beat(ctx)
		}
	}
}

// beat counts from the start of the call: the database may have recorded the beat then, even if its
// answer is late.
func (h *Heart) beat(ctx context.Context) {
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, h.pace.timeout)
	defer cancel()
	if err := h.store.Beat(limited, h.node); err != nil {
		if ctx.Err() == nil {
			h.log.Warn("this node could not say that it is alive; trying again", "node", h.node.ID, "error", err)
		}
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if began.Sub(h.last) > h.pace.timeout/2 {
		h.steady = began
	}
	h.last = began
}

// leaveTimeout bounds the database call of a program that exits.
const leaveTimeout = 5 * time.Second

// leave removes the node from the list, even if ctx has ended.
func (h *Heart) leave(ctx context.Context) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTimeout)
	defer cancel()
	if err := h.store.Leave(limited, h.node.ID); err != nil {
		h.log.Warn("this node could not give its jobs back; others take them over in a while", "node", h.node.ID, "error", err)
	}
}

// heard reports whether other nodes still consider this one alive. It turns false one beat before
// they declare the node dead.
func (h *Heart) heard() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.last.IsZero() && time.Since(h.last) < h.pace.timeout-h.pace.beat
}

// judges reports whether this node may declare others dead. After a stall of the database (a long
// import on SQLite is enough) every node looks dead, so a node first waits until its own beats have
// succeeded for a while.
func (h *Heart) judges() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.steady.IsZero() && time.Since(h.steady) > h.pace.steady && time.Since(h.last) < h.pace.timeout/2
}
