package fileimport

import (
	"strings"

	"ringdex/internal/table"
)

// lastRow is the last row read so far, and what tells whether the file was cut off in it.
type lastRow struct {
	line     int
	later    bool // a row stands before it
	short    bool // too few values
	open     bool // no line end
	empty    bool // its last value is empty
	trailing bool // a row before it has an empty last value, too
}

// is replaces the last row by the next one.
func (l *lastRow) is(row table.Row, bad *table.RowDefect) {
	l.trailing, l.later = l.trailing || l.empty, l.line > 0
	n := len(row.Fields)
	l.line, l.short, l.open = row.Line, bad != nil && bad.Key == table.ErrShortRow, row.Open
	l.empty = n > 0 && strings.TrimSpace(row.Fields[n-1]) == ""
}

// isCut reports whether the file ends in the middle of the row: too few values, or no line end
// behind a last value that is empty although every row before it has one. A cut inside the last
// value itself cannot be told from a short value.
func (l *lastRow) isCut() bool { return l.short || l.open && l.empty && l.later && !l.trailing }
