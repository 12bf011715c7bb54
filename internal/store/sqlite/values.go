package sqlite

import (
	"database/sql/driver"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// values are the texts and bytes of the rows that a connection writes, one after another in memory
// of C. SQLite reads them there while the statement runs.
type values struct {
	address uintptr
	memory  []byte // at address
	used    int
}

// kept is how much memory stays for the next rows.
const kept = 1 << 20

// bind sets the parameters of a statement. They stand until the next bind.
func (v *values) bind(h *handle, st uintptr, params rows) error {
	if !v.reserve(h.tls, sizeOf(params)) {
		return h.failure(lib.SQLITE_NOMEM)
	}
	for i, param := range params {
		code, err := v.bindOne(h, st, int32(i+1), param)
		if err != nil {
			return err
		}
		if code != lib.SQLITE_OK {
			return h.failure(code)
		}
	}
	return nil
}

func (v *values) bindOne(h *handle, st uintptr, i int32, param any) (code int32, err error) {
	switch p := param.(type) {
	case nil:
		return lib.Xsqlite3_bind_null(h.tls, st, i), nil
	case int64:
		return lib.Xsqlite3_bind_int64(h.tls, st, i, p), nil
	case string:
		return lib.Xsqlite3_bind_text(h.tls, st, i, put(v, p), int32(len(p)), lib.SQLITE_STATIC), nil
	case []byte:
		if p == nil {
			return lib.Xsqlite3_bind_null(h.tls, st, i), nil
		}
		return lib.Xsqlite3_bind_blob(h.tls, st, i, put(v, p), int32(len(p)), lib.SQLITE_STATIC), nil
	}
	plain, err := driver.DefaultParameterConverter.ConvertValue(param)
	if n, ok := plain.(int64); ok && err == nil {
		return lib.Xsqlite3_bind_int64(h.tls, st, i, n), nil
	}
	return 0, fmt.Errorf("a row has a value of the type %T", param)
}

func sizeOf(params rows) int {
	n := 1 // an empty text has an address too
	for _, param := range params {
		switch p := param.(type) {
		case string:
			n += len(p)
		case []byte:
			n += len(p)
		}
	}
	return n
}

// reserve makes room for so many bytes. It reports whether there is any.
func (v *values) reserve(tls *libc.TLS, size int) bool {
	v.used = 0
	if size <= len(v.memory) && len(v.memory) <= max(size, kept) {
		return true
	}
	v.free(tls)
	size = max(size, kept/16)
	if v.address = lib.Xsqlite3_malloc64(tls, uint64(size)); v.address == 0 {
		return false
	}
	v.memory = unsafe.Slice((*byte)(pointer(v.address)), size)
	return true
}

func (v *values) free(tls *libc.TLS) {
	lib.Xsqlite3_free(tls, v.address)
	*v = values{}
}

// put copies a value and returns its address.
func put[T string | []byte](v *values, value T) uintptr {
	at := v.used
	v.used += copy(v.memory[at:], value)
	return v.address + uintptr(at)
}
