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
	// planners is how many batches are compared and planned concurrently while another one is
	// written.
	planners = 2
	// readAhead is how many batches may be planned or in planning while another one is written.
	readAhead = planners + 1
)

// ahead reads and plans records in the background and yields them in batches, in order.
func (s *stream) ahead(ctx context.Context) iter.Seq2[*batch, error] {
	return func(yield func(*batch, error) bool) {
		reading, cancel := context.WithCancel(ctx)
		p := pipeline{s: s, ctx: reading, coming: make(chan promise), free: make(chan struct{}, planners), failed: make(chan error, 1)}
		defer p.planning.Wait()
		defer func() {
			cancel()             // even if the consumer panics
			for range p.coming { // drain, so that the reader ends
			}
		}()
		go p.read()
		for next := range p.coming {
			err := <-next.planned
			next.batch.ctx = ctx // reading may have ended before the write
			if !yield(next.batch, err) || err != nil {
				return
			}
		}
		if err := <-p.failed; err != nil {
			yield(nil, err)
		}
	}
}

// pipeline is one goroutine that reads, and several that plan.
type pipeline struct {
	s        *stream
	ctx      context.Context
	coming   chan promise
	free     chan struct{} // a slot for each planner
	planning sync.WaitGroup
	failed   chan error // errors of reading
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

// plan waits for a free planner and starts planning a batch.
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

// safely converts a panic to an error: a panic in its own goroutine would crash the program.
func safely(do func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading records panicked: %v\n%s", cause, debug.Stack())
		}
	}()
	return do()
}

// read splits the records into batches. A full batch waits for the next record, since the last
// batch of the input ends the run.
func (s *stream) read(ctx context.Context, hand func(*batch) error) error {
	records := make([]Record, 0, batchSize)
	for rec, err := range s.records {
		if err == nil {
			err = s.once(&rec)
		}
		if err == nil && len(records) == batchSize {
			err = s.cut(ctx, records, false, hand)
			records = make([]Record, 0, batchSize)
		}
		if err != nil {
			return err
		}
		records = append(records, rec)
	}
	if len(records) == 0 {
		return ctx.Err()
	}
	return s.cut(ctx, records, true, hand)
}

func (s *stream) cut(ctx context.Context, records []Record, last bool, hand func(*batch) error) (err error) {
	b := s.in.newBatch(ctx, s.order, s.name, records)
	b.inventory, b.last = s.inventory, last
	if b.repeats, err = s.remember(records); err != nil {
		return err
	}
	return hand(b)
}

// once refuses a record with a repeated external id: it would overwrite the first one in every run,
// and one of two people would be lost.
func (s *stream) once(rec *Record) error {
	id, field, repeated := ringdex.GivenID(rec.Identity.ExternalID), "externalId", "intake.repeated"
	if rec.Identity.Home != nil { // several sources may have the same external id
		id, field, repeated = rec.Identity.Home.String(), "ringdexId", "intake.repeated_home"
	}
	if id == "" {
		return nil
	}
	hash := xxhash.Sum64String(id)
	line, before, err := s.given.Get(hash)
	if err != nil || !before {
		return errors.Join(err, s.given.Put(hash, uint32(rec.At.Line)))
	}
	rec.Problems = append(rec.Problems, ringdex.Problem(field, repeated, ringdex.Show(id), line))
	return nil
}

// remember records the keys of records, and reports whether one of them occurred in an earlier
// batch that the snapshot may not show, so that its look-ups may be stale. A snapshot shows
// committed data only: nothing of a replacing run, and of another run all but the batches in
// flight.
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

// keysOf returns the generated ids. The others occur once: see once.
func keysOf(records []Record) []uint64 {
	keys := make([]uint64, 0, len(records))
	for i := range records {
		for _, id := range []string{records[i].Identity.ExternalID, records[i].Identity.Former} {
			if id != "" && ringdex.GivenID(id) == "" {
				keys = append(keys, xxhash.Sum64String(id))
			}
		}
	}
	return keys
}
