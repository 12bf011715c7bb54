package lookup

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// Reading one's own writes: a caller that was told that a write is done must not be told afterwards that the number is
// unknown. So a writer hands its records to the table while it writes them, for the epoch that its commit begins. Where
// others have written what the table does not know yet, another node for one, it reads the journal after its commit.

// reachLimit is how long a writer waits for that at most. A million new contacts are read in less.
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
	h := handing{ctx: ctx, t: v.index.writable(org)}
	defer h.end()
	err := v.Store.Update(ctx, org, func(w ringdex.Writer) error {
		h.end() // of an attempt before this one
		h.Writer, h.from, h.staging = w, w.Head(), staging{}
		err := fn(&h)
		h.head = w.Head()
		return err
	})
	if err == nil {
		h.keep()
	}
	if err != nil || h.head == h.from || !v.index.Ready() {
		return err
	}
	h.show()
	if err := v.index.reach(ctx, org, h.head); err != nil {
		v.index.deps.Log.WarnContext(ctx, "the number index is behind a write", "organization", int64(org), "error", err)
		if v.late != nil {
			v.late(ctx)
		}
	}
	return nil
}

// writable is the table that a writer may hand records to, nil when there is none yet.
func (x *Index) writable(org ringdex.OrganizationID) *table {
	if !x.Ready() {
		return nil
	}
	return x.table(org)
}

// handing is a writer that hands what it writes to the table. From its first record to its end nobody else takes
// changes in; whoever waits for that is a writer that comes after it, or the follower, which passes on.
type handing struct {
	ringdex.Writer
	ctx        context.Context
	t          *table
	held       bool  // of t.catching
	from, head int64 // of the journal, before the transaction and after it
	staging    staging
}

// staging is what a transaction does to what its run stages.
type staging struct {
	run      ringdex.ID // of a portion, or the one that is rolled back
	began    bool       // with it
	subjects []subject
	over     bool // what was staged is taken back
}

// Apply implements ringdex.Writer.
func (h *handing) Apply(changes []ringdex.Change) error {
	if !h.staging.run.IsZero() {
		h.staging.subjects = append(h.staging.subjects, changedSubjects(changes)...)
		return h.Writer.Apply(changes)
	}
	if err := h.hold(); err != nil {
		return err
	}
	if err := h.Writer.Apply(changes); err != nil || !h.held {
		return err
	}
	h.t.prepare(changedSubjects(changes))
	return nil
}

// Stage implements ringdex.Writer.
func (h *handing) Stage(run ringdex.ID) (began bool, err error) {
	began, err = h.Writer.Stage(run)
	h.staging.run, h.staging.began = run, began
	return began, err
}

// Publish implements ringdex.Writer.
func (h *handing) Publish(run ringdex.ID) error {
	if err := h.hold(); err != nil {
		return err
	}
	if h.held && !h.t.publish(run) {
		h.held = false
		h.t.catching.Release(1) // whoever waits for the end of this reads the journal
	}
	h.staging.run = ringdex.ID{}
	return h.Writer.Publish(run)
}

// RollBack implements ringdex.Writer.
func (h *handing) RollBack(run ringdex.ID, limit int) (more bool, err error) {
	h.staging.run, h.staging.over = run, true
	return h.Writer.RollBack(run, limit)
}

// keep has the table know what the transaction, which has committed, has staged.
func (h *handing) keep() {
	switch {
	case h.t == nil:
	case h.staging.over:
		h.t.unstage(h.staging.run)
	case !h.staging.run.IsZero():
		h.t.stage(h.staging.run, h.staging.began, h.staging.subjects)
	}
}

// hold takes the table when it stands where the transaction began.
func (h *handing) hold() error {
	if h.held || h.t == nil || h.Head() != h.from {
		return nil
	}
	if err := h.t.catching.Acquire(h.ctx, 1); err != nil {
		return ringdex.Fail(ringdex.Unavailable, "lookup.ended").Because(err)
	}
	if h.held = h.t.known() == h.from; !h.held {
		h.t.catching.Release(1)
	}
	return nil
}

// show begins the epoch of the transaction, which has committed.
func (h *handing) show() {
	if h.held {
		h.held = false
		h.t.show(h.head)
		h.t.catching.Release(1)
	}
}

// end takes back what a transaction that did not commit has handed over.
func (h *handing) end() {
	if h.held {
		h.held = false
		h.t.discard()
		h.t.catching.Release(1)
	}
}

func changedSubjects(changes []ringdex.Change) []subject {
	subjects := make([]subject, len(changes))
	for i := range changes {
		subjects[i] = changedSubject(&changes[i])
	}
	return subjects
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

// reach returns once the index shows the organization's changes up to a sequence, whether the caller has left or not.
func (x *Index) reach(ctx context.Context, org ringdex.OrganizationID, seq int64) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reachLimit)
	defer cancel()
	return x.catchUpOne(ctx, org, seq)
}
