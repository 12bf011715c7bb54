// Package sqlite opens the embedded engine: one file, write-ahead log, one writer and a pool of readers.
//
// It owns the settings of SQLite and what SQLite does its own way; the queries are store's.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// Open opens the file, makes it when it is not there, and brings its schema up to date.
func Open(ctx context.Context, path string) (*store.Store, error) {
	write, err := open(path, "_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1) // SQLite has one writer; waiting here is fairer than in its busy loop
	if err := store.Migrate(ctx, goose.DialectSQLite3, write, "WITHOUT ROWID"); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	read, err := open(path, "_pragma=query_only(1)")
	if err != nil {
		_ = write.Close()
		return nil, err
	}
	readers := max(4, 2*runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return store.New(engine(read, write)), nil
}

// pragmas in order: busy_timeout first, because the others may have to wait. synchronous is FULL because an
// answer to an import means that its records are kept, also when the power fails.
var pragmas = []string{
	"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-65536)",
	"mmap_size(4294967296)", "temp_store(MEMORY)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
}

func open(path, more string) (*sql.DB, error) {
	options := "_pragma=" + strings.Join(pragmas, "&_pragma=") + "&" + more
	location := url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: options}
	db, err := sql.Open("sqlite", strings.ReplaceAll(location.String(), "%2F", "/"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return db, nil
}

func engine(read, write *sql.DB) store.Engine {
	return store.Engine{
		Name: "sqlite", Read: read, Write: write,
		TextList:    func(p string) string { return "(SELECT value FROM json_each(" + p + "))" },
		IntegerList: func(p string) string { return "(SELECT value FROM json_each(" + p + "))" },
		IDList:      func(p string) string { return "(SELECT unhex(value) FROM json_each(" + p + "))" },
		Classify:    classify,
	}
}

func classify(err error) ringdex.Code {
	failure, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return ringdex.Internal
	}
	switch failure.Code() & 0xff { // the rest of the code is detail
	case lib.SQLITE_CONSTRAINT:
		return ringdex.Conflict
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_READONLY:
		return ringdex.Unavailable
	}
	return ringdex.Internal
}
