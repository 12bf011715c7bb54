package helios

import (
	"context"
	"sync"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/servicegate"
)

// markBatch is how many records one RUN marks; our choice.
const markBatch = 100

// marker runs the function that marks records as taken, once for each version of a record: only
// what was created or changed is marked, so that a row that comes again through the overlap is not,
// and a function that touches its record causes no second mark.
//
// A failure ends the marking of the run, and the run goes on.
type marker struct {
	r     *reading
	t     template
	class string

	mu      sync.Mutex           // records are read ahead of their outcomes
	waiting []servicegate.Record // of records without an outcome, in order

	due  []servicegate.Record
	lost int   // records that were not marked
	err  error // why
}

// marker returns one that marks nothing if no function is set, and in a dry run.
func (r *reading) marker(t template, class string) *marker {
	m := &marker{r: r, t: t, class: class}
	if t.mark != 0 && class == "" {
		m.err = message.Err("helios.no_class")
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
	due := m.due
	m.due = nil
	if len(due) == 0 {
		return
	}
	if m.err == nil && ctx.Err() == nil {
		run := servicegate.Run{Function: m.t.mark, Records: due}
		m.err = m.r.s.process(ctx, run.XML(), false, servicegate.ParseRun)
	}
	if m.err != nil {
		m.lost += len(due)
	}
}
