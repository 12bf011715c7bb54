package calls

import (
	"context"
	"sync"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// hub passes calls on to those who watch them.
type hub struct {
	mu       sync.Mutex
	watching map[ringdex.OrganizationID]map[*Watch]bool
	last     map[ringdex.OrganizationID]int64 // sequence that was passed on
	ended    chan struct{}
	once     sync.Once
}

// Watch is somebody who sees calls as they happen. Calls are there in the order of their changes;
// one that changes again comes again.
type Watch struct {
	Calls   <-chan ringdex.Call
	Ended   <-chan struct{} // closed when the program ends
	send    chan ringdex.Call
	hub     *hub
	org     ringdex.OrganizationID
	contact ringdex.ID
}

// Limits of those who watch.
const (
	mostWatches = 10 // of a person: as many open pages
	mostUnread  = 32 // calls
)

// Watch begins to watch the calls of the organization. Conflict if the person has too many pages
// open. Call Close at the end.
func (c *Calls) Watch(ctx context.Context, p auth.Principal) (*Watch, error) {
	if err := p.Require(auth.Read); err != nil {
		return nil, err
	}
	send := make(chan ringdex.Call, mostUnread)
	w := &Watch{Calls: send, Ended: c.hub.ended, send: send, hub: &c.hub, org: p.Organization, contact: p.Contact}
	if !c.hub.isWatched(p.Organization) {
		if err := c.begin(ctx, p.Organization); err != nil {
			return nil, err
		}
	}
	return w, c.hub.add(w)
}

func (h *hub) isWatched(org ringdex.OrganizationID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watching[org]) > 0
}

// begin passes on what is stored from now on. What came before is history, and would be shown as
// if it rang.
func (c *Calls) begin(ctx context.Context, org ringdex.OrganizationID) error {
	return c.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		seq, err := of(r).LastCall()
		if err != nil {
			return err
		}
		c.hub.mu.Lock()
		defer c.hub.mu.Unlock()
		if len(c.hub.watching[org]) == 0 { // else somebody was faster, and has calls to come
			c.hub.moveTo(org, seq)
		}
		return nil
	})
}

func (h *hub) add(w *Watch) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for other := range h.watching[w.org] {
		if other.contact == w.contact {
			n++
		}
	}
	if n >= mostWatches {
		return ringdex.Fail(ringdex.Conflict, "calls.many_pages", mostWatches)
	}
	if h.watching == nil {
		h.watching = map[ringdex.OrganizationID]map[*Watch]bool{}
	}
	if h.watching[w.org] == nil {
		h.watching[w.org] = map[*Watch]bool{}
	}
	h.watching[w.org][w] = true
	return nil
}

// Close ends the watch.
func (w *Watch) Close() {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	delete(w.hub.watching[w.org], w)
}

// send passes a call on. Whoever does not receive misses it, and holds nobody up.
func (h *hub) send(org ringdex.OrganizationID, call ringdex.Call) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watching[org] {
		select {
		case w.send <- call:
		default:
		}
	}
}

// EndWatching ends all watches, so that a stopping server does not wait for them.
func (c *Calls) EndWatching() { c.hub.once.Do(func() { close(c.hub.ended) }) }

// poll is how often calls of other nodes are looked for, besides signals.
const poll = time.Second

// Follow passes on what is stored, by this node or by others, until ctx ends.
func (c *Calls) Follow(ctx context.Context) {
	_ = journal.Watch(ctx, journal.Watched{Committed: c.deps.Store.Subscribe(), Every: poll}, func() (more bool) {
		for _, org := range c.hub.organizations() {
			if err := c.catchUp(ctx, org); err != nil && ctx.Err() == nil {
				c.deps.Log.WarnContext(ctx, "calls cannot be followed", "error", err)
			}
		}
		return false
	})
}

func (h *hub) organizations() (orgs []ringdex.OrganizationID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for org, watching := range h.watching {
		if len(watching) > 0 {
			orgs = append(orgs, org)
		}
	}
	return orgs
}

// mostAtOnce is how many changed calls are read together.
const mostAtOnce = 500

// catchUp passes on the calls that have changed.
func (c *Calls) catchUp(ctx context.Context, org ringdex.OrganizationID) error {
	return c.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		for {
			changed, err := of(r).CallsSince(c.hub.reached(org), mostAtOnce)
			if err != nil {
				return err
			}
			for i := range changed {
				c.hub.send(org, changed[i])
				c.hub.reach(org, changed[i].Seq)
			}
			if len(changed) < mostAtOnce {
				return nil
			}
		}
	})
}

func (h *hub) reach(org ringdex.OrganizationID, seq int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moveTo(org, seq)
}

// moveTo is reach for a hub that is locked.
func (h *hub) moveTo(org ringdex.OrganizationID, seq int64) {
	if h.last == nil {
		h.last = map[ringdex.OrganizationID]int64{}
	}
	h.last[org] = seq
}

func (h *hub) reached(org ringdex.OrganizationID) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last[org]
}
