package intake

import (
	"context"
	"slices"
	"strconv"
	"time"

	"ringdex/internal/ringdex"
)

// batch is the records of one transaction. It goes through phases, each with a result:
//
//	read (by the rules of the moment) -> survey (what is unchanged) -> plan -> does it still hold -> apply
//
// All but the last can run on a snapshot, before the transaction.
type batch struct {
	in        *Intake
	ctx       context.Context
	order     Order
	records   []Record
	run       ringdex.Run
	now       time.Time
	hashes    map[string]string // of passwords
	repeats   bool              // shares a key with an earlier batch
	inventory *inventory        // of the source; may be nil
	last      bool              // of a stream

	*reading // by the latest rules; nil before reading
}

func (in *Intake) newBatch(ctx context.Context, order Order, run ringdex.Run, records []Record) *batch {
	return &batch{in: in, ctx: ctx, order: order, records: records, run: run, now: in.deps.Clock(), hashes: map[string]string{}}
}

// newCall returns the run for the order's calls of this hour.
func (in *Intake) newCall(order Order) ringdex.Run {
	run := in.newRun(order)
	run.Node = "" // several nodes may handle such calls
	run.ID = ringdex.DerivedID(run.Started.Truncate(time.Hour), strconv.FormatInt(int64(order.Organization), 10), order.Source, string(order.Kind), order.Door, order.Actor)
	return run
}

func (in *Intake) newRun(order Order) ringdex.Run {
	now := in.deps.Clock()
	return ringdex.Run{
		ID: ringdex.NewID(now), Source: order.Source, Kind: order.Kind, Door: order.Door, Actor: order.Actor, Name: order.Name,
		Node: in.deps.Node, State: ringdex.RunRunning, Started: now, Active: now,
	}
}

// seen returns the journal's head at the last look-ups for the batch, or -1.
func (b *batch) seen() int64 {
	switch {
	case b.reading == nil:
	case b.plan != nil:
		return b.plan.seq
	case b.survey != nil:
		return b.survey.seq
	}
	return -1
}

// planned reports whether there is a plan.
func (b *batch) planned() bool { return b.reading != nil && b.plan != nil }

// getReady does the work that needs no write transaction.
func (b *batch) getReady() error {
	if err := b.in.deps.Store.View(b.ctx, b.order.Organization, b.planAhead); err != nil || b.order.DryRun {
		return err
	}
	return b.prepare()
}

// planAhead plans on a snapshot if that pays off: for a dry run, for passwords (hashing is slow),
// if nothing will be written, and if records are independent.
func (b *batch) planAhead(r ringdex.Reader) error {
	if err := b.read(r); err != nil {
		return err
	}
	plan := b.order.DryRun || b.hasPasswords()
	if !plan && b.order.Kind == ringdex.KindContact {
		if err := b.look(r); err != nil {
			return err
		}
		plan = !slices.Contains(b.survey.unchanged, false) || b.independent(b.survey.unchanged)
	}
	if !plan {
		return nil
	}
	return b.makePlan(r, false)
}

// prepare does the work that needs no database: it parses the operations of possibly changed
// records and hashes passwords.
func (b *batch) prepare() error {
	switch {
	case b.planned():
		return b.hashPasswords()
	case b.order.Kind != ringdex.KindContact:
		return nil
	}
	for i := range b.records {
		if b.survey == nil || !b.survey.unchanged[i] {
			b.contactEdits(i)
		}
	}
	return nil
}

// abandoned returns an error once the caller has left, so that planning ends and the lock is
// released.
func (b *batch) abandoned() error {
	if cause := context.Cause(b.ctx); cause != nil {
		return ringdex.Fail(ringdex.Unavailable, "intake.ended").Because(cause)
	}
	return nil
}

func (b *batch) cause() ringdex.Cause {
	return ringdex.Cause{Source: b.order.Source, Run: b.run.ID, Actor: b.order.Actor, At: b.now}
}

// counts returns the figures of the plan.
func (b *batch) counts() (n ringdex.Counts) {
	for i := range b.plan.outcomes {
		n.Add(b.plan.outcomes[i].Action)
	}
	return n
}

// KeyVersion is the message key of WrongVersion.
const KeyVersion = "record.version"

// WrongVersion returns the Conflict of a record whose version is not the wanted one.
func WrongVersion(is, wanted int64) *ringdex.Error {
	return ringdex.Fail(ringdex.Conflict, KeyVersion, is, wanted)
}

// checkVersion refuses a record that matches one of another version than it wants.
func (rec *Record) checkVersion(is int64) *ringdex.Error {
	if rec.Version == 0 || rec.Version == is {
		return nil
	}
	return WrongVersion(is, rec.Version)
}

// refuse returns the outcome of a refused record.
func (rec *Record) refuse(problems ...*ringdex.Error) ringdex.Outcome {
	return ringdex.Outcome{At: rec.At, Key: rec.Identity.Text(), Action: ringdex.Refused, Problems: problems}
}
