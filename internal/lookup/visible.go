package lookup

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// Reading one's own writes: a caller that was told that a write is done must not be told afterwards that the number is
// unknown. So the writer itself brings the index up to its commit before it returns, beside the follower, and mostly
// with the records that it holds already: reading a large set again takes a third as long as writing it.

// reachLimit is how long a writer waits at most. A million new contacts are read in less.
const reachLimit = 10 * time.Second

// Visible is a store whose writers return when the index shows what they have written. late, which may be nil, is called
// with the writer's context when the index could not be brought that far in time; the write stands nevertheless.
func (x *Index) Visible(st ringdex.Store, late func(context.Context)) ringdex.Store {
	return visible{st, x, late, handedLimit}
}

type visible struct {
	ringdex.Store
	index *Index
	late  func(context.Context)
	limit int // of the records that one transaction hands over
}

// Update implements ringdex.Store.
func (v visible) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	var h handed
	err := v.Store.Update(ctx, org, func(w ringdex.Writer) error {
		h = handed{Writer: w, limit: v.limit, from: w.Head(), upTo: w.Head()}
		err := fn(&h)
		h.head = w.Head()
		h.Writer = nil // it ends here
		return err
	})
	if err != nil || h.head == h.from || !v.index.Ready() {
		return err
	}
	if err := v.index.reach(ctx, org, &h); err != nil {
		v.index.Log.WarnContext(ctx, "the number index is behind a write", "organization", int64(org), "error", err)
		if v.late != nil {
			v.late(ctx)
		}
	}
	return nil
}

// handedLimit is how many records a transaction keeps for the index, some 400 bytes each. The rest is read.
const handedLimit = 64 << 10

// handed is a writer that keeps what it writes for the index.
type handed struct {
	ringdex.Writer
	limit            int
	from, upTo, head int64 // of the journal: before the transaction, up to where subjects go, and after it
	subjects         []subject
}

// Apply implements ringdex.Writer.
func (h *handed) Apply(changes []ringdex.Change) error {
	before := h.Head()
	if err := h.Writer.Apply(changes); err != nil {
		return err
	}
	if h.upTo != before || len(h.subjects)+len(changes) > h.limit {
		return nil
	}
	for i := range changes {
		h.subjects = append(h.subjects, changedSubject(&changes[i]))
	}
	h.upTo = h.Head()
	return nil
}

func changedSubject(c *ringdex.Change) subject {
	switch {
	case c.Contact.After != nil:
		return contactSubject(c.Contact.After)
	case c.Company.After != nil:
		return companySubject(c.Company.After)
	}
	return subject{ref: c.Ref}
}

// reach returns once the index shows the changes of a transaction, whether the caller has left or not.
func (x *Index) reach(ctx context.Context, org ringdex.OrganizationID, h *handed) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reachLimit)
	defer cancel()
	if t := x.table(org); t != nil {
		if err := x.take(ctx, org, t, h); err != nil {
			return err
		}
	}
	return x.catchUpOne(ctx, org, h.head, false)
}

// take shows what a transaction has handed over, and reads what it has not. It does nothing unless the table stands
// where the transaction began: then somebody else has read it, or has to read more.
func (x *Index) take(ctx context.Context, org ringdex.OrganizationID, t *table, h *handed) error {
	if err := t.catching.Acquire(ctx, 1); err != nil {
		return err
	}
	defer t.catching.Release(1)
	if t.known() != h.from {
		return nil
	}
	t.stage(h.subjects)
	if h.upTo == h.head {
		t.show(h.head)
		return nil
	}
	return x.Store.View(ctx, org, func(r ringdex.Reader) error { return read(t, r, h.upTo) })
}
