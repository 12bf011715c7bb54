package helpdesk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
	"ringdex/internal/ringdex"
)

// imports is what is known of the imports of this process.
type imports struct {
	at   time.Time // of the last answer, by the helpdesk's clock
	last stamp     // of the last Write that ended well
	lost stamp     // the last one before an import that got no answer; zero if there is none
}

// stamp is a moment in the helpdesk: a record that was written then, and the time of the answer.
type stamp struct {
	id string
	at time.Time
}

// imported notes how an import ended.
func (h *helpdesk) imported(header http.Header, err error) {
	failed, isCall := errors.AsType[*call.Error](err)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err == nil:
		h.imports.at = h.timeOf(header)
	case isCall && failed.Unknown() && h.imports.lost.id == "":
		h.imports.lost = h.imports.last
	}
}

// wrote notes that a batch was written, after which its lost imports do not matter.
func (h *helpdesk) wrote(kind ringdex.Kind, items []*item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if slices.ContainsFunc(items, func(it *item) bool { return it.change.Unsure }) {
		h.imports.lost = stamp{}
	}
	for _, it := range slices.Backward(items) {
		if m := recall(it.result.Memory); m.ID != "" && kind == ringdex.KindContact {
			h.imports.last = stamp{m.ID, h.imports.at}
			return
		}
	}
}

// beforeLost returns the time by the helpdesk's clock of records, which may be another one than
// that of its answers, at which the last import before the lost one was over; "" if that is not
// known.
func (h *helpdesk) beforeLost(ctx context.Context, kind ringdex.Kind) (string, error) {
	h.mu.Lock()
	lost := h.imports.lost
	h.mu.Unlock()
	if lost.id == "" || kind != ringdex.KindContact {
		return "", nil
	}
	r, err := h.record(ctx, kind, lost.id)
	if err != nil {
		return "", err
	}
	updated, err := time.Parse(time.RFC3339, r.text("LastUpdatedUtc"))
	if err != nil || updated.After(lost.at.Add(time.Second)) { // it has changed since; an answer says no fractions
		updated = lost.at
	}
	return updated.UTC().Format(timeForm), nil
}

// findLost settles new records of an import that got no answer, without a call for each: what it
// has created is in the list of what has changed since, or in the whole list if nobody knows since
// when, as after a kill. The others are as new as before.
func (h *helpdesk) findLost(ctx context.Context, kind ringdex.Kind, items []*item) error {
	var lost []*item
	for _, it := range items {
		if !it.done && it.unsure && it.was.ID == "" {
			lost = append(lost, it)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	since, err := h.beforeLost(ctx, kind)
	if err != nil || since == "" && !listed.Worth(len(lost)) {
		return err
	}
	there, err := h.changedSince(ctx, kind, since)
	if err != nil || there == nil {
		return err
	}
	for _, it := range lost {
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

// changedSince returns the records that have changed since a time, all for "", by external id; nil
// if there are too many.
func (h *helpdesk) changedSince(ctx context.Context, kind ringdex.Kind, since string) (map[string]row, error) {
	there := map[string]row{}
	var filter map[string]any
	if since != "" {
		filter = map[string]any{"LastUpdatedDateFromUtc": since}
	}
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
