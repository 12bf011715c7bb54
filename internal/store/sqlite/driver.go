package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// driverConn is what the driver's connections can do.
type driverConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	sqlite.HookRegisterer
}

// conn is a connection of the driver whose statements take rows.
type conn struct {
	driverConn
	handle *handle
	values values
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *conn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	st, err := c.driverConn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return &stmt{driverStmt: st.(driverStmt), conn: c, text: text}, nil
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	c.values.free(c.handle.tls)
	return c.driverConn.Close()
}

// rows packs all parameters of a statement into one: database/sql would check and convert each.
type rows []any

func pack(args []any) any { return rows(args) }

type driverStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// stmt is a statement of the driver that takes rows as well.
type stmt struct {
	driverStmt
	conn   *conn
	text   string
	direct uintptr // the statement in SQLite's own interface; 0 until there are rows
}

// CheckNamedValue implements driver.NamedValueChecker.
func (*stmt) CheckNamedValue(v *driver.NamedValue) error {
	if _, ok := v.Value.(rows); ok {
		return nil
	}
	return driver.ErrSkip
}

// ExecContext implements driver.StmtExecContext.
func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if len(args) == 1 {
		if params, ok := args[0].Value.(rows); ok {
			return s.write(ctx, params)
		}
	}
	return s.driverStmt.ExecContext(ctx, args)
}

// Close implements driver.Stmt.
func (s *stmt) Close() error {
	lib.Xsqlite3_finalize(s.conn.handle.tls, s.direct) // repeats the error of the last step
	s.direct = 0
	return s.driverStmt.Close()
}

func (s *stmt) write(ctx context.Context, params rows) (driver.Result, error) {
	h := s.conn.handle
	if err := s.prepare(); err != nil {
		return nil, err
	}
	defer lib.Xsqlite3_clear_bindings(h.tls, s.direct)
	if err := s.conn.values.bind(h, s.direct, params); err != nil {
		return nil, err
	}
	defer lib.Xsqlite3_reset(h.tls, s.direct)
	if err := s.step(ctx); err != nil {
		return nil, err
	}
	return driver.RowsAffected(lib.Xsqlite3_changes(h.tls, h.db)), nil
}

// step runs the statement. When the context ends, so does the statement.
func (s *stmt) step(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	h, ended := s.conn.handle, make(chan struct{})
	stop := context.AfterFunc(ctx, func() { h.interrupt(); close(ended) })
	code := lib.Xsqlite3_step(h.tls, s.direct)
	if !stop() {
		<-ended // the next statement must not be interrupted
		return ctx.Err()
	}
	if code != lib.SQLITE_DONE {
		return h.failure(code)
	}
	return nil
}

func (s *stmt) prepare() error {
	if s.direct != 0 {
		return nil
	}
	h := s.conn.handle
	text, err := libc.CString(s.text)
	if err != nil {
		return err
	}
	defer libc.Xfree(h.tls, text)
	at := h.tls.Alloc(int(unsafe.Sizeof(s.direct)))
	defer h.tls.Free(int(unsafe.Sizeof(s.direct)))
	if code := lib.Xsqlite3_prepare_v3(h.tls, h.db, text, -1, lib.SQLITE_PREPARE_PERSISTENT, at, 0); code != lib.SQLITE_OK {
		return h.failure(code)
	}
	s.direct = *(*uintptr)(pointer(at))
	if n := lib.Xsqlite3_bind_parameter_count(h.tls, s.direct); n == 0 {
		return fmt.Errorf("%s takes no rows", s.text)
	}
	return nil
}

// pointer converts an address of C memory, never of Go memory.
func pointer(address uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&address)) }
