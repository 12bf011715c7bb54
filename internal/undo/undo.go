// Package undo takes changes back: those of a run, or a single one.
//
// It reads the journal backwards and writes the inverse of each change: a created record goes, an
// updated or deleted one becomes what it was. It inverts a change only if the record still stands
// as the change left it. Otherwise something else has touched it since: it is left and listed with
// the reason, or with Order.Fields loses only what nobody else has changed.
//
// Taking back is a run of its own, with outcomes and changes in the journal, so it can be taken
// back too. It stops and begins anywhere: what stands as before the change is unchanged.
//
// Passwords stay out of it, because the journal has no secrets: an update takes no password back.
// The store keeps the password of a deleted contact for its return.
package undo

import (
	"context"
	"errors"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// Door is the door of runs that take changes back.
const Door = "undo"

// Deps are what an Undo needs.
type Deps struct {
	Store ringdex.Store
	Clock ringdex.Clock
	Node  string // this node, the owner of its runs while it is alive

	// Erased returns a check of contacts as they are to be stored: the reason why one must not be,
	// since its person was erased. The check is nil while nobody is.
	Erased func(ringdex.SettingsReader) (check func(was, is *ringdex.Contact) *ringdex.Error, err error)
}

// Undo takes changes back. It is safe for concurrent use.
type Undo struct{ deps Deps }

// New returns an Undo.
func New(d Deps) *Undo { return &Undo{d} }

// Order says what to take back, and how.
type Order struct {
	Organization ringdex.OrganizationID
	Run          ringdex.ID // all changes of this run,
	Change       int64      // or the change with this sequence
	Fields       bool       // takes single fields back where something else has changed others
	DryRun       bool       // writes nothing
	Actor        string
	Authority    ringdex.Authority
	Report       func(*ringdex.Reversal) error // receives each outcome; may be nil
}

// TakeBack takes changes back and returns the run that did it. Created, Updated and Deleted count
// what it did; Unchanged counts records that stood as before already, Refused those that it left.
// NotFound if there is no such run or change; Conflict if the run is still going, or if it is so
// old that only its figures are left. If it stops on its way, the error says why, the run shows
// what was done, and the same order later does the rest.
func (u *Undo) TakeBack(ctx context.Context, o Order) (ringdex.Run, error) {
	t := taking{undo: u, order: o}
	defer func() { _ = t.met.Close() }() // a leftover temporary file is harmless
	if err := u.deps.Store.View(ctx, o.Organization, t.begin); err != nil {
		return ringdex.Run{}, err
	}
	var err error
	for err == nil && t.before > t.after+1 {
		if err = ctx.Err(); err == nil {
			err = t.takePortion(ctx)
		}
	}
	return t.end(ctx, err)
}

// taking is one order on its way.
type taking struct {
	undo          *Undo
	order         Order
	run           ringdex.Run // that takes back
	after, before int64       // the sequences between which changes remain to be taken back
	position      int         // of the next outcome
	met           seen.Set    // records that were left; in a dry run all records, see meet
}

// begin finds what the order names.
func (t *taking) begin(r ringdex.Reader) error {
	began := t.now()
	t.run = ringdex.Run{
		ID: ringdex.NewID(began), Door: Door, Actor: t.order.Actor, Node: t.undo.deps.Node, State: ringdex.RunRunning, Started: began, Active: began,
	}
	if t.order.Change != 0 {
		return t.beginChange(r)
	}
	of, err := r.Run(t.order.Run)
	switch {
	case err != nil:
		return err
	case of.Runs > 0:
		return ringdex.Fail(ringdex.Conflict, "undo.folded")
	case of.State == ringdex.RunRunning && of.Calls == 0:
		return ringdex.Fail(ringdex.Conflict, "undo.running", of.ID)
	}
	t.run.Kind, t.run.Source, t.run.Name, t.run.Undoes = of.Kind, of.Source, of.Name, of.ID
	t.after, t.before = of.FirstSeq, of.LastSeq+1
	return nil
}

func (t *taking) beginChange(r ringdex.Reader) error {
	changes, err := r.Changes(t.order.Change-1, 1)
	if err == nil && (len(changes) == 0 || changes[0].Seq != t.order.Change) {
		err = ringdex.Fail(ringdex.NotFound, "undo.no_change", t.order.Change)
	}
	if err != nil {
		return err
	}
	t.run.Kind, t.run.Source = changes[0].Ref.Kind, changes[0].Cause.Source
	t.after, t.before = t.order.Change-1, t.order.Change+1
	return nil
}

func (t *taking) now() time.Time { return t.undo.deps.Clock() }

// wants reports whether the order covers a change.
func (t *taking) wants(c *ringdex.Change) bool {
	return t.order.Change != 0 || c.Cause.Run == t.order.Run
}

// takePortion takes the changes of one portion back in one transaction.
func (t *taking) takePortion(ctx context.Context) (err error) {
	var p *portion
	if t.order.DryRun {
		err = t.undo.deps.Store.View(ctx, t.order.Organization, func(r ringdex.Reader) error {
			p, err = t.plan(r)
			return err
		})
	} else {
		err = t.undo.deps.Store.Update(ctx, t.order.Organization, func(w ringdex.Writer) error {
			if p, err = t.plan(w); err != nil {
				return err
			}
			return p.write(w)
		})
	}
	if err != nil {
		return err
	}
	return t.keep(p)
}

// keep goes on from a portion that is done.
func (t *taking) keep(p *portion) error {
	t.before, t.run, t.position = p.next, p.run, t.position+len(p.steps)
	for ref, met := range p.meetings() {
		if err := t.met.Put(keyOf(ref), met); err != nil {
			return err
		}
	}
	if t.order.Report == nil {
		return nil
	}
	for i := range p.steps {
		if err := t.order.Report(&p.steps[i].Reversal); err != nil {
			return err
		}
	}
	return nil
}

// end closes the run, even if the caller's context has ended.
func (t *taking) end(ctx context.Context, err error) (ringdex.Run, error) {
	t.run.State, t.run.Finished = ringdex.RunFinished, t.now()
	t.run.Active = t.run.Finished
	if err != nil {
		t.run.State, t.run.Error = ringdex.RunStopped, ringdex.TextOf(err)
	}
	if t.order.DryRun || t.position == 0 {
		return t.run, err
	}
	unkept := t.undo.deps.Store.Update(context.WithoutCancel(ctx), t.order.Organization, func(w ringdex.Writer) error { return w.PutRun(t.run) })
	return t.run, errors.Join(err, unkept)
}
