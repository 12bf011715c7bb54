package lookup

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// Read your writes: a lookup after an acknowledged write must find the new number. So a writer
// passes its records to the table during the transaction, for the epoch that its commit begins. If
// the table lags behind other writes (those of another node, say), the writer reads the journal
// after its commit.

// reachLimit bounds the wait of a writer for that. Reading a million new contacts takes less.
const reachLimit = 10 * time.Second

// Visible returns a store whose writes return once the index shows them. late, which may be nil, is
// called with the writer's context if the index did not get there within the limit; the write
// stands nevertheless.
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
		h.end() // discard the previous attempt
		h.Writer, h.from, h.staging = w, w.Head().Changes, staging{}
		if b, can := w.(blocker); can {
			b.WhenBlocked(h.end) // releases the table while it waits, so that the staging run can write
		}
		err := fn(&h)
		h.head = w.Head().Changes
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

// blocker is a writer that reports when its transaction is given up, to begin again after the end
// of a run that stages: what was prepared for its commit must be released before it waits.
type blocker interface{ WhenBlocked(do func()) }

// writable returns the table that a writer may add records to, or nil if none is loaded.
func (x *Index) writable(org ringdex.OrganizationID) *table {
	if !x.Ready() {
		return nil
	}
	return x.table(org)
}

// handing is a writer that also adds what it writes to the table. From its first record to its end
// it holds the table exclusively. Only a later writer waits for it; the follower skips the
// organization.
type handing struct {
	ringdex.Writer
	ctx        context.Context
	t          *table
	held       bool  // holds t.catching
	from, head int64 // journal sequences before and after the transaction
	staging    staging
}

// Unwrap returns the writer of the store; see ringdex.Part.
func (h *handing) Unwrap() ringdex.Writer { return h.Writer }

// staging records what a transaction does with staged records.
type staging struct {
	run      ringdex.ID // the run that stages or is rolled back
	began    bool       // the run began with this transaction
	subjects []subject
	over     bool // the run is rolled back
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
		h.t.catching.Release(1) // waiters for the publication read the journal
	}
	h.staging.run = ringdex.ID{}
	return h.Writer.Publish(run)
}

// RollBack implements ringdex.Writer.
func (h *handing) RollBack(run ringdex.ID, limit int) (more bool, err error) {
	h.staging.run, h.staging.over = run, true
	return h.Writer.RollBack(run, limit)
}

// keep adds the staged records to the table after the commit.
func (h *handing) keep() {
	switch {
	case h.t == nil:
	case h.staging.over:
		h.t.unstage(h.staging.run)
	case !h.staging.run.IsZero():
		h.t.stage(h.staging.run, h.staging.began, h.staging.subjects)
	}
}

// hold locks the table if it is current as of the transaction's start.
func (h *handing) hold() error {
	if h.held || h.t == nil || h.Head().Changes != h.from {
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

// show begins the transaction's epoch, after the commit.
func (h *handing) show() {
	if h.held {
		h.held = false
		h.t.show(h.head)
		h.t.catching.Release(1)
	}
}

// end removes what a transaction added and did not commit.
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

// reach returns once the index shows the organization's changes up to a sequence, even if the
// caller's request is cancelled.
func (x *Index) reach(ctx context.Context, org ringdex.OrganizationID, seq int64) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reachLimit)
	defer cancel()
	return x.catchUpOne(ctx, org, seq)
}
