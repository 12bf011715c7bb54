package rest

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/rows"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Read reads companies, then contacts.
func (a *api) Read(ctx context.Context, q connector.Query, sink connector.Sink) (connector.State, error) {
	endpoints, client, err := a.open()
	if err != nil {
		return nil, err
	}
	before, after := stateOf(q.Since), state{}
	for _, e := range endpoints {
		l := &load{a: a, e: e, client: client, sink: sink, seen: map[string]bool{}, keys: map[string]bool{}, taken: map[string]bool{}, total: -1}
		if err := l.begin(a.from(before[e.kind], e)); err != nil {
			return nil, err
		}
		if err := sink.Take(ctx, e.kind, l.records(ctx), nil); err != nil {
			return nil, err
		}
		if l.doubles > 0 {
			sink.Note(message.New("rest.doubles", l.doubles, a.columns.name))
		}
		after[e.kind] = l.cursor
		if q.Since == nil {
			if err := l.finish(ctx); err != nil {
				return nil, err
			}
		}
	}
	return json.Marshal(after)
}

// open returns what a run needs.
func (a *api) open() ([]endpoint, *system, error) {
	endpoints, err := a.endpoints()
	if err == nil {
		err = a.auth.check()
	}
	if err != nil {
		return nil, nil, err
	}
	s := a.signer()
	return endpoints, &system{call.New(a.deps, call.System{PerSecond: a.perSecond, Sign: s.sign}), s}, nil
}

// system makes the calls of a run.
type system struct {
	client *call.Client
	signer *signer
}

// get reads a page. A token that has expired is renewed once.
func (s *system) get(ctx context.Context, address string) (value any, header http.Header, err error) {
	answer, err := s.client.Do(ctx, call.Request{Path: address, Header: http.Header{"Accept": {"application/json"}}})
	if call.Answered(err, http.StatusUnauthorized) && s.signer.expire() {
		answer, err = s.client.Do(ctx, call.Request{Path: address, Header: http.Header{"Accept": {"application/json"}}})
	}
	if err != nil {
		return nil, nil, err
	}
	if value, err = decode(answer.Body); err != nil {
		return nil, nil, answer.Garbled(err)
	}
	return value, answer.Header, nil
}

// load is the rows of one address.
type load struct {
	a      *api
	e      endpoint
	client *system
	sink   connector.Sink
	turn   turn
	cursor cursor

	columns []connector.Column
	rows    *rows.Rows
	seen    map[string]bool // rows, by all of them
	keys    map[string]bool
	taken   map[string]bool // keys of records
	doubles int             // rows with the key of a record before
	moves   int             // how often rows moved
	read    int             // records
	total   int             // rows that the system reports; -1 if it does not
}

func (l *load) begin(since string) error {
	u, err := url.Parse(l.e.address)
	if err != nil {
		return err
	}
	if since != "" {
		query := u.Query()
		query.Set(l.a.since, since)
		u.RawQuery = query.Encode()
	}
	l.turn = turn{p: &l.a.paging, start: u, page: l.a.paging.first}
	return nil
}

// records yields the records of all pages.
func (l *load) records(ctx context.Context) iter.Seq2[intake.Record, error] {
	return func(yield func(intake.Record, error) bool) {
		for !l.turn.done {
			fresh, err := l.page(ctx)
			if err != nil {
				yield(intake.Record{}, err)
				return
			}
			for _, row := range fresh {
				if l.isDouble(row) {
					continue
				}
				l.read++
				if !yield(l.rows.Record(l.read-1, row), nil) {
					return
				}
			}
		}
	}
}

// isDouble reports whether a row has the key of one before, such as the second order of a person: a
// read takes each record once, as the first row has it.
func (l *load) isDouble(row []string) bool {
	key := row[rows.Find(l.columns, l.a.columns.name)]
	if key != "" && l.taken[key] {
		l.doubles++
		return true
	}
	l.taken[key] = true
	return false
}

// page returns the rows of the next page that were not seen before.
func (l *load) page(ctx context.Context) (fresh [][]string, err error) {
	answer, header, err := l.client.get(ctx, l.turn.address())
	if err != nil {
		return nil, err
	}
	if l.cursor.Of == "" {
		l.cursor = cursorOf(l.e, header)
	}
	found, err := rowsAt(answer, l.e.rows)
	if err != nil {
		return nil, err
	}
	if n, err := strconv.Atoi(text(at(answer, l.a.paging.total))); err == nil && l.a.paging.total != "" {
		l.total = n
	}
	known, fresh, err := l.unseen(ctx, found)
	if err != nil {
		return nil, err
	}
	moved, err := l.moved(len(found), len(fresh), known)
	if err != nil {
		return nil, err
	}
	if moved {
		l.turn.rows = 0
		return fresh, nil
	}
	return fresh, l.turn.advance(len(found), answer, header)
}

// mostMoves is how often rows may be read again because others moved.
const mostMoves = 20

// moved reports whether all rows must be read again: the first row of a page by offset is not the
// last one of the page before. It refuses a system that gives the same page again.
func (l *load) moved(found, fresh int, known bool) (bool, error) {
	offset := l.a.paging.how == pagingOffset && l.turn.rows > 0
	switch {
	case offset && !known:
		if l.moves++; l.moves > mostMoves {
			return false, message.Err("rest.moved", mostMoves)
		}
		return true, nil
	case found > 0 && fresh == 0 && l.moves == 0 && !(offset && found == 1):
		return false, message.Err("rest.same_page")
	}
	return false, nil
}

// unseen returns the cells of the rows that were not seen, and remembers them. known says that the
// first row was seen before.
func (l *load) unseen(ctx context.Context, found []map[string]any) (known bool, fresh [][]string, err error) {
	cells, ids := make([]map[string]string, len(found)), make([]string, len(found))
	for i, row := range found {
		var paths []string
		cells[i], paths = flatten(row)
		ids[i] = identity(cells[i], paths)
		l.adopt(paths)
	}
	if err := l.remap(ctx, len(found) > 0); err != nil {
		return false, nil, err
	}
	for i, id := range ids {
		known = known || i == 0 && l.seen[id]
		if !l.seen[id] {
			l.seen[id] = true
			fresh = append(fresh, l.row(cells[i]))
		}
	}
	return known, fresh, nil
}

// identity returns what tells a row from others: all of it.
func identity(cells map[string]string, paths []string) string {
	var b strings.Builder
	for _, path := range paths {
		b.WriteString(path + "\x00" + cells[path] + "\x00")
	}
	return b.String()
}

// row returns the cells of a row by column, and notes its key.
func (l *load) row(cells map[string]string) []string {
	row := make([]string, len(l.columns))
	for i, c := range l.columns {
		row[i] = cells[c.Name]
		if field, ok := strings.CutPrefix(c.Name, constantPrefix); ok {
			row[i] = l.a.constants[field]
		}
	}
	l.keys[row[rows.Find(l.columns, l.a.columns.name)]] = true
	return row
}

// constantPrefix begins the names of columns for values that are the same in every row.
const constantPrefix = "constant: "

// adopt adds the columns that are new.
func (l *load) adopt(paths []string) {
	if len(l.columns) == 0 {
		for _, field := range slices.Sorted(maps.Keys(l.a.constants)) {
			l.columns = append(l.columns, connector.Column{Kind: l.e.kind, Name: constantPrefix + field})
		}
	}
	for _, path := range paths {
		if !slices.ContainsFunc(l.columns, func(c connector.Column) bool { return c.Name == path }) {
			l.columns = append(l.columns, connector.Column{Kind: l.e.kind, Name: path})
			l.rows = nil
		}
	}
}

// remap maps the columns if there are new ones.
func (l *load) remap(ctx context.Context, any bool) (err error) {
	if l.rows == nil && any {
		l.rows, err = rows.Open(ctx, l.sink, l.columns, l.a.options(l.e.kind))
	}
	return err
}

func (a *api) options(kind ringdex.Kind) rows.Options {
	opt := rows.Options{Kind: kind, Key: a.columns.name, Name: a.columns.title, Map: map[string]string{}, Custom: a.custom}
	for column, field := range a.fields {
		opt.Map[column] = field
	}
	for field := range a.constants {
		opt.Map[constantPrefix+field] = field
	}
	if kind == ringdex.KindContact {
		opt.Company = a.columns.account
	}
	return opt
}

// finish says that a full read is complete: if the keys that came are as many as the system
// reports, or if it reports nothing and has only one answer.
func (l *load) finish(ctx context.Context) error {
	if l.rows != nil {
		if left := l.rows.LeftOut(); len(left) > 0 {
			l.sink.Note(message.New("rows.left_out", strings.Join(left, ", ")))
		}
	}
	switch {
	case l.total == len(l.keys), l.total < 0 && l.a.paging.how == pagingNone:
		return l.sink.Complete(ctx, l.e.kind)
	case l.total < 0:
		l.sink.Note(message.New("rest.no_total"))
	case l.total > len(l.seen):
		return message.Err("rest.incomplete", l.total, len(l.seen))
	default:
		l.sink.Note(message.New("rest.not_complete", l.total, len(l.keys)))
	}
	return nil
}
