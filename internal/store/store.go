// Package store keeps rows: it turns contacts, companies, changes, runs and settings into SQL and back.
//
// Each query's text stands here once, for both engines; an engine (store/sqlite, store/postgres) brings its
// connections and the few differences that Engine lists. The contract is ringdex.Store, the suite that proves
// an engine is storetest. What a change means, and whether it is allowed, is decided elsewhere.
//
// One writer an organization. Update first takes the organization's row for itself (on SQLite, whose only
// writer it is anyway; on PostgreSQL by FOR UPDATE) and keeps it until the commit. So sequences of the journal
// are given out in the order in which they become visible: a reader that has seen sequence n has seen, or can
// see, everything before n, and nothing can appear behind its cursor. Sequences are counted by organization.
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

// Engine is what a database does its own way. Everything else is common.
type Engine struct {
	Name  string
	Read  *sql.DB // snapshots
	Write *sql.DB // the same as Read where any connection may write

	TextList, IDList, IntegerList func(placeholder string) string // a query for the values of a parameter that is a JSON array
	In                            func(query string) string       // a condition of its own for " IN (query)"; nil where that is best
	TextRows                      func(placeholder string) string // the same as rows of a table "wanted" with the column "value"
	Use                           func(index string) string       // behind a table's name, has it searched by an index that the planner would not choose; nil where it does
	Whole                         string                          // behind a table's name, has it read in its own order; "" where the planner sees to it
	LockRow                       string                          // ends a SELECT that takes its row for the transaction
	SkipLocked                    string                          // the same, but it steps over rows that others have taken
	Now                           string                          // the time in milliseconds, by the database's clock
	LockAll                       string                          // a statement after which nobody else makes organizations until the commit; "" with one writer
	// Classify goes by the engine's own error codes: Conflict, Unavailable or Internal, and what is the matter with the
	// place where the data is kept.
	Classify func(error) (ringdex.Code, Trouble)
	Kept     func() error // an error when the files are no longer those that were opened; nil where there are none of ours
	Inspect  string       // a query for all that is damaged, in lines, "ok" when nothing is; "" where the server looks itself
	Trees    string       // a query for the number and the name of what Inspect calls "Tree 7"
	Room     func() error // an error when a usual write would find no room; nil where that cannot be known
	// Insert is a statement of any number of rows and its parameters, from args, width a row; nil where rows of
	// parameters do. head ends behind the names of the columns.
	Insert func(head string, width int, tail string, args []any) (text string, params []any)
	// Pack makes one parameter of all those of an insert, which the driver takes apart: database/sql looks at each
	// parameter, and allocates for it. nil where the driver takes them as they are.
	Pack func(args []any) any
	// Keyed is a statement, and its parameters, that does the same to any number of rows of a table, each found by the
	// organization and as many keys as there are columns; nil where a statement a row is as fast. does is all before WHERE.
	Keyed func(does, table string, columns []string, org ringdex.OrganizationID, keys []any) (text string, params []any)
	// ForEach is a query that looks columns up, FROM from, for each of TextRows, in their order.
	ForEach  func(rows, columns, from string) string
	Prepares bool  // the driver keeps statements prepared by itself
	Relay    Relay // nil where no other process is to be told
}

// Relay carries signals between the processes on one database.
type Relay interface {
	Send()               // tells the others of a commit, soon; never waits
	Listen(heard func()) // has heard called soon after another process has committed; called once at most
	Stop()               // ends both, before the connections end
}

// Store is ringdex.Store over an engine.
type Store struct {
	engine     Engine
	statements statements
	signals    signals
	listen     sync.Once // to other processes, once somebody waits for signals
	configs    configs
	turns      turns
	patience   time.Duration // of a writer; 0 for as long as its context
	standing   atomic.Pointer[standing]
	trace      func(text string, args []any)
}

var _ ringdex.Store = (*Store)(nil)

// New is the store on an engine whose schema is up to date.
func New(e Engine) *Store {
	s := &Store{engine: e}
	s.statements.ctx, s.statements.end = context.WithCancel(context.Background())
	return s
}

// Trace has fn called for every statement that runs, by many goroutines at once. It is there for tests, such as
// that of the query plans, and to be set before the store is used.
func (s *Store) Trace(fn func(text string, args []any)) { s.trace = fn }

// LimitWaiting has writers wait no longer than that for their turn: then Update fails with Unavailable and nothing is
// written. A server's requests end some day, and what is written after that was never acknowledged. It is to be set
// before the store is used; without it, a writer waits until its context ends.
func (s *Store) LimitWaiting(patience time.Duration) { s.patience = patience }

// waiting is the context in which a writer waits for its turn.
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

// Update implements ringdex.Store. What a run has staged is waited for outside of the transaction, which begins anew then.
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
		tx.window.org = org
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

// read runs fn in a transaction that sees the database as it is at one moment.
func (s *Store) read(ctx context.Context, fn func(*session) error) error {
	tx, err := s.engine.Read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return s.failure("begin to read", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to commit
	return fn(s.session(ctx, tx, s.engine.Read))
}

// write runs fn in a transaction, and commits it when fn agrees and no statement has failed. A failed one rules a
// commit out whatever fn makes of it, as PostgreSQL does: some rows of a batch may stand and others not.
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

// writeSilently is write without the signal: for what keeps the queue going, which would wake everybody all the time.
func (s *Store) writeSilently(ctx context.Context, fn func(*session) error) error {
	wait, cancel := s.waiting(ctx)
	defer cancel()
	conn, err := s.engine.Write.Conn(wait)
	if err != nil {
		return s.failure("wait for a connection", err)
	}
	defer func() { _ = conn.Close() }() // gives it back
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return s.failure("begin to write", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
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

// failure says what we were doing, and keeps the engine's error for the log.
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
