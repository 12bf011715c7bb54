package intake

import (
	"context"
	"slices"
	"strconv"
	"time"

	"ringdex/internal/ringdex"
)

// batch is the records that one transaction takes in. It goes through phases, each of which leaves what it has come to:
//
//	read (by the rules of the moment) -> survey (what is unchanged) -> plan -> does it still hold -> apply
//
// All but the last can be done on a snapshot, before the batch may be written.
type batch struct {
	in      *Intake
	ctx     context.Context
	order   Order
	records []Record
	run     ringdex.Run
	now     time.Time
	hashes  map[string]string // of passwords
	repeats bool              // a record of a batch before it has the key of one of its own

	*reading // by the rules as they were seen last; nil before that
}

func (in *Intake) newBatch(ctx context.Context, order Order, records []Record) *batch {
	return &batch{in: in, ctx: ctx, order: order, records: records, now: in.deps.Clock(), hashes: map[string]string{}, run: in.newCall(order)}
}

// newCall is the run of calls that this one belongs to: the order's, in this hour.
func (in *Intake) newCall(order Order) ringdex.Run {
	run := in.newRun(order)
	run.Node = "" // several nodes may take such calls
	run.ID = ringdex.DerivedID(run.Started.Truncate(time.Hour), strconv.FormatInt(int64(order.Organization), 10), order.Source, string(order.Kind), order.Door, order.Actor)
	return run
}

func (in *Intake) newRun(order Order) ringdex.Run {
	now := in.deps.Clock()
	return ringdex.Run{
		ID: ringdex.NewID(now), Source: order.Source, Kind: order.Kind, Door: order.Door, Actor: order.Actor, Name: order.Name,
		Node: in.deps.Node, State: ringdex.RunRunning, Started: now,
	}
}

// seen is the journal's head when the directory was looked at last for the batch, -1 when it was not.
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

// planned says whether there is a plan.
func (b *batch) planned() bool { return b.reading != nil && b.plan != nil }

// getReady does what can be done before the batch may be written.
func (b *batch) getReady() error {
	if err := b.in.deps.Store.View(b.ctx, b.order.Organization, b.planAhead); err != nil || b.order.DryRun {
		return err
	}
	return b.prepare()
}

// planAhead makes the plan on a snapshot where that is worth it outside of the lock: for a dry run, for passwords, which
// take long to hash, where nothing is to be written, and where records are independent.
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

// prepare does what needs no database: reading the operations of records that are not known to be unchanged, and
// hashing passwords.
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

// abandoned is an error once the caller has left: planning ends, and the organization is free for others.
func (b *batch) abandoned() error {
	if cause := context.Cause(b.ctx); cause != nil {
		return ringdex.Fail(ringdex.Unavailable, "intake.ended").Because(cause)
	}
	return nil
}

func (b *batch) cause() ringdex.Cause {
	return ringdex.Cause{Source: b.order.Source, Run: b.run.ID, Actor: b.order.Actor, At: b.now}
}

func (b *batch) report(state ringdex.RunState) Report {
	run := b.run
	run.State, run.Finished = state, b.in.deps.Clock()
	for i := range b.plan.outcomes {
		o := &b.plan.outcomes[i]
		if o.Company != nil {
			o.Ref = o.Company.Ref() // it has its number now
		}
		run.Counts.Add(o.Action)
	}
	return Report{run, b.plan.outcomes}
}

// refuse is the outcome of a record that does not go in.
func (rec *Record) refuse(problems ...*ringdex.Error) ringdex.Outcome {
	return ringdex.Outcome{At: rec.At, Key: rec.Key.Text(), Action: ringdex.Refused, Problems: problems}
}
