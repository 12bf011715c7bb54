package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"

	"ringdex/internal/ringdex"
)

// session is one transaction, with the statements that it runs.
type session struct {
	ctx    context.Context
	tx     *sql.Tx
	db     *sql.DB
	store  *Store
	own    map[string]*sql.Stmt // statements of this transaction
	failed error                // the first of a statement that was to write
}

// statements keeps prepared statements by pool and text: SQLite compiles a statement anew otherwise,
// which costs more than most of them take.
type statements struct {
	prepared sync.Map
	ctx      context.Context // ends with the store
	end      context.CancelFunc
	mu       sync.Mutex // nothing begins to be prepared once ctx has ended
	keeping  sync.WaitGroup
}

type statementKey struct {
	db   *sql.DB
	text string
}

// statement is the prepared text, about to run with args.
func (s *session) statement(text string, args []any) (*sql.Stmt, error) {
	if s.store.trace != nil {
		s.store.trace(text, args)
	}
	if st, ok := s.own[text]; ok {
		return st, nil
	}
	own, err := s.prepare(statementKey{s.db, text})
	if err != nil {
		return nil, s.store.failure("prepare "+text, err)
	}
	if s.own == nil {
		s.own = map[string]*sql.Stmt{}
	}
	s.own[text] = own
	return own, nil
}

func (s *session) prepare(key statementKey) (*sql.Stmt, error) {
	if st, ok := s.store.statements.prepared.Load(key); ok {
		return s.tx.StmtContext(s.ctx, st.(*sql.Stmt)), nil
	}
	// Prepared on the transaction's own connection: with one connection, another one is not to be had.
	own, err := s.tx.PrepareContext(s.ctx, key.text)
	if err == nil {
		s.store.statements.keep(key)
	}
	return own, err
}

// keep prepares the statement for the transactions to come, on whichever connection is free first.
func (s *statements) keep(key statementKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return
	}
	s.keeping.Go(func() {
		st, err := key.db.PrepareContext(s.ctx, key.text)
		if err != nil {
			return // the next transaction prepares it again
		}
		if _, loaded := s.prepared.LoadOrStore(key, st); loaded {
			_ = st.Close()
		}
	})
}

// close ends what is being prepared.
func (s *statements) close() {
	s.mu.Lock()
	s.end()
	s.mu.Unlock()
	s.keeping.Wait()
}

func (s *session) exec(text string, args ...any) error {
	_, err := s.execCounted(text, args)
	return err
}

// execCounted is exec, and says how many rows the statement wrote.
func (s *session) execCounted(text string, args []any) (affected int64, err error) {
	st, err := s.statement(text, args)
	if err != nil {
		return 0, s.fail(err)
	}
	result, err := st.ExecContext(s.ctx, args...)
	if err != nil {
		return 0, s.fail(s.store.failure(text, err))
	}
	affected, err = result.RowsAffected()
	return affected, s.fail(s.store.failure(text, err))
}

// fail keeps the first error: nothing of the transaction may stand then.
func (s *session) fail(err error) error {
	if s.failed == nil {
		s.failed = err
	}
	return err
}

// row scans the one row of a query; found is false when there is none.
func (s *session) row(text string, args []any, dest ...any) (found bool, err error) {
	st, err := s.statement(text, args)
	if err != nil {
		return false, err
	}
	err = st.QueryRowContext(s.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, s.store.failure(text, err)
}

// rows calls scan for every row of a query.
func (s *session) rows(text string, args []any, scan func(*sql.Rows) error) error {
	st, err := s.statement(text, args)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(s.ctx, args...)
	if err != nil {
		return s.store.failure(text, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return s.store.failure(text, rows.Err())
}

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
	for len(args) > 0 {
		n := chunk(len(args) / in.width)
		some, err := s.execCounted(in.text(n, s.store.engine.Numbered), args[:n*in.width])
		if err != nil {
			return 0, err
		}
		affected += some
		args = args[n*in.width:]
	}
	return affected, nil
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
	rows     int
	numbered bool
}

// text is the statement for so many rows. SQLite looks $1 up by its name, each time through all names before it,
// which for hundreds of parameters takes longer than the insert: it gets ? instead.
func (in insert) text(rows int, numbered bool) string {
	key := insertSize{in, rows, numbered}
	if text, ok := insertTexts.Load(key); ok {
		return text.(string)
	}
	var b strings.Builder
	b.WriteString(in.head)
	for i := range rows * in.width {
		b.WriteString(separator(i, in.width))
		if numbered {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(i + 1))
		} else {
			b.WriteByte('?')
		}
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

// listOf is a list parameter: a JSON array, which both engines can take apart.
func listOf[T string | int64](values []T) string {
	text, _ := json.Marshal(values) // texts and integers cannot fail
	return string(text)
}

func listOfIDs(ids []ringdex.ID) string {
	var b strings.Builder
	b.Grow(2 + 35*len(ids))
	b.WriteByte('[')
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + hex.EncodeToString(id[:]) + `"`)
	}
	return b.String() + "]"
}

// collect is the usual loop of a query whose rows are one value each.
func collect[T any](s *session, text string, args []any, scan func(*sql.Rows) (T, error)) ([]T, error) {
	var all []T
	err := s.rows(text, args, func(rows *sql.Rows) error {
		v, err := scan(rows)
		all = append(all, v)
		return err
	})
	return all, err
}
