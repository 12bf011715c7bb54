// Package store stores contacts, companies, changes, runs and settings in SQL databases.
//
// It has the text of each query once, for both engines; an engine (store/sqlite, store/postgres)
// supplies its connections and the few differences that Engine lists. The contract is
// ringdex.Store; storetest is its test suite. The store does not check the meaning or the
// permission of a change.
//
// Each organization has one writer at a time. Update first locks the organization's row until the
// commit (by FOR UPDATE on PostgreSQL; SQLite has a single writer anyway). So journal sequences,
// which are counted by organization, are assigned in commit order: a reader that has seen sequence
// n can see everything before n, and nothing appears behind its cursor.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ringdex/internal/ringdex"
)

// Engine lists the differences between databases. Everything else is common.
type Engine struct {
	Name  string
	Read  *sql.DB // snapshots
	Write *sql.DB // equal to Read if any connection may write

	TextList, IDList, IntegerList func(placeholder string) string // queries that unpack a JSON array parameter
	In                            func(query string) string       // replaces " IN (query)"; nil keeps it
	TextRows                      func(placeholder string) string // the same as rows of a table "wanted" with the column "value"
	Use                           func(index string) string       // index hint after a table's name; nil if the planner chooses well
	Whole                         string                          // full scan hint after a table's name; "" if the planner chooses well
	LockRow                       string                          // suffix of a SELECT that locks its row
	SkipLocked                    string                          // the same, skipping locked rows
	Now                           string                          // the database's time in milliseconds
	LockAll                       string                          // statement that blocks the creation of organizations; "" with one writer
	// Classify maps the engine's error codes to Conflict, Unavailable or Internal, and to a trouble
	// of the storage.
	Classify func(error) (ringdex.Code, Trouble)
	Kept     func() error // fails if the files were replaced; nil without local files
	Inspect  string       // integrity check query, one line a damage or "ok"; "" for none
	Trees    string       // query for the numbers and names of "Tree 7" in Inspect
	Room     func() error // fails if the disk is too full for a typical write; nil if unknown
	// Insert returns a statement for any number of rows and its parameters, from args, width a row;
	// nil to use multi-row VALUES. head ends after the column names.
	Insert func(head string, width int, tail string, args []any) (text string, params []any)
	// Pack packs all parameters of an insert into one, which the driver unpacks, because
	// database/sql checks and allocates for each parameter. nil if the driver has no such form.
	Pack func(args []any) any
	// Keyed returns a statement for any number of rows of a table and its parameters; each row is
	// identified by the organization and one key for each column. nil if one statement for each row
	// is as fast. does is the part before WHERE.
	Keyed func(does, table string, columns []string, org ringdex.OrganizationID, keys []any) (text string, params []any)
	// ForEach returns a query that selects columns FROM from for each of TextRows, in their order.
	ForEach func(rows, columns, from string) string
	// Sweep overwrites what deleted rows have left in files. full also rewrites tables that would
	// block others meanwhile.
	Sweep    func(ctx context.Context, full bool) error
	Prepares bool  // the driver caches prepared statements
	Relay    Relay // nil without other processes
}

// Relay sends commit signals between the processes on one database.
type Relay interface {
	Send()               // signals a commit to the others, asynchronously
	Listen(heard func()) // calls heard after commits of other processes; call it at most once
	Stop()               // stops both; call it before closing connections
}

// Store is ringdex.Store over an engine.
type Store struct {
	engine     Engine
	statements statements
	signals    signals
	listen     sync.Once // starts Relay.Listen with the first subscriber
	configs    configs
	turns      turns
	patience   time.Duration // timeout of waiting writers; 0 for none
	standing   atomic.Pointer[standing]
	keyLog     int64 // weight at which the log of keys is merged
	trace      func(text string, args []any)
}

var _ ringdex.Store = (*Store)(nil)

// New returns the store of an engine with a current schema.
func New(e Engine) *Store {
	s := &Store{engine: e, keyLog: keyLogWeight}
	s.statements.ctx, s.statements.end = context.WithCancel(context.Background())
	return s
}

// Trace calls fn for every statement, concurrently. It is for tests, such as that of the query
// plans. Call it before the store is used.
func (s *Store) Trace(fn func(text string, args []any)) { s.trace = fn }

// LimitWaiting sets the timeout of waiting writers: Update then fails with Unavailable and writes
// nothing. A server needs it because a write after the end of a request would never be
// acknowledged. Call it before the store is used. Without it, a writer waits until its context
// ends.
func (s *Store) LimitWaiting(patience time.Duration) { s.patience = patience }

// waiting returns the context of a waiting writer.
func (s *Store) waiting(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.patience == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.patience)
}

// Close ends all connections; those of running transactions end with them.
func (s *Store) Close() error {
	if s.engine.Relay != nil {
		s.engine.Relay.Stop()
	}
	s.statements.close()
	if s.engine.Write == s.engine.Read {
		return s.engine.Read.Close()
	}
	return errors.Join(s.engine.Read.Close(), s.engine.Write.Close())
}

// View implements ringdex.Store.
func (s *Store) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	return s.read(ctx, func(tx *session) error {
		r := &reader{tx: tx, org: org}
		if err := r.open(""); err != nil {
			return err
		}
		return fn(r)
	})
}

// Update implements ringdex.Store. It waits for staged contacts outside the transaction, then
// restarts that.
func (s *Store) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	wait, cancel := s.waiting(ctx)
	defer cancel()
	for {
		err := s.update(ctx, wait, org, fn)
		held, staged := errors.AsType[*stagedError](err)
		if !staged {
			return err
		}
		if err := s.afterStaging(wait, org, held.run); err != nil {
			return err
		}
	}
}

// update is one attempt. wait ends when the writer has waited long enough.
func (s *Store) update(ctx, wait context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	end, err := s.turns.take(wait, org)
	if err != nil {
		return s.failure("wait for another writer", err)
	}
	defer end()
	return s.write(ctx, func(tx *session) error {
		w := &writer{reader: reader{tx: tx, org: org}}
		if err := w.open(s.engine.LockRow); err != nil {
			return err
		}
		if err := w.settle(w.finish(fn(w))); err != nil {
			return err
		}
		return w.flush()
	})
}

// read runs fn on a snapshot.
func (s *Store) read(ctx context.Context, fn func(*session) error) error {
	tx, err := s.engine.Read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return s.failure("begin to read", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to commit
	return fn(s.session(ctx, tx, s.engine.Read))
}

// write runs fn in a transaction, and commits if fn succeeds and no statement has failed. A failed
// statement always prevents the commit, as in PostgreSQL, because some rows of a batch may be
// written and others not.
func (s *Store) write(ctx context.Context, fn func(*session) error) error {
	err := s.writeSilently(ctx, fn)
	if err != nil {
		return err
	}
	s.signals.send()
	if s.engine.Relay != nil {
		s.engine.Relay.Send()
	}
	return nil
}

// writeSilently is write without the signal, for the housekeeping of the queue, which would wake
// all subscribers constantly.
func (s *Store) writeSilently(ctx context.Context, fn func(*session) error) error {
	wait, cancel := s.waiting(ctx)
	defer cancel()
	conn, err := s.engine.Write.Conn(wait)
	if err != nil {
		return s.failure("wait for a connection", err)
	}
	defer func() { _ = conn.Close() }() // returns it to the pool
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return s.failure("begin to write", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	session := s.session(ctx, tx, s.engine.Write)
	if err := fn(session); err != nil {
		return err
	}
	if session.failed != nil {
		return session.failed
	}
	if err := tx.Commit(); err != nil {
		return s.failure("commit", err)
	}
	s.written()
	return nil
}

// Subscribe implements ringdex.Store.
func (s *Store) Subscribe() <-chan struct{} {
	if s.engine.Relay != nil {
		s.listen.Do(func() { s.engine.Relay.Listen(s.signals.send) })
	}
	return s.signals.subscribe()
}

func (s *Store) session(ctx context.Context, tx *sql.Tx, db *sql.DB) *session {
	return &session{ctx: ctx, tx: tx, db: db, store: s}
}

// failure returns an error with the operation, and the engine's error as its cause.
func (s *Store) failure(doing string, err error) error {
	if err == nil {
		return nil
	}
	code, trouble := s.engine.Classify(err)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		code, trouble = ringdex.Unavailable, ""
	}
	failure := ringdex.Fail(code, "store."+string(code)).Because(fmt.Errorf("%s: %w", doing, err))
	if trouble != "" {
		failure.Text = trouble.Message()
		s.meet(trouble, failure)
	}
	return failure
}
