package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
)

// session is one transaction with its statements.
type session struct {
	ctx    context.Context
	tx     *sql.Tx
	db     *sql.DB
	store  *Store
	own    map[string]*sql.Stmt // prepared for this transaction only
	failed error                // the first error of a statement
	walks  atomic.Int64         // open row iterations
	window window               // pending rows
	keys   keyLog
}

// statement is a runnable statement.
type statement interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

// plain is a statement that the driver prepares.
type plain struct {
	tx   *sql.Tx
	text string
}

func (p plain) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return p.tx.ExecContext(ctx, p.text, args...)
}

func (p plain) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return p.tx.QueryContext(ctx, p.text, args...)
}

func (p plain) QueryRowContext(ctx context.Context, args ...any) *sql.Row {
	return p.tx.QueryRowContext(ctx, p.text, args...)
}

// statements caches prepared statements by pool and text: SQLite would otherwise compile each one
// again, which takes longer than most of them run.
type statements struct {
	prepared sync.Map
	ctx      context.Context // ends when the store closes
	end      context.CancelFunc
	mu       sync.Mutex // guards the start of preparing against the end of ctx
	keeping  sync.WaitGroup
}

type statementKey struct {
	db   *sql.DB
	text string
}

// errNested is a programming error. SQLite would allow it; a PostgreSQL connection runs one
// statement at a time.
var errNested = errors.New("a statement was begun while the rows of another one are handed out")

// statement prepares the text for args. After a failed statement it refuses all others: PostgreSQL
// would refuse them too, with a less helpful error.
func (s *session) statement(text string, args []any) (statement, error) {
	if s.walks.Load() > 0 {
		return nil, errNested
	}
	if err := s.window.writeBefore(s, text); err != nil {
		return nil, err
	}
	if s.failed != nil {
		return nil, s.failed
	}
	if s.store.trace != nil {
		s.store.trace(text, args)
	}
	if s.store.engine.Prepares {
		return plain{s.tx, text}, nil
	}
	if st, ok := s.own[text]; ok {
		return st, nil
	}
	own, err := s.prepare(statementKey{s.db, text})
	if err != nil {
		return nil, s.failure("prepare "+text, err)
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
	// Prepared on the transaction's own connection: a pool of one connection has no other.
	own, err := s.tx.PrepareContext(s.ctx, key.text)
	if err == nil {
		s.store.statements.keep(key)
	}
	return own, err
}

// keep prepares the statement for later transactions, on any free connection.
func (s *statements) keep(key statementKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return
	}
	s.keeping.Go(func() {
		st, err := key.db.PrepareContext(s.ctx, key.text)
		if err != nil {
			return // the next transaction retries
		}
		if _, loaded := s.prepared.LoadOrStore(key, st); loaded {
			_ = st.Close()
		}
	})
}

// close cancels preparing.
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

// execCounted is exec and returns how many rows the statement wrote.
func (s *session) execCounted(text string, args []any) (affected int64, err error) {
	if err := s.check(args); err != nil {
		return 0, err
	}
	return s.run(text, args)
}

// run is execCounted for checked arguments.
func (s *session) run(text string, args []any) (affected int64, err error) {
	return s.execute(text, args, args)
}

// runRows is run for multi-row statements with ? placeholders.
func (s *session) runRows(text string, args []any) (affected int64, err error) {
	params := args
	if pack := s.store.engine.Pack; pack != nil {
		params = []any{pack(args)}
	}
	return s.execute(text, args, params)
}

// execute runs the statement with params, the driver's form of args.
func (s *session) execute(text string, args, params []any) (affected int64, err error) {
	st, err := s.statement(text, args)
	if err != nil {
		return 0, s.fail(err)
	}
	result, err := st.ExecContext(s.ctx, params...)
	if err != nil {
		return 0, s.failure(text, err)
	}
	affected, err = result.RowsAffected()
	return affected, s.failure(text, err)
}

// failure records the store's failure; the transaction cannot go on.
func (s *session) failure(doing string, err error) error { return s.fail(s.store.failure(doing, err)) }

// fail records the first error, which prevents the commit.
func (s *session) fail(err error) error {
	if s.failed == nil {
		s.failed = err
	}
	return err
}

// row scans the only row of a query; found is false if there is none.
func (s *session) row(text string, args []any, dest ...any) (found bool, err error) {
	if anySpoiled(args) {
		return false, nil
	}
	st, err := s.statement(text, args)
	if err != nil {
		return false, err
	}
	err = st.QueryRowContext(s.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, s.failure(text, err)
}

// errEnough is returned by a scan that needs no more rows.
var errEnough = errors.New("no more rows are wanted")

// rows calls scan for every row of a query.
func (s *session) rows(text string, args []any, scan func(*sql.Rows) error) error {
	if anySpoiled(args) {
		return nil
	}
	st, err := s.statement(text, args)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(s.ctx, args...)
	if err != nil {
		return s.failure(text, err)
	}
	defer func() { _ = rows.Close() }()
	s.walks.Add(1)
	defer s.walks.Add(-1)
	for rows.Next() {
		if err := scan(rows); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return s.failure(text, rows.Err())
}

// collect returns the rows of a query, one value each.
func collect[T any](s *session, text string, args []any, scan func(*sql.Rows) (T, error)) ([]T, error) {
	var all []T
	err := s.rows(text, args, func(rows *sql.Rows) error {
		v, err := scan(rows)
		all = append(all, v)
		return err
	})
	return all, err
}
