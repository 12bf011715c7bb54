package helpdesk

import (
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// clockSkew is how far the clock that dates records may be behind the one that dates answers.
const clockSkew = 2 * time.Second

// answers is when the helpdesk has answered, by its own clock.
type answers struct {
	last time.Time // the last answer to an import
	lost time.Time // the last one before an import that got no answer; zero if there is none
}

// imported notes how an import ended.
func (h *helpdesk) imported(header http.Header, err error) {
	failed, isCall := errors.AsType[*call.Error](err)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err == nil:
		h.answers.last = h.timeOf(header)
	case isCall && failed.Unknown() && h.answers.lost.IsZero():
		h.answers.lost = h.answers.last
	}
}

// recovered forgets a lost import: its records have been written.
func (h *helpdesk) recovered(items []*item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, it := range items {
		if it.change.Unsure {
			h.answers.lost = time.Time{}
		}
	}
}

// findLost settles new records of an import that got no answer, without a call for each: what it
// has created is in the list of what has changed since. The others are as new as before.
func (h *helpdesk) findLost(ctx context.Context, kind ringdex.Kind, items []*item) error {
	h.mu.Lock()
	since := h.answers.lost
	h.mu.Unlock()
	if since.IsZero() || kind != ringdex.KindContact {
		return nil
	}
	there, err := h.changedSince(ctx, kind, since.Add(-clockSkew))
	if err != nil || there == nil {
		return err
	}
	for _, it := range items {
		if it.done || !it.unsure || it.was.ID != "" {
			continue
		}
		it.unsure = false
		if r := there[it.change.Key]; r != nil {
			it.was.ID = r.key(kind)
			it.unsure = h.incomplete(kind, r)
			it.see(kind, h, r)
			it.plan(h)
		}
	}
	return nil
}

// changedSince returns the records that have changed since a time, by external id; nil if there are
// too many.
func (h *helpdesk) changedSince(ctx context.Context, kind ringdex.Kind, since time.Time) (map[string]row, error) {
	there := map[string]row{}
	filter := map[string]any{"LastUpdatedDateFromUtc": since.UTC().Format(timeForm)}
	for p, err := range h.pages(ctx, kind, filter) {
		if err != nil || p.TotalItems > pageSize*fewPages {
			return nil, err
		}
		for _, r := range p.Items {
			there[r.text("ExternalId")] = r
		}
	}
	return there, nil
}

// readers is how many records are read concurrently.
const readers = 8

// readEach reads the records of which it is not certain what the helpdesk has.
func (h *helpdesk) readEach(ctx context.Context, kind ringdex.Kind, items []*item) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readers)
	for _, it := range items {
		if it.done || !it.unsure && it.was.ID != "" && !it.was.removes(it.want) {
			continue
		}
		group.Go(func() error { return h.readOne(ctx, kind, it) })
	}
	return group.Wait()
}
