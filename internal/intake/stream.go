package intake

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// batchSize is how many records one transaction takes of a stream: enough that its cost does not count, few enough
// that other writers get in between and memory stays flat.
const batchSize = 1000

// readAhead is how many batches are read and prepared while another one is written.
const readAhead = 1

// Stream takes in any number of records, in batches, and hands every outcome to report, in order. The error says
// why the run stopped; what had been committed by then is in, and the run says how much that was.
//
// A replacing job is one transaction: others see the old set until the new one is complete, and an error, or a
// crash, leaves the old one. A dry run writes nothing; its batches do not see each other, so that a record that
// comes twice in different batches is predicted as created twice.
func (in *Intake) Stream(ctx context.Context, job Job, records iter.Seq2[Record, error], report func(*ringdex.Outcome) error) (ringdex.Run, error) {
	release, err := in.exclusive(job)
	if err != nil {
		return ringdex.Run{}, err
	}
	defer release()
	s := &stream{in: in, job: job, records: records, report: report, run: in.newRun(job), head: -1}
	defer s.forget()
	s.name = s.run
	switch {
	case job.DryRun:
		err = s.dryRun(ctx)
	case job.Replace:
		err = s.replace(ctx)
	default:
		err = s.append(ctx)
	}
	return s.end(ctx, err)
}

// stream is a run of many batches.
type stream struct {
	in      *Intake
	job     Job
	records iter.Seq2[Record, error]
	report  func(*ringdex.Outcome) error
	run     ringdex.Run // with its figures
	name    ringdex.Run // as it began: what batches, which are read beside, say of it
	came    seen.Set    // the contacts that a replacing run has met
	keys    [2]seen.Set // of records: those read of late, and those before them
	batches int         // read
	given   seen.Set    // the line of each external id that has come

	head    int64 // of the journal, after the last batch of ours
	foreign int64 // the head up to which others may have written

	waited int64 // the head when a replacing run could begin to write, having planned before; 0 otherwise
	moved  moved // by others until then
}

// append commits each batch by itself.
func (s *stream) append(ctx context.Context) error {
	if err := s.keep(ctx); err != nil {
		return err
	}
	return s.each(ctx, func(b *batch) error {
		if err := s.in.deps.Store.Update(ctx, s.job.Organization, func(w ringdex.Writer) error { return s.write(w, b) }); err != nil {
			return err
		}
		return s.tell(b)
	})
}

// dryRun says what would happen.
func (s *stream) dryRun(ctx context.Context) error {
	if err := s.each(ctx, s.pretend); err != nil || !s.job.Replace {
		return err
	}
	return s.in.deps.Store.View(ctx, s.job.Organization, s.predict)
}

// pretend plans a batch and leaves it at that.
func (s *stream) pretend(b *batch) error {
	if s.job.Replace {
		return s.accept(b)
	}
	s.count(b)
	return s.tell(b)
}

// write carries a batch out and keeps the figures as they are then, so that they are right after a crash too.
func (s *stream) write(w ringdex.Writer, b *batch) error {
	before := s.run
	if s.run.LastSeq == 0 {
		s.run.FirstSeq = w.Head()
	}
	err := s.carryOut(w, b)
	if err == nil {
		err = w.AddRefusals(s.run.ID, b.refusals())
	}
	if err == nil && !s.job.Replace {
		err = w.PutRun(s.run)
	}
	if err != nil {
		s.run = before
	}
	return err
}

func (s *stream) carryOut(w ringdex.Writer, b *batch) error {
	if w.Head() != s.head {
		s.foreign = w.Head() // somebody else has written, or this is the first batch
	}
	if err := b.renew(w); err != nil {
		return err
	}
	b.trust = s.stands(b)
	if err := b.carryOut(w); err != nil {
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

// ahead hands out batches that are read and prepared beside what is done with them.
func (s *stream) ahead(ctx context.Context) func(yield func(*batch, error) bool) {
	return func(yield func(*batch, error) bool) {
		reading, cancel := context.WithCancel(ctx)
		batches, failed := make(chan *batch, readAhead), make(chan error, 1)
		defer func() {
			cancel()            // also when what is done panics
			for range batches { // the reader must not be left behind
			}
		}()
		go func() {
			defer close(batches)
			failed <- s.readSafely(reading, func(b *batch) error {
				b.ctx = ctx // it is written after everything has been read, perhaps
				select {
				case batches <- b:
					return nil
				case <-reading.Done():
					return reading.Err()
				}
			})
		}()
		for b := range batches {
			if !yield(b, nil) {
				return
			}
		}
		if err := <-failed; err != nil {
			yield(nil, err)
		}
	}
}

// readSafely makes a panic an error: in a goroutine of its own, one would end the program.
func (s *stream) readSafely(ctx context.Context, hand func(*batch) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading records panicked: %v\n%s", cause, debug.Stack())
		}
	}()
	return s.read(ctx, hand)
}

// read cuts the records into batches and prepares each.
func (s *stream) read(ctx context.Context, hand func(*batch) error) error {
	records := make([]Record, 0, batchSize)
	flush := func() error {
		b, err := s.prepared(ctx, records)
		if err != nil {
			return err
		}
		records = make([]Record, 0, batchSize)
		return hand(b)
	}
	for rec, err := range s.records {
		if err == nil {
			err = s.once(&rec)
		}
		if err != nil {
			return err
		}
		if records = append(records, rec); len(records) == batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(records) == 0 {
		return ctx.Err()
	}
	return flush()
}

// once refuses a record whose external id has come before: it would overwrite the first one, in this run and in every
// one after it, so that of two people one is lost.
func (s *stream) once(rec *Record) error {
	id := ringdex.GivenID(rec.Key.ExternalID)
	if id == "" {
		return nil
	}
	hash := xxhash.Sum64String(id)
	line, before, err := s.given.Get(hash)
	if err != nil || !before {
		return errors.Join(err, s.given.Put(hash, uint32(rec.At.Line)))
	}
	rec.load()
	rec.Problems = append(rec.Problems, ringdex.Problemf("externalId", "the external id %s stands in line %d already", ringdex.Show(id), line))
	return nil
}

func (s *stream) prepared(ctx context.Context, records []Record) (*batch, error) {
	b := s.in.newBatch(ctx, s.job, records)
	b.run, b.strict = s.name, true
	var err error
	if b.repeats, err = s.remember(records); err != nil {
		return nil, err
	}
	if err := s.in.deps.Store.View(ctx, s.job.Organization, b.planAhead); err != nil {
		return nil, err
	}
	if s.job.DryRun {
		return b, nil
	}
	return b, b.prepare()
}

// remember notes the keys of records, and says whether one of them has come before in a batch that the snapshot may
// not show: what is looked up for it may not hold any more. A snapshot shows what was committed: nothing of a replacing
// run, and of another one all but the batches on their way.
func (s *stream) remember(records []Record) (repeats bool, err error) {
	if s.batches++; !s.job.Replace && s.batches%(readAhead+2) == 0 {
		s.keys[0], s.keys[1] = seen.Set{}, s.keys[0]
	}
	mine := keysOf(records)
	for i := 0; i < len(mine) && !repeats && err == nil; i++ {
		repeats, err = s.knows(mine[i])
	}
	for i := 0; i < len(mine) && err == nil; i++ {
		err = s.keys[0].Put(mine[i], 0)
	}
	return repeats, err
}

func (s *stream) knows(key uint64) (bool, error) {
	_, late, err := s.keys[0].Get(key)
	if late || err != nil {
		return late, err
	}
	_, before, err := s.keys[1].Get(key)
	return before, err
}

// keysOf are the ids that were made. A given one comes once: see once.
func keysOf(records []Record) []uint64 {
	keys := make([]uint64, 0, len(records))
	for i := range records {
		for _, id := range []string{records[i].Key.ExternalID, records[i].Key.Former} {
			if id != "" && ringdex.GivenID(id) == "" {
				keys = append(keys, xxhash.Sum64String(id))
			}
		}
	}
	return keys
}

// forget lets go of the keys.
func (s *stream) forget() {
	for _, set := range []*seen.Set{&s.came, &s.keys[0], &s.keys[1], &s.given} {
		_ = set.Close() // a temporary file that stays does no harm
	}
}

// keep writes the run as it stands.
func (s *stream) keep(ctx context.Context) error {
	return s.in.deps.Store.Update(ctx, s.job.Organization, func(w ringdex.Writer) error { return w.PutRun(s.run) })
}

// end closes the run, also when the caller has gone.
func (s *stream) end(ctx context.Context, err error) (ringdex.Run, error) {
	s.run.State, s.run.Finished = ringdex.RunFinished, s.in.deps.Clock()
	if err != nil {
		s.run.State, s.run.Error = ringdex.RunStopped, ringdex.MessageOf(err)
	}
	if s.job.DryRun {
		return s.run, err
	}
	unkept := s.keep(context.WithoutCancel(ctx))
	if unkept != nil {
		s.in.unheard.Store(s.run.ID, endedRun{s.job.Organization, s.run})
	}
	return s.run, errors.Join(err, unkept)
}

// exclusive lets one replacing run of a source happen at a time.
func (in *Intake) exclusive(job Job) (release func(), err error) {
	if !job.Replace {
		return func() {}, nil
	}
	key := job.source()
	if _, running := in.replacing.LoadOrStore(key, true); running {
		return nil, ringdex.Errorf(ringdex.Conflict, "another import is replacing the contacts of %s; try again when it has ended", ringdex.Show(job.Source))
	}
	return func() { in.replacing.Delete(key) }, nil
}
