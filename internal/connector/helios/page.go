package helios

import (
	"context"
	"strings"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/wire/servicegate"
)

// pager reads all rows of a template, even if they change during that.
//
// Rows are sorted by the time of their change. After each page it goes on by that time (a filter
// "not less than the last one"), so rows that vanish or change on earlier pages move nothing: a
// changed row comes again at the end. Within rows of one and the same time it goes on by number and
// overlaps by one row, which must be the expected one; if it is not, these rows are read again. A
// server that gives one row a page cannot overlap: there the row before is asked for once more.
type pager struct {
	r     *reading
	t     template
	table *table

	since string // filter of the whole read; "" for none
	until string // cursor of the next run, which reads what has changed after it
	by    string // column to go on by: the time of change, else the key; "" in an empty table
	from  string // its value on the last page; "" for none
	lower int    // next row to ask for
	above string // id of the row that must be there; "" for any
	below string // id of the row before it, which must still be there afterwards; "" if it need not
	most  int    // rows of the longest page
	moves int    // how often a row was not where it had to be

	seen    map[string]string // version of each row by its id
	doubles map[string]int    // how many rows more than one have an id
	taken   int               // rows that were not seen before
	changed bool              // the table has new columns since the last page
}

// mostMoves is how often rows may be read again because others moved.
const mostMoves = 100

// page returns the rows of the next page that were not seen before. The pages end with done.
func (p *pager) page(ctx context.Context) (fresh [][]string, done bool, err error) {
	page, err := p.r.browse(ctx, p.query())
	if err != nil {
		return nil, false, err
	}
	if p.changed = p.table.adopt(p.t.kind, page, p.r.h.columns); p.by == "" {
		p.choose()
	}
	all := p.table.cells(page)
	if err := p.sorted(all); err != nil {
		return nil, false, err
	}
	switch still, err := p.unmoved(ctx, all); {
	case err != nil:
		return nil, false, err
	case !still:
		return nil, false, p.again()
	}
	if p.most = max(p.most, len(all)); len(all) == 0 {
		return nil, true, nil
	}
	fresh = p.unseen(all)
	return fresh, p.next(all, len(fresh) > 0), nil
}

func (p *pager) query() *servicegate.Browse {
	q := &servicegate.Browse{
		Folder: p.t.folder, Template: p.t.number, Lower: p.lower, Upper: p.lower + p.r.h.pageSize - 1, Sort: p.sort(),
	}
	switch {
	case p.from != "":
		q.From = servicegate.Condition{Column: p.by, Value: p.from}
	case p.since != "":
		q.From = servicegate.Condition{Column: p.by, Value: p.since}
	}
	return q
}

// unmoved reports whether no row before this page has gone or moved since the last one.
func (p *pager) unmoved(ctx context.Context, all [][]string) (bool, error) {
	if p.below == "" {
		return p.above == "" || len(all) > 0 && p.id(all[0]) == p.above, nil
	}
	q := p.query()
	q.Lower, q.Upper = q.Lower-1, q.Lower-1
	page, err := p.r.browse(ctx, q)
	if err != nil {
		return false, err
	}
	before := p.table.cells(page)
	return len(before) > 0 && p.id(before[0]) == p.below, nil
}

// choose sets the column to go on by. Without a time of change, every read is of all rows.
func (p *pager) choose() {
	if p.by = p.table.alias(p.table.updated); p.by == "" {
		p.by, p.since = p.table.alias(p.table.name), ""
	}
}

// sort returns the columns to sort by: the time of change, then the key (wire/helios.md 1.5).
func (p *pager) sort() []string {
	switch name := p.table.alias(p.table.name); {
	case p.by == "":
		return nil
	case p.by == name, name == "":
		return []string{p.by}
	default:
		return []string{p.by, name}
	}
}

// again starts the rows of one time anew: one of them has gone or moved.
func (p *pager) again() error {
	if p.moves++; p.moves > mostMoves {
		return message.Err("helios.moving", mostMoves)
	}
	p.begin()
	return nil
}

// begin goes to the first row of the filter.
func (p *pager) begin() { p.lower, p.above, p.below = 1, "", "" }

// next sets where the next page begins, and reports whether this one was the last. An empty page is
// the last one, and so is a page of one row of a server that gives more than one.
func (p *pager) next(all [][]string, fresh bool) (done bool) {
	last := all[len(all)-1]
	switch value := p.value(last); {
	case p.enough(value):
		return true
	case fresh && value != "" && value != p.from:
		p.from = value
		p.begin()
	case len(all) == 1 && p.most > 1:
		return true
	case len(all) == 1:
		p.lower, p.above, p.below = p.lower+1, "", p.id(last)
	default:
		p.lower, p.above, p.below = p.lower+len(all)-1, p.id(last), ""
	}
	return false
}

// enough reports whether an incremental read has come to rows of the next one. Otherwise it would
// not end while rows change faster than it reads them.
func (p *pager) enough(value string) bool {
	if p.since == "" {
		return false
	}
	at, ok := servicegate.ParseTime(value, time.UTC)
	until, known := servicegate.ParseTime(p.until, time.UTC)
	return ok && known && at.After(until)
}

// value returns what to go on by after a row. A filter has whole seconds (wire/helios.md 1.4).
func (p *pager) value(row []string) string {
	text := cell(row, p.table.place(p.by))
	if at, ok := servicegate.ParseTime(text, time.UTC); ok && p.byTime() {
		return servicegate.FormatTime(at)
	}
	return text
}

func (p *pager) byTime() bool { return p.table.updated >= 0 && p.by == p.table.alias(p.table.updated) }

// id returns what identifies a row: its key, or all of it if it has none.
func (p *pager) id(row []string) string {
	if key := cell(row, p.table.name); key != "" {
		return key
	}
	return "\x00" + strings.Join(row, "\x00")
}

// unseen returns the rows that were not seen, or not in this version, and counts those that share
// an id: a template that joins tables has several rows for one record.
func (p *pager) unseen(all [][]string) (fresh [][]string) {
	here := map[string]int{}
	for _, row := range all {
		id, version := p.id(row), "v"+cell(row, p.table.updated)
		if here[id]++; here[id] > 1 {
			p.doubles[id] = max(p.doubles[id], here[id]-1)
			continue
		}
		if p.seen[id] != version {
			p.seen[id] = version
			fresh = append(fresh, row)
			p.taken++
		}
	}
	return fresh
}

// sorted refuses a page that is not sorted by time: its server would hide rows from us.
func (p *pager) sorted(all [][]string) error {
	if !p.byTime() {
		return nil
	}
	var last time.Time
	for _, row := range all {
		at, ok := servicegate.ParseTime(cell(row, p.table.updated), time.UTC)
		if ok && at.Before(last) {
			return message.Err("helios.unsorted", p.by)
		}
		if ok {
			last = at
		}
	}
	return nil
}

// count returns how many rows were read, with those that share an id and those that came again
// because they changed.
func (p *pager) count() int {
	n := p.taken
	for _, more := range p.doubles {
		n += more
	}
	return n
}
