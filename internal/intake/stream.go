package intake

import (
	"context"
	"errors"
	"iter"

	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// batchSize is how many records one transaction takes of a stream: enough that its cost does not count, few enough
// that other writers get in between and memory stays flat.
const batchSize = 1000

// Stream takes in any number of records, in batches, and hands every outcome to report, in order. The error says
// why the run stopped; what had been committed by then is in, and the run says how much that was.
//
// Of a replacing order others see the old set until the new one is complete, and an error, or a crash, leaves the old
// one. A dry run writes nothing; its batches do not see each other, so that a record that
// comes twice in different batches is predicted as created twice.
func (in *Intake) Stream(ctx context.Context, order Order, records iter.Seq2[Record, error], report func(*ringdex.Outcome) error) (ringdex.Run, error) {
	release, err := in.exclusive(order)
	if err != nil {
		return ringdex.Run{}, err
	}
	defer release()
	s := &stream{in: in, order: order, records: records, report: report, run: in.newRun(order), head: -1}
	defer s.forget()
	s.name = s.run
	switch {
	case order.DryRun:
		err = s.dryRun(ctx)
	case order.Replace:
		err = s.replace(ctx)
	default:
		err = s.append(ctx)
	}
	return s.end(ctx, err)
}

// stream is a run of many batches.
type stream struct {
	in      *Intake
	order   Order
	records iter.Seq2[Record, error]
	report  func(*ringdex.Outcome) error
	run     ringdex.Run // with its figures
	name    ringdex.Run // as it began: what batches, which are read beside, say of it
	came    seen.Set    // the contacts that a replacing run has met
	keys    [2]seen.Set // of records: those read of late, and those before them
	batches int         // read
	given   seen.Set    // the line of each external id that has come

	staged  bool  // something of a replacing run is, and not published
	head    int64 // of the journal, after the last batch of ours
	foreign int64 // the head up to which others may have written

	waited int64 // the head up to which moved was read; 0 when it was not
	moved  moved // what others had written by then, since the first waiting batch was planned
}

// append commits each batch by itself.
func (s *stream) append(ctx context.Context) error {
	if err := s.keep(ctx); err != nil {
		return err
	}
	return s.each(ctx, func(b *batch) error {
		if err := s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error { return s.write(w, b) }); err != nil {
			return err
		}
		return s.tell(b)
	})
}

// dryRun says what would happen.
func (s *stream) dryRun(ctx context.Context) error {
	if err := s.each(ctx, s.pretend); err != nil || !s.order.Replace {
		return err
	}
	return s.in.deps.Store.View(ctx, s.order.Organization, s.predict)
}

// pretend plans a batch and leaves it at that.
func (s *stream) pretend(b *batch) error {
	if s.order.Replace {
		return s.accept(b)
	}
	s.count(b)
	return s.tell(b)
}

// write carries a batch out and keeps the figures as they are then, so that they are right after a crash too.
func (s *stream) write(w ringdex.Writer, b *batch) error {
	before := s.run
	err := s.carryOut(w, b)
	if err == nil {
		err = w.PutRun(s.run)
	}
	if err != nil {
		s.run = before
	}
	return err
}

func (s *stream) carryOut(w ringdex.Writer, b *batch) error {
	if err := s.settle(w, b); err != nil {
		return err
	}
	return s.apply(w, b)
}

// settle has the batch have a plan that holds in the transaction.
func (s *stream) settle(w ringdex.Writer, b *batch) error {
	if w.Head() != s.head {
		s.foreign = w.Head() // somebody else has written, or this is the first batch
	}
	if err := b.read(w); err != nil {
		return err
	}
	stands := s.stands(b)
	if b.planned() && (b.plan.seq == w.Head() || stands && b.plan.independent) {
		return nil
	}
	return b.planHere(w, stands)
}

// apply writes what the plan of a batch says, with its refused records.
func (s *stream) apply(w ringdex.Writer, b *batch) error {
	if s.run.LastSeq == 0 {
		s.run.FirstSeq = w.Head()
	}
	if err := b.apply(w); err != nil {
		return err
	}
	if err := w.AddRefusals(s.run.ID, 0, b.refusals()); err != nil {
		return err
	}
	s.count(b)
	s.run.LastSeq, s.head = w.Head(), w.Head()
	return nil
}

func (s *stream) count(b *batch) {
	s.run.Counts = s.run.Counts.Plus(b.report(ringdex.RunRunning).Run.Counts)
}

func (s *stream) tell(b *batch) error {
	for i := range b.plan.outcomes {
		if err := s.report(&b.plan.outcomes[i]); err != nil {
			return err
		}
	}
	return nil
}

// each reads and prepares batches beside what do does with them.
func (s *stream) each(ctx context.Context, do func(*batch) error) error {
	for b, err := range s.ahead(ctx) {
		if err == nil {
			err = do(b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forget lets go of the keys.
func (s *stream) forget() {
	for _, set := range []*seen.Set{&s.came, &s.keys[0], &s.keys[1], &s.given} {
		_ = set.Close() // a temporary file that stays does no harm
	}
}

// keep writes the run as it stands.
func (s *stream) keep(ctx context.Context) error {
	return s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error { return w.PutRun(s.run) })
}

// end closes the run, also when the caller has gone.
func (s *stream) end(ctx context.Context, err error) (ringdex.Run, error) {
	s.run.State, s.run.Finished = ringdex.RunFinished, s.in.deps.Clock()
	if err != nil {
		s.run.State, s.run.Error = ringdex.RunStopped, ringdex.TextOf(err)
	}
	if s.order.DryRun {
		return s.run, err
	}
	unkept := s.keep(context.WithoutCancel(ctx))
	if unkept != nil {
		s.in.unheard.Store(s.run.ID, endedRun{s.order.Organization, s.run})
	}
	return s.run, errors.Join(err, unkept)
}

// exclusive lets one replacing run of a source happen at a time.
func (in *Intake) exclusive(order Order) (release func(), err error) {
	if !order.Replace {
		return func() {}, nil
	}
	key := order.source()
	if _, running := in.replacing.LoadOrStore(key, true); running {
		return nil, ringdex.Fail(ringdex.Conflict, "intake.replace_running", ringdex.Show(order.Source))
	}
	return func() { in.replacing.Delete(key) }, nil
}
