package helios

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"sync"

	"ringdex/internal/intake"
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

// marker runs the function that marks records as taken, once for each version of a record. A
// version is what was taken, not the time of its change, so a function that touches its record
// causes no second mark. The marker remembers the versions of records that it has marked: so the
// records that a killed run has stored are marked by the next one.
//
// A failure does not end the run. What was not marked is marked by the next one, and so is a batch
// whose call had no answer or was cut off by a kill: to mark a record twice does no harm, and one
// that is not marked would stay so until it changes.
type marker struct {
	r     *reading
	t     template
	class string

	mu      sync.Mutex // records are read ahead of their outcomes
	waiting []mark     // of records without an outcome, in order

	stored   []mark // with an outcome
	due      []mark // of those, what is not marked
	kept     []mark // for the next run
	dropped  int    // records that will not be marked
	failures int    // in a row
	err      error  // the last one
}

// mark is a record that is stored, in the version that Helios is told.
type mark struct {
	servicegate.Record
	Of      ringdex.Ref
	Version string
}

// marker returns one that marks nothing if no function is set, and in a dry run. before are the
// records that the run before could not mark.
func (r *reading) marker(t template, class string, before []mark) *marker {
	m := &marker{r: r, t: t, class: class, stored: before}
	if t.mark != 0 && class == "" {
		m.err, m.failures = message.Err("helios.no_class"), mostFailures
	}
	if m.off() {
		m.stored, m.kept = nil, before
	}
	return m
}

func (m *marker) off() bool { return m.t.mark == 0 || m.r.q.DryRun }

// expect adds a row whose outcome will come. The number of the record identifies it, else its key.
func (m *marker) expect(row []string, t *table, rec *intake.Record) {
	if m.off() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	one := servicegate.Record{Class: m.class, Subject: cell(row, t.ref), Reference: cell(row, t.name)}
	m.waiting = append(m.waiting, mark{Record: one, Version: versionOf(rec)})
}

// versionOf returns a short form of what was taken.
func versionOf(rec *intake.Record) string {
	text, _ := json.Marshal([]any{rec.Ops, rec.Company, rec.Companies}) // texts and lists of them
	sum := sha256.Sum256(text)
	return base64.RawStdEncoding.EncodeToString(sum[:12])
}

// took takes the next outcome.
func (m *marker) took(ctx context.Context, o *ringdex.Outcome) error {
	if m.off() {
		return nil
	}
	m.mu.Lock()
	one := m.waiting[0]
	m.waiting = m.waiting[1:]
	m.mu.Unlock()
	if one.Of = o.Ref; o.Action != ringdex.Refused {
		m.stored = append(m.stored, one)
	}
	if len(m.stored) < markBatch {
		return nil
	}
	return m.flush(ctx, markBatch)
}

// flush marks what is stored and not marked, in batches; fewer than least records wait. A run that
// was stopped leaves them to the next one.
func (m *marker) flush(ctx context.Context, least int) error {
	for batch := range slices.Chunk(m.stored, markBatch) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := m.sift(ctx, batch); err != nil {
			return err
		}
	}
	m.stored = nil
	for len(m.due) >= max(least, 1) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		batch := m.due[:min(markBatch, len(m.due))]
		m.due = m.due[len(batch):]
		if err := m.mark(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// sift adds those records to the due ones that are not marked in their version.
func (m *marker) sift(ctx context.Context, batch []mark) error {
	refs := make([]ringdex.Ref, len(batch))
	for i := range batch {
		refs[i] = batch[i].Of
	}
	known, err := m.r.sink.Recall(ctx, refs)
	if err != nil {
		return err
	}
	for _, one := range batch {
		if string(known[one.Of]) != one.Version {
			m.add(one)
		}
	}
	return nil
}

// add adds a due record, or a newer version of one.
func (m *marker) add(one mark) {
	if i := slices.IndexFunc(m.due, func(due mark) bool { return due.Of == one.Of }); i >= 0 {
		m.due[i] = one
		return
	}
	m.due = append(m.due, one)
}

// end marks what is left.
func (m *marker) end(ctx context.Context) error { return m.flush(ctx, 1) }

// remember remembers the versions of a batch that is marked.
func (m *marker) remember(ctx context.Context, batch []mark) error {
	kept := make(map[ringdex.Ref][]byte, len(batch))
	for _, one := range batch {
		kept[one.Of] = []byte(one.Version)
	}
	return m.r.sink.Remember(ctx, kept)
}

func (m *marker) mark(ctx context.Context, batch []mark) error {
	if m.failures >= mostFailures {
		m.keep(batch)
		return nil
	}
	run := servicegate.Run{Function: m.t.mark}
	for _, one := range batch {
		run.Records = append(run.Records, one.Record)
	}
	err := m.r.s.process(ctx, run.XML(), false, servicegate.ParseRun)
	if err == nil {
		m.failures = 0
		return m.remember(ctx, batch)
	}
	m.failures++
	m.err = err
	m.keep(batch)
	return ctx.Err()
}

// keep leaves a batch for the next run.
func (m *marker) keep(batch []mark) {
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
	if m.dropped > 0 {
		all = append(all, message.New("helios.not_marked", m.dropped, m.err))
	}
	return all
}
