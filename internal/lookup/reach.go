package lookup

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// Reading one's own writes: a caller that was told that a write is done must not be told afterwards that the number is
// unknown. So the writer itself brings the index up to its commit before it returns, beside the follower. Writers of one
// organization take turns at that, and one reading of the journal serves all that wait for it.

// reachLimit is how long a writer waits at most. A million new contacts are read in less.
const reachLimit = 10 * time.Second

// Visible is a store whose writers return when the index shows what they have written. late, which may be nil, is called
// with the writer's context when the index could not be brought that far in time; the write stands nevertheless.
func (x *Index) Visible(st ringdex.Store, late func(context.Context)) ringdex.Store {
	return visible{st, x, late}
}

type visible struct {
	ringdex.Store
	index *Index
	late  func(context.Context)
}

// Update implements ringdex.Store.
func (v visible) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	var before, head int64
	err := v.Store.Update(ctx, org, func(w ringdex.Writer) error {
		before = w.Head()
		err := fn(w)
		head = w.Head()
		return err
	})
	if err != nil || head == before || !v.index.Ready() {
		return err
	}
	if err := v.index.reach(ctx, org, head); err != nil {
		v.index.Log.WarnContext(ctx, "the number index is behind a write", "organization", int64(org), "error", err)
		if v.late != nil {
			v.late(ctx)
		}
	}
	return nil
}

// reach returns once the index shows the organization's changes up to a sequence, whether the caller has left or not.
func (x *Index) reach(ctx context.Context, org ringdex.OrganizationID, seq int64) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reachLimit)
	defer cancel()
	return x.catchUpOne(ctx, org, seq, false)
}
