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
	"fmt"
	"sync"

	"ringdex/internal/ringdex"
)

// Engine is what a database does its own way. Everything else is common.
type Engine struct {
	Name  string
	Read  *sql.DB // snapshots
	Write *sql.DB // the same as Read where any connection may write

	TextList, IDList, IntegerList func(placeholder string) string // a list for IN, from a parameter that is a JSON array
	LockRow                       string                          // ends a SELECT that takes its row for the transaction
	Classify                      func(error) ringdex.Code        // by the engine's own error codes
}

// Store is ringdex.Store over an engine.
type Store struct {
	engine     Engine
	statements statements
	signals    signals
}

var _ ringdex.Store = (*Store)(nil)

// New is the store on an engine whose schema is up to date.
func New(e Engine) *Store { return &Store{engine: e} }

// Close ends all connections; running transactions finish first.
func (s *Store) Close() error {
	err := s.engine.Read.Close()
	if s.engine.Write != s.engine.Read {
		err = s.engine.Write.Close()
	}
	return err
}

// View implements ringdex.Store.
func (s *Store) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	tx, err := s.engine.Read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return s.failure("begin to read", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to commit
	r := &reader{tx: s.session(ctx, tx, s.engine.Read), org: org}
	if err := r.open(""); err != nil {
		return err
	}
	return fn(r)
}

// Update implements ringdex.Store.
func (s *Store) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	tx, err := s.engine.Write.BeginTx(ctx, nil)
	if err != nil {
		return s.failure("begin to write", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	w := &writer{reader: reader{tx: s.session(ctx, tx, s.engine.Write), org: org}}
	if err := w.open(s.engine.LockRow); err != nil {
		return err
	}
	if err := fn(w); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return s.failure("commit", err)
	}
	s.signals.send()
	return nil
}

// Subscribe implements ringdex.Store.
func (s *Store) Subscribe() <-chan struct{} { return s.signals.subscribe() }

func (s *Store) session(ctx context.Context, tx *sql.Tx, db *sql.DB) *session {
	return &session{ctx: ctx, tx: tx, db: db, store: s}
}

// failure says what we were doing, and keeps the engine's error for the log.
func (s *Store) failure(doing string, err error) error {
	if err == nil {
		return nil
	}
	code := s.engine.Classify(err)
	message := "the database did not answer as it should; try again"
	if code == ringdex.Unavailable {
		message = "the database is busy or out of reach; try again in a moment"
	}
	return &ringdex.Error{Code: code, Message: message, Cause: fmt.Errorf("%s: %w", doing, err)}
}

// signals wakes whoever waits for commits.
type signals struct {
	mu   sync.Mutex
	each []chan struct{}
}

func (s *signals) subscribe() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan struct{}, 1)
	s.each = append(s.each, c)
	return c
}

func (s *signals) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.each {
		select {
		case c <- struct{}{}:
		default: // it has one waiting already
		}
	}
}
