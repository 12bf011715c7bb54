package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// handle is a connection in SQLite's own interface. Rows are bound through it: the driver allocates
// memory for every parameter.
type handle struct {
	tls *libc.TLS // as the connection itself: for one goroutine at a time
	db  uintptr
}

// numberKey is the parameter of a location that says which handle the connection is for.
const numberKey = "ringdex"

// connecting are the handles of connections that are being opened, by number.
var connecting sync.Map

// connect opens a connection and its handle. The driver does not expose the handle, but SQLite
// passes it to an automatic extension for every connection of the process. The number in the
// location identifies the connection.
func connect(ctx context.Context, location string) (driver.Conn, *handle, error) {
	h := &handle{}
	number := fmt.Sprintf("%p", h)
	connecting.Store(number, h)
	defer connecting.Delete(number)
	tls := libc.NewTLS()
	defer tls.Close()
	if rc := lib.Xsqlite3_auto_extension(tls, opening); rc != lib.SQLITE_OK { // once, however often it is called
		return nil, nil, fmt.Errorf("register with SQLite: code %d", rc)
	}
	c, err := sqlite.NewConnector(location + "&" + numberKey + "=" + number)
	if err != nil {
		return nil, nil, err
	}
	conn, err := c.Connect(ctx)
	if err == nil && h.db == 0 {
		err = errors.Join(errors.New("SQLite has not given the handle of a connection"), conn.Close())
	}
	return conn, h, err
}

// opening is the automatic extension, as a pointer of C.
var opening = *(*uintptr)(unsafe.Pointer(&struct {
	extension func(tls *libc.TLS, db, message, api uintptr) int32
}{noteHandle}))

// noteHandle passes the handle of a connection to its connect call.
func noteHandle(tls *libc.TLS, db, _, _ uintptr) int32 {
	if h, ok := connecting.Load(numberOf(tls, db)); ok {
		h.(*handle).tls, h.(*handle).db = tls, db
	}
	return lib.SQLITE_OK
}

// numberOf returns the number in the location of a connection, or "".
func numberOf(tls *libc.TLS, db uintptr) string {
	schema, err := libc.CString("main")
	if err != nil {
		return ""
	}
	defer libc.Xfree(tls, schema)
	key, err := libc.CString(numberKey)
	if err != nil {
		return ""
	}
	defer libc.Xfree(tls, key)
	file := lib.Xsqlite3_db_filename(tls, db, schema)
	if file == 0 {
		return ""
	}
	return libc.GoString(lib.Xsqlite3_uri_parameter(tls, file, key))
}

// interrupt ends the statement that runs. Any goroutine may call it.
func (h *handle) interrupt() {
	tls := libc.NewTLS()
	defer tls.Close()
	lib.Xsqlite3_interrupt(tls, h.db)
}

// failed is an error that SQLite has returned, in the driver's words.
type failed struct {
	code int
	text string
}

func (e *failed) Error() string { return e.text }

// Code is the whole code, as (*sqlite.Error).Code is.
func (e *failed) Code() int { return e.code }

func (h *handle) failure(code int32) error {
	text := libc.GoString(lib.Xsqlite3_errstr(h.tls, code))
	if more := libc.GoString(lib.Xsqlite3_errmsg(h.tls, h.db)); more != text {
		text += ": " + more
	}
	return &failed{int(code), fmt.Sprintf("%s (%d)", text, code)}
}
