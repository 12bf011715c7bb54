package intake

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

const (
	// planners is how many batches are compared and planned beside each other, and beside the writing of one.
	planners = 2
	// readAhead is how many batches may have been planned, or be in planning, while another one is written.
	readAhead = planners + 1
)

// ahead reads records, plans them and hands them out in batches, in order, beside what is done with those before.
func (s *stream) ahead(ctx context.Context) iter.Seq2[*batch, error] {
	return func(yield func(*batch, error) bool) {
		reading, cancel := context.WithCancel(ctx)
		p := pipeline{s: s, ctx: reading, coming: make(chan promise), free: make(chan struct{}, planners), failed: make(chan error, 1)}
		defer p.planning.Wait()
		defer func() {
			cancel()             // also when what is done panics
			for range p.coming { // the reader must not be left behind
			}
		}()
		go p.read()
		for next := range p.coming {
			err := <-next.planned
			next.batch.ctx = ctx // it is written after everything has been read, perhaps
			if !yield(next.batch, err) || err != nil {
				return
			}
		}
		if err := <-p.failed; err != nil {
			yield(nil, err)
		}
	}
}

// pipeline is one goroutine that reads, and some that plan.
type pipeline struct {
	s        *stream
	ctx      context.Context
	coming   chan promise
	free     chan struct{} // a place for each planner
	planning sync.WaitGroup
	failed   chan error // of reading
}

// promise is a batch that is being planned.
type promise struct {
	batch   *batch
	planned chan error
}

func (p *pipeline) read() {
	defer close(p.coming)
	p.failed <- safely(func() error { return p.s.read(p.ctx, p.plan) })
}

// plan begins to plan a batch as soon as a planner is free.
func (p *pipeline) plan(b *batch) error {
	select {
	case p.free <- struct{}{}:
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
	next := promise{b, make(chan error, 1)}
	p.planning.Go(func() {
		next.planned <- safely(b.getReady)
		<-p.free
	})
	select {
	case p.coming <- next:
		return nil
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
}

// safely makes a panic an error: in a goroutine of its own, one would end the program.
func safely(do func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading records panicked: %v\n%s", cause, debug.Stack())
		}
	}()
	return do()
}

// read cuts the records into batches.
func (s *stream) read(ctx context.Context, hand func(*batch) error) error {
	records := make([]Record, 0, batchSize)
	for rec, err := range s.records {
		if err == nil {
			err = s.once(&rec)
		}
		if err != nil {
			return err
		}
		if records = append(records, rec); len(records) == batchSize {
			if err := s.cut(ctx, records, hand); err != nil {
				return err
			}
			records = make([]Record, 0, batchSize)
		}
	}
	if len(records) == 0 {
		return ctx.Err()
	}
	return s.cut(ctx, records, hand)
}

func (s *stream) cut(ctx context.Context, records []Record, hand func(*batch) error) (err error) {
	b := s.in.newBatch(ctx, s.order, records)
	b.run = s.name
	if b.repeats, err = s.remember(records); err != nil {
		return err
	}
	return hand(b)
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
	rec.Problems = append(rec.Problems, ringdex.Problem("externalId", "intake.repeated", ringdex.Show(id), line))
	return nil
}

// remember notes the keys of records, and says whether one of them has come before in a batch that the snapshot may
// not show: what is looked up for it may not hold any more. A snapshot shows what was committed: nothing of a replacing
// run, and of another one all but the batches on their way.
func (s *stream) remember(records []Record) (repeats bool, err error) {
	if s.batches++; !s.order.Replace && s.batches%(readAhead+2) == 0 {
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
