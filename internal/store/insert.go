package store

import (
	"strings"
	"sync"
)

// insert is a multi-row statement: head, one group of values for each row, tail.
type insert struct {
	head  string // "INSERT INTO t (a, b) VALUES "
	width int    // parameters a row
	tail  string // " ON CONFLICT …"
}

// rowsAtOnce is the number of rows of one statement: more than about 50 are not faster.
const rowsAtOnce = 64

// insertAll runs the statement for args, width a row, at most rowsAtOnce rows at a time.
func (s *session) insertAll(in insert, args []any) error {
	_, err := s.insertCounted(in, args)
	return err
}

// insertCounted is insertAll and returns how many rows were inserted or changed.
func (s *session) insertCounted(in insert, args []any) (affected int64, err error) {
	if err := s.check(args); err != nil {
		return 0, err
	}
	for len(args) > 0 {
		n, text, params := s.some(in, args)
		some, err := s.runRows(text, params)
		if err != nil {
			return 0, err
		}
		affected += some
		args = args[n*in.width:]
	}
	return affected, nil
}

// mostRows is the number of rows of one statement if the engine has no limit.
const mostRows = 10_000

// some returns the statement for the first n rows.
func (s *session) some(in insert, args []any) (n int, text string, params []any) {
	if s.store.engine.Insert == nil {
		n = chunk(len(args) / in.width)
		return n, in.text(n), args[:n*in.width]
	}
	n = min(mostRows, len(args)/in.width)
	text, params = s.store.engine.Insert(strings.TrimSuffix(in.head, "VALUES "), in.width, in.tail, args[:n*in.width])
	return n, text, params
}

// chunk returns the size of the next batch: one of a few sizes, since each is a prepared statement.
func chunk(left int) int {
	switch {
	case left >= rowsAtOnce:
		return rowsAtOnce
	case left >= 8:
		return 8
	}
	return 1
}

var insertTexts sync.Map // cache of texts by insert and number of rows

type insertSize struct {
	insert
	rows int
}

// text returns the statement for a number of rows. It uses ? for SQLite, which resolves $1 by a
// linear search through all names; for hundreds of parameters that takes longer than the insert.
func (in insert) text(rows int) string {
	key := insertSize{in, rows}
	if text, ok := insertTexts.Load(key); ok {
		return text.(string)
	}
	var b strings.Builder
	b.WriteString(in.head)
	for i := range rows * in.width {
		b.WriteString(separator(i, in.width) + "?")
	}
	b.WriteString(")" + in.tail)
	insertTexts.Store(key, b.String())
	return b.String()
}

func separator(i, width int) string {
	switch {
	case i == 0:
		return "("
	case i%width == 0:
		return "),("
	}
	return ","
}
