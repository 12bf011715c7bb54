package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ringdex/internal/ringdex"
)

// Heart says for a node that it is alive, for as long as it is.
type Heart struct {
	store Heartbeats
	node  ringdex.Node
	log   *slog.Logger
	pace  pace

	mu     sync.Mutex
	last   time.Time // when the last beat began that arrived
	steady time.Time // since when they have come without a gap
}

// pace is how fast things happen in real time; tests are in a hurry.
type pace struct {
	beat     time.Duration // between beats
	timeout  time.Duration // after which a silent node is taken for dead
	steady   time.Duration // for how long a node must have been heard before it judges others
	poll     time.Duration // between looks for work that gives no signal
	gather   time.Duration // during which results are collected for one transaction
	rescue   time.Duration // between looks for dead nodes
	schedule time.Duration // between looks for organizations without their scheduled jobs
	grace    time.Duration // that handlers have to end
}

var usual = pace{
	beat: ringdex.NodeBeat, timeout: ringdex.NodeTimeout, steady: ringdex.NodeTimeout, poll: 500 * time.Millisecond, gather: 2 * time.Millisecond,
	rescue: 3 * time.Second, schedule: 2 * time.Second, grace: 5 * time.Second,
}

// KeepAlive beats for a node that runs no queue, such as a command that works on a run, until stop is called. The first
// beat has been tried when it returns; failures are logged, since whoever needs the database will notice by itself.
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

// run beats until ctx ends.
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

// beat counts from when it began: the database may have noted it then, whenever the answer comes.
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

// leaveTimeout is how long a program that ends waits for the database.
const leaveTimeout = 5 * time.Second

// leave takes the node off the list, also when everything else is over.
func (h *Heart) leave(ctx context.Context) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTimeout)
	defer cancel()
	if err := h.store.Leave(limited, h.node.ID); err != nil {
		h.log.Warn("this node could not give its jobs back; others take them over in a while", "node", h.node.ID, "error", err)
	}
}

// heard says whether the others can still be sure of this node. It says no a beat earlier than they do.
func (h *Heart) heard() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.last.IsZero() && time.Since(h.last) < h.pace.timeout-h.pace.beat
}

// judges says whether this node may take others for dead. When the database has answered nobody for a while (on
// SQLite a long import is enough), all of them were silent, and get the time to be heard again.
func (h *Heart) judges() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.steady.IsZero() && time.Since(h.steady) > h.pace.steady && time.Since(h.last) < h.pace.timeout/2
}
