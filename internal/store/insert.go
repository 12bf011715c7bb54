package store

import (
	"strings"
	"sync"
)

// insert is a statement of many rows: head, as many times values as there are rows, tail.
type insert struct {
	head  string // "INSERT INTO t (a, b) VALUES "
	width int    // parameters a row
	tail  string // " ON CONFLICT …"
}

// rowsAtOnce is how many rows one statement takes: beyond some 50, more of them are no faster.
const rowsAtOnce = 64

// insertAll runs the statement for args, width a row, in as few executions as rowsAtOnce allows.
func (s *session) insertAll(in insert, args []any) error {
	_, err := s.insertCounted(in, args)
	return err
}

// insertCounted is insertAll, and says how many rows the statement inserted or changed.
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

// mostRows is how many rows go at once where an engine takes any number.
const mostRows = 10_000

// some is the statement for the first n of the rows.
func (s *session) some(in insert, args []any) (n int, text string, params []any) {
	if s.store.engine.Insert == nil {
		n = chunk(len(args) / in.width)
		return n, in.text(n), args[:n*in.width]
	}
	n = min(mostRows, len(args)/in.width)
	text, params = s.store.engine.Insert(strings.TrimSuffix(in.head, "VALUES "), in.width, in.tail, args[:n*in.width])
	return n, text, params
}

// chunk is how many of the rows left go at once: a few sizes only, since each is a prepared statement.
func chunk(left int) int {
	switch {
	case left >= rowsAtOnce:
		return rowsAtOnce
	case left >= 8:
		return 8
	}
	return 1
}

var insertTexts sync.Map // by insert and rows, so that a statement's text is made once

type insertSize struct {
	insert
	rows int
}

// text is the statement for so many rows. SQLite looks $1 up by its name, each time through all names before it,
// which for hundreds of parameters takes longer than the insert: it gets ? instead.
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
