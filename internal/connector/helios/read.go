package helios

import (
	"cmp"
	"context"
	"iter"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/rows"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/servicegate"
)

// Read reads companies, then contacts.
func (h *helios) Read(ctx context.Context, q connector.Query, sink connector.Sink) (connector.State, error) {
	templates, err := h.templates()
	if err != nil {
		return nil, err
	}
	s, err := h.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close(ctx)
	r := &reading{h: h, s: s, q: q, sink: sink}
	before, after := stateOf(q.Since), state{}
	for _, t := range templates {
		if after[t.kind], err = r.template(ctx, t, before[t.kind]); err != nil {
			return nil, err
		}
	}
	return after.bytes()
}

// reading is one run.
type reading struct {
	h    *helios
	s    *session
	q    connector.Query
	sink connector.Sink
}

// template reads the rows of a template and returns the cursor for the next run.
func (r *reading) template(ctx context.Context, t template, from cursor) (cursor, error) {
	probe, known, err := r.probe(ctx, t, 1)
	if err != nil {
		return cursor{}, err
	}
	next := r.h.cursorOf(t, probe.Start, r.s.lastDate())
	p := r.pager(t, known, r.h.since(from, t))
	p.until = next.At
	load := &load{r: r, p: p, marker: r.marker(t, probe.Class, from.Due)}
	if err := load.remap(ctx); err != nil {
		return cursor{}, err
	}
	err = r.sink.Take(ctx, t.kind, load.records(ctx), func(o *ringdex.Outcome) error { return load.marker.took(ctx, o) })
	err = cmp.Or(err, load.marker.end(ctx))
	next.Due = load.marker.kept
	r.remarks(load)
	if err != nil {
		return cursor{}, err
	}
	return next, r.finish(ctx, load)
}

func (r *reading) pager(t template, known *table, since string) *pager {
	p := &pager{r: r, t: t, table: known, since: since, lower: 1, seen: map[string]string{}, doubles: map[string]int{}}
	p.choose()
	return p
}

// probe asks for the first rows, for the columns, the number of rows and the server's time.
func (r *reading) probe(ctx context.Context, t template, n int) (*servicegate.Rows, *table, error) {
	page, err := r.browse(ctx, &servicegate.Browse{Folder: t.folder, Template: t.number, Lower: 1, Upper: n, Columns: true, Total: true})
	if err != nil {
		return nil, nil, err
	}
	known := newTable()
	known.adopt(t.kind, page, r.h.columns)
	return page, known, nil
}

func (r *reading) browse(ctx context.Context, q *servicegate.Browse) (page *servicegate.Rows, err error) {
	err = r.s.process(ctx, q.XML(), true, func(result string) (err error) {
		page, err = servicegate.ParseRows(result)
		return err
	})
	return page, err
}

// load is the records of one template.
type load struct {
	r      *reading
	p      *pager
	rows   *rows.Rows
	marker *marker
	read   int // records
	short  int // rows that the server reports and that did not come
	total  int // rows that the server reports at the end; -1 if it does not
}

// remap maps the columns. An empty template without definitions has none.
func (l *load) remap(ctx context.Context) (err error) {
	if len(l.p.table.columns) == 0 {
		return nil
	}
	l.rows, err = rows.Open(ctx, l.r.sink, l.p.table.columns, l.r.h.options(l.p.t))
	return err
}

// options say what the columns of a template mean.
func (h *helios) options(t template) rows.Options {
	opt := rows.Options{
		Kind: t.kind, Key: h.columns.name, Name: h.columns.title, Map: h.fields, Custom: h.custom,
		Own: []string{h.columns.updated, h.columns.recordNumber},
	}
	if t.kind == ringdex.KindContact {
		opt.Company = h.columns.account
	}
	return opt
}

// records yields the records of all pages.
func (l *load) records(ctx context.Context) iter.Seq2[intake.Record, error] {
	return func(yield func(intake.Record, error) bool) {
		for {
			fresh, done, err := l.page(ctx)
			if err != nil {
				yield(intake.Record{}, err)
				return
			}
			for _, row := range fresh {
				l.read++
				rec := l.rows.Record(l.read-1, row)
				l.marker.expect(row, l.p.table, &rec)
				if !yield(rec, nil) {
					return
				}
			}
			if done {
				return
			}
		}
	}
}

// page returns the rows of the next page. After the last one of a full read it compares them with
// the number that the server reports.
func (l *load) page(ctx context.Context) (fresh [][]string, done bool, err error) {
	fresh, done, err = l.p.page(ctx)
	if err == nil && l.p.changed {
		err = l.remap(ctx)
	}
	if err != nil || !done || l.p.since != "" {
		return fresh, done, err
	}
	enough, err := l.compare(ctx)
	return fresh, enough, err
}

// mostLooks is how often more rows are looked for at the end of a full read.
const mostLooks = 3

// compare reports whether all rows that the server has now were read. Rows that have come since are
// at the end; rows that do not come stop the run, and the next one reads them.
func (l *load) compare(ctx context.Context) (enough bool, err error) {
	probe, _, err := l.r.probe(ctx, l.p.t, 1)
	if err != nil {
		return false, err
	}
	if l.total = probe.Total; l.total <= l.p.count() {
		return true, nil
	}
	if l.short++; l.short > mostLooks {
		return false, message.Err("helios.incomplete", l.total, l.p.count())
	}
	l.p.begin()
	return false, nil
}

// remarks adds what was odd to the report.
func (r *reading) remarks(l *load) {
	if n := len(l.p.doubles); n > 0 {
		r.sink.Note(message.New("helios.doubles", n, l.p.table.alias(l.p.table.name)))
	}
	for _, remark := range l.marker.remarks() {
		r.sink.Note(remark)
	}
	if r.q.Since != nil || l.rows == nil {
		return // told at each full read
	}
	if left := l.rows.LeftOut(); len(left) > 0 {
		r.sink.Note(message.New("rows.left_out", strings.Join(left, ", ")))
	}
	if l.p.table.updated < 0 {
		r.sink.Note(message.New("helios.no_updated", ringdex.Show(r.h.columns.updated)))
	}
}

// finish says that a full read is complete, if every row that the server reports was read, and no
// other one.
func (r *reading) finish(ctx context.Context, l *load) error {
	switch {
	case r.q.Since != nil:
		return nil
	case l.total == len(l.p.seen):
		return r.sink.Complete(ctx, l.p.t.kind)
	case l.total < 0:
		r.sink.Note(message.New("helios.no_total"))
	default:
		r.sink.Note(message.New("helios.not_complete", l.total, len(l.p.seen)))
	}
	return nil
}
