package helios

import (
	"context"
	"errors"
	"slices"
	"sync"

	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/servicegate"
)

// markBatch is how many records one RUN marks; our choice.
const markBatch = 100

// Limits of a run: after so many failures in a row it marks nothing more, and so many records wait
// for the next run.
const (
	mostFailures = 3
	mostWaiting  = 10_000
)

// marker runs the function that marks records as taken, once for each version of a record: only
// what was created or changed is marked, so that a row that comes again through the overlap is not,
// and a function that touches its record causes no second mark.
//
// A failure does not end the run. What was not marked is marked by the next one. A call without an
// answer is not repeated, because it may have marked its records.
type marker struct {
	r     *reading
	t     template
	class string

	mu      sync.Mutex           // records are read ahead of their outcomes
	waiting []servicegate.Record // of records without an outcome, in order

	due      []servicegate.Record
	kept     []servicegate.Record // for the next run
	unsure   int                  // records of calls without an answer
	dropped  int                  // records that will not be marked
	failures int                  // in a row
	err      error                // the last one
}

// marker returns one that marks nothing if no function is set, and in a dry run. before are the
// records that the run before could not mark.
func (r *reading) marker(t template, class string, before []servicegate.Record) *marker {
	m := &marker{r: r, t: t, class: class, due: before}
	if t.mark != 0 && class == "" {
		m.err, m.failures = message.Err("helios.no_class"), mostFailures
	}
	if m.off() {
		m.due, m.kept = nil, before
	}
	return m
}

func (m *marker) off() bool { return m.t.mark == 0 || m.r.q.DryRun }

// expect adds a row whose outcome will come. The number of the record identifies it, else its key.
func (m *marker) expect(row []string, t *table) {
	if m.off() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting = append(m.waiting, servicegate.Record{Class: m.class, Subject: cell(row, t.ref), Reference: cell(row, t.name)})
}

// took takes the next outcome.
func (m *marker) took(ctx context.Context, o *ringdex.Outcome) {
	if m.off() {
		return
	}
	m.mu.Lock()
	one := m.waiting[0]
	m.waiting = m.waiting[1:]
	m.mu.Unlock()
	if o.Action == ringdex.Created || o.Action == ringdex.Updated {
		m.due = append(m.due, one)
	}
	if len(m.due) >= markBatch {
		m.flush(ctx)
	}
}

// flush marks what is due.
func (m *marker) flush(ctx context.Context) {
	for batch := range slices.Chunk(m.due, markBatch) {
		m.mark(ctx, batch)
	}
	m.due = nil
}

func (m *marker) mark(ctx context.Context, batch []servicegate.Record) {
	if m.failures >= mostFailures || ctx.Err() != nil {
		m.keep(batch)
		return
	}
	run := servicegate.Run{Function: m.t.mark, Records: batch}
	err := m.r.s.process(ctx, run.XML(), false, servicegate.ParseRun)
	if err == nil {
		m.failures = 0
		return
	}
	m.failures++
	m.err = err
	if failed, ok := errors.AsType[*call.Error](err); ok && failed.Unknown() {
		m.unsure += len(batch)
		return
	}
	m.keep(batch)
}

// keep leaves a batch for the next run.
func (m *marker) keep(batch []servicegate.Record) {
	room := max(0, mostWaiting-len(m.kept))
	if m.class == "" {
		room = 0
	}
	n := min(room, len(batch))
	m.kept = append(m.kept, batch[:n]...)
	m.dropped += len(batch) - n
}

// remarks returns what was not marked.
func (m *marker) remarks() (all []message.Text) {
	if m.err == nil {
		return nil
	}
	if n := len(m.kept); n > 0 {
		all = append(all, message.New("helios.marked_later", n, m.err))
	}
	if m.unsure > 0 {
		all = append(all, message.New("helios.unsure_marks", m.unsure, m.err))
	}
	if m.dropped > 0 {
		all = append(all, message.New("helios.not_marked", m.dropped, m.err))
	}
	return all
}
