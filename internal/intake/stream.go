package intake

import (
	"context"
	"errors"
	"iter"

	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// batchSize is how many records of a stream one transaction writes: enough to amortize the
// transaction, few enough to let other writers in and to bound memory.
const batchSize = 1000

// Stream imports any number of records in batches and passes every outcome to report, in order. The
// error is why the run stopped; committed batches stay, and the run counts them.
//
// During a replacing order others see the old set until the new one is complete; an error or a
// crash leaves the old one. A dry run writes nothing. Its batches do not see each other, so it
// predicts two creations for a record that occurs in two batches.
func (in *Intake) Stream(ctx context.Context, order Order, records iter.Seq2[Record, error], report func(*ringdex.Outcome) error) (ringdex.Run, error) {
	release, err := in.exclusive(order)
	if err != nil {
		return ringdex.Run{}, err
	}
	defer release()
	s := &stream{in: in, order: order, records: records, report: report, name: in.newRun(order)}
	defer s.forget()
	s.progress = progress{run: s.name, head: -1}
	if order.Replace && order.Kind == ringdex.KindContact {
		s.inventory = newInventory(order.Source, in.remembers)
	}
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
	in        *Intake
	order     Order
	records   iter.Seq2[Record, error]
	report    func(*ringdex.Outcome) error
	name      ringdex.Run // initial copy of the run, for batches in other goroutines
	inventory *inventory  // of a replacing run; nil for companies
	awaited   *inventory  // instead of one that was given up: what had not come before the last transaction
	came      seen.Set    // contacts in the input of a replacing run
	keys      [2]seen.Set // keys of records: recent ones and earlier ones
	batches   int         // read
	given     seen.Set    // line of each external id

	progress
	staged bool  // has staged and unpublished changes
	waited int64 // journal head up to which moved was read; 0 for none
	moved  moved // foreign writes since the first waiting batch was planned
}

// progress is what a transaction of a stream changes: one that fails restores it.
type progress struct {
	run     ringdex.Run // with its figures
	refused refused     // records of a replacing run
	head    int64       // journal head after our last batch
	foreign int64       // journal head after the last possible foreign write
}

// append commits each batch in its own transaction.
func (s *stream) append(ctx context.Context) error {
	return s.each(ctx, func(b *batch) error {
		if err := s.in.deps.Store.Update(ctx, s.order.Organization, func(w ringdex.Writer) error { return s.write(w, b) }); err != nil {
			return err
		}
		return s.tell(b)
	})
}

// dryRun predicts the outcomes.
func (s *stream) dryRun(ctx context.Context) error {
	if err := s.each(ctx, s.pretend); err != nil || !s.order.Replace {
		return err
	}
	return s.in.deps.Store.View(ctx, s.order.Organization, s.predict)
}

// pretend plans a batch without applying it.
func (s *stream) pretend(b *batch) error {
	if s.order.Replace {
		return s.accept(b)
	}
	s.count(b)
	return s.tell(b)
}

// write applies a batch and stores the run's figures in the same transaction, so that they are
// correct after a crash. The last batch ends the run.
func (s *stream) write(w ringdex.Writer, b *batch) error {
	before := s.progress
	err := s.carryOut(w, b)
	if err == nil {
		s.run.Active = b.now
		err = s.put(w, b.last)
	}
	if err != nil {
		s.progress = before
	}
	return err
}

// put stores the run. last says that nothing comes after this transaction; then it also ends the
// run, unless the file has findings, which are complete only after the outcomes are reported.
func (s *stream) put(w ringdex.Writer, last bool) error {
	if last && s.order.Findings == nil {
		s.close(nil)
	}
	return w.PutRun(s.run)
}

func (s *stream) carryOut(w ringdex.Writer, b *batch) error {
	if err := s.settle(w, b); err != nil {
		return err
	}
	return s.apply(w, b)
}

// settle ensures that the batch has a plan that holds in the transaction.
func (s *stream) settle(w ringdex.Writer, b *batch) error {
	s.noteForeign(w)
	if err := b.read(w); err != nil {
		return err
	}
	if b.repeats { // its plan and its survey do not know what this run has made of the same keys
		b.survey, b.plan = nil, nil
	}
	stands := s.stands(b)
	if b.planned() && (b.plan.seq == w.Head().Changes || stands && b.plan.independent) {
		return nil
	}
	return b.planHere(w, stands)
}

// noteForeign notes that others have written since our last batch, or that there was none.
func (s *stream) noteForeign(r ringdex.Reader) {
	if head := r.Head().Changes; head != s.head {
		s.head, s.foreign = head, head
	}
}

// apply writes the plan of a batch and its refused records.
func (s *stream) apply(w ringdex.Writer, b *batch) error {
	if s.run.LastSeq == 0 {
		s.run.FirstSeq = w.Head().Changes
	}
	if err := b.apply(w); err != nil {
		return err
	}
	if err := w.AddRefusals(s.run.ID, 0, b.refusals()); err != nil {
		return err
	}
	s.count(b)
	s.run.LastSeq, s.head = w.Head().Changes, w.Head().Changes
	return nil
}

func (s *stream) count(b *batch) {
	s.run.Counts = s.run.Counts.Plus(b.counts())
}

func (s *stream) tell(b *batch) error {
	for _, c := range b.plan.companies {
		if s.order.Made != nil {
			s.order.Made(c)
		}
	}
	for i := range b.plan.outcomes {
		if err := s.report(&b.plan.outcomes[i]); err != nil {
			return err
		}
	}
	return nil
}

// each reads and prepares batches while do handles the previous ones.
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

// forget frees the sets of keys.
func (s *stream) forget() {
	for _, set := range []*seen.Set{&s.came, &s.keys[0], &s.keys[1], &s.given} {
		_ = set.Close() // a leftover temporary file is harmless
	}
}

// close sets the result of the run.
func (s *stream) close(err error) {
	s.run.State, s.run.Finished = ringdex.RunFinished, s.in.deps.Clock()
	s.run.Active = s.run.Finished
	if err != nil {
		s.run.State, s.run.Error = ringdex.RunStopped, ringdex.TextOf(err)
	}
	if s.order.Findings != nil {
		s.run.Findings = s.order.Findings()
	}
}

// end closes the run, unless its last transaction has, even if the caller's context has ended.
func (s *stream) end(ctx context.Context, err error) (ringdex.Run, error) {
	if err == nil && s.run.State == ringdex.RunFinished {
		return s.run, nil
	}
	if s.close(err); s.order.DryRun {
		return s.run, err
	}
	unkept := s.in.deps.Store.Update(context.WithoutCancel(ctx), s.order.Organization, func(w ringdex.Writer) error { return w.PutRun(s.run) })
	if unkept != nil {
		s.in.unheard.Store(s.run.ID, endedRun{s.order.Organization, s.run})
	}
	return s.run, errors.Join(err, unkept)
}

// exclusive allows one replacing run of a source at a time.
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
