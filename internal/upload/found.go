package upload

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"

	"ringdex/internal/fileimport"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/scratch"
)

// Found is what became of a row, or what a dry run says would become of it.
type Found struct {
	Line     int
	Action   ringdex.Action
	Key      string          // of the record
	Name     string          // of the record, "" for a refused one
	Ref      ringdex.Ref     // zero for one that is not there
	Deltas   []ringdex.Delta // of an update
	Cells    []string        // of a refused row
	Problems []Problem       // of a refused row
}

// Problem is why a row is refused, in the language of who has started the work.
type Problem struct {
	Column string // title; "" for the row as a whole
	Text   string
}

// Group counts the rows that are refused for one reason.
type Group struct {
	Problem
	Key   string // of the message
	Count int
	Line  int // of the first one
}

// mostGroups limits the reasons that are counted apart; files with more have no such list.
const mostGroups = 100

// found are all rows of a work, on disk, with their places by action.
type found struct {
	in     i18n.Language
	spool  *scratch.File
	out    *bufio.Writer
	at     int64
	places map[ringdex.Action][]int64
	lines  map[int]bool // of refused rows
	groups []Group
}

func newFound(in i18n.Language) (*found, error) {
	spool, err := scratch.Create()
	if err != nil {
		return nil, err
	}
	return &found{in: in, spool: spool, out: bufio.NewWriterSize(spool, 64<<10), places: map[ringdex.Action][]int64{}, lines: map[int]bool{}}, nil
}

// outcome keeps a row that was not refused.
func (f *found) outcome(o *ringdex.Outcome) error {
	if o.Action == ringdex.Refused {
		return nil // comes with its cells
	}
	row := Found{Line: o.At.Line, Action: o.Action, Key: o.Key, Ref: o.Ref, Deltas: o.Deltas}
	switch {
	case o.Contact != nil:
		row.Name = o.Contact.FullName()
	case o.Company != nil:
		row.Name = o.Company.Name
	}
	return f.add(&row)
}

// refused keeps a refused row.
func (f *found) refused(r *fileimport.RefusedRow) error {
	row := Found{Line: r.Line, Action: ringdex.Refused, Key: r.Key, Cells: r.Cells()}
	f.lines[r.Line] = true
	for _, p := range r.Problems {
		problem := Problem{Column: p.Field, Text: f.in.Render(p.Text)}
		row.Problems = append(row.Problems, problem)
		f.count(problem, p.Key, r.Line)
	}
	return f.add(&row)
}

// count adds a problem to those of its kind.
func (f *found) count(p Problem, key string, line int) {
	i := slices.IndexFunc(f.groups, func(g Group) bool { return g.Key == key && g.Column == p.Column })
	if i >= 0 {
		f.groups[i].Count++
	} else if len(f.groups) < mostGroups {
		f.groups = append(f.groups, Group{Problem: p, Key: key, Count: 1, Line: line})
	}
}

func (f *found) add(row *Found) error {
	text, err := json.Marshal(row)
	if err != nil {
		return err
	}
	f.places[row.Action] = append(f.places[row.Action], f.at)
	n, err := f.out.Write(append(text, '\n'))
	f.at += int64(n)
	return err
}

func (f *found) flush() error { return f.out.Flush() }

func (f *found) close() { _ = f.spool.Close() }

// Rows returns rows of an action in the order of the file, from the one with an index on; at most
// limit. The work must be done.
func (w *Work) Rows(action ringdex.Action, from, limit int) (rows []Found, err error) {
	if w.Report() == nil {
		return nil, nil
	}
	places := w.found.places[action]
	for i := max(from, 0); i < min(from+limit, len(places)); i++ {
		var row Found
		line := json.NewDecoder(io.NewSectionReader(w.found.spool, places[i], w.found.at-places[i]))
		if err := line.Decode(&row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Groups returns the reasons of refused rows, the most frequent first. The work must be done.
func (w *Work) Groups() []Group {
	if w.Report() == nil {
		return nil
	}
	sorted := slices.Clone(w.found.groups)
	slices.SortStableFunc(sorted, func(a, b Group) int { return b.Count - a.Count })
	return sorted
}
