package thulium

import (
	"context"
	"sync"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// A first load looks for each record by its identifier and by its number, at four calls a second. So
// a batch with many records that were never written first reads the whole list, once for a while,
// and only what is in the list is looked for.
const (
	manyNew  = 20 // records in a batch
	listLife = 10 * time.Minute
)

// lists are the identifiers and numbers that Thulium has, by kind.
type lists struct {
	mu  sync.Mutex
	has map[ringdex.Kind]map[string]bool
	end map[ringdex.Kind]time.Time
}

// listed returns the list for a batch; nil if it is not worth reading.
func (th *Thulium) listed(ctx context.Context, b *connector.Batch) (map[string]bool, error) {
	added := 0
	for i := range b.Changes {
		if isNew(&b.Changes[i]) {
			added++
		}
	}
	th.lists.mu.Lock()
	defer th.lists.mu.Unlock()
	now := th.deps.Clock()
	switch {
	case added < manyNew:
		return nil, nil
	case now.Before(th.lists.end[b.Kind]):
		return th.lists.has[b.Kind], nil
	}
	has, err := th.readList(ctx, b.Kind)
	if err != nil {
		return nil, err
	}
	if th.lists.has == nil {
		th.lists.has, th.lists.end = map[ringdex.Kind]map[string]bool{}, map[ringdex.Kind]time.Time{}
	}
	th.lists.has[b.Kind], th.lists.end[b.Kind] = has, now.Add(listLife)
	return has, nil
}

func (th *Thulium) readList(ctx context.Context, kind ringdex.Kind) (map[string]bool, error) {
	has := map[string]bool{}
	err := th.each(ctx, kind, func(r *row) bool {
		for _, name := range []string{attrIdentifier, attrPhone} {
			for _, value := range r.Values[name] {
				has[name+rules.Plain(name, value)] = true
			}
		}
		return true
	})
	return has, err
}

// each calls fn with each record that Thulium has, in pages of 1,000, until fn returns false.
func (th *Thulium) each(ctx context.Context, kind ringdex.Kind, fn func(*row) bool) error {
	page := func(skip int) ([]row, int, error) {
		q := query(kind, pageSize, skip)
		q.Set("order", models[kind].id)
		return th.list(ctx, kind, q)
	}
	return call.Pages(page, func(r *row) string { return r.ID }, fn)
}

// isNew reports whether a change is of a record that was surely never written.
func isNew(c *connector.Change) bool { return c.Memory == nil && !c.Unsure && !c.Gone() }

// absent reports whether Thulium surely lacks a record, by a list.
func absent(has map[string]bool, want attribute.Set) bool {
	first := rules.Plain(attrPhone, want.First(attrPhone))
	return has != nil && !has[attrIdentifier+want.First(attrIdentifier)] && !has[attrPhone+first]
}
