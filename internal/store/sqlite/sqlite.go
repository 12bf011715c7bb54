// Package sqlite opens the embedded engine: one file, write-ahead log, one writer and a pool of
// readers.
//
// It owns the settings of SQLite and its differences; package store has the queries.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"ringdex/internal/owner"
	"ringdex/internal/store"
)

// Create is Open, and creates the file when it is not there. Conflict while a restore of it is
// incomplete: an empty database must not take the place of the one that was moved aside.
func Create(ctx context.Context, path string) (*store.Store, error) {
	if err := unrestored(path); err != nil {
		return nil, err
	}
	if err := private(path); err != nil {
		return nil, unopened(path, err)
	}
	return Open(ctx, path)
}

// ErrNone is the error of Open where there is no file.
var ErrNone = errors.New("there is no database")

// Open opens the file and brings its schema up to date. It never creates it.
func Open(ctx context.Context, path string) (*store.Store, error) {
	files, err := filesAt(path)
	if err != nil {
		return nil, err
	}
	if err := files.fits(ctx); err != nil {
		return nil, err
	}
	write, err := open(files, toWrite)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1) // SQLite has one writer; waiting here is fairer than in its busy loop
	if err := migrate(ctx, write); err != nil {
		_ = write.Close()
		return nil, unopened(path, err)
	}
	if err := files.hold(ctx); err != nil {
		_ = write.Close()
		return nil, unopened(path, err)
	}
	read, err := open(files, toRead)
	if err != nil {
		_ = write.Close()
		return nil, err
	}
	readers := max(4, 2*runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return store.New(engine(files, read, write)), nil
}

// private creates a missing file with mode 0600, because it contains all contacts and the hashes of
// passwords. SQLite gives its log and index the same mode and owner. Root gives the file to the
// owner of the folder, which is the user of the service.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(owner.Give(file, filepath.Dir(path)), file.Close())
}

// adapt keeps the index tables as their own index: one tree each instead of two.
var adapt = strings.NewReplacer("/*clustered*/", "WITHOUT ROWID")

// now is the time of the system in milliseconds.
const now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)"

const foreign = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'goose_db_version'
	AND NOT EXISTS (SELECT 1 FROM pragma_table_info('organizations') WHERE name = 'config_seq') ORDER BY name LIMIT 1`

// migrate migrates the schema. Concurrent processes on a new file can fail: SQLite switches a file
// to WAL mode without waiting for locks (seen by TestOpenMigratesOnce; busy_timeout does not help
// there).
func migrate(ctx context.Context, db *sql.DB) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := store.Migrate(ctx, db, store.Schema{Dialect: goose.DialectSQLite3, Adapt: adapt, Now: now, Foreign: foreign})
		if codeOf(err)&mainCode != lib.SQLITE_BUSY || pause > 5*time.Second {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// pragmas in order: busy_timeout first, because the others may have to wait. synchronous is FULL
// because an acknowledged import must survive a power failure. mmap is off: it is not faster, a
// failing disk would crash the program, and it would hide the memory use.
var pragmas = []string{
	"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(FULL)",
	"mmap_size(0)", "temp_store(MEMORY)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
}

// The writer's cache holds what a transaction changes. A reader, of which there are several, keeps
// little more than the inner pages of the trees: the system has the others.
const (
	toWrite = "_pragma=cache_size(-32768)&_txlock=immediate"
	toRead  = "_pragma=cache_size(-4096)&_pragma=query_only(1)"
)

func open(files *files, more string) (*sql.DB, error) {
	c, err := files.connector(more)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// connector makes connections with the pragmas and more. They never create the file.
func (f *files) connector(more string) (*connector, error) {
	options := "mode=rw&_pragma=" + strings.Join(pragmas, "&_pragma=") + "&" + more
	location := f.location(options)
	c, err := sqlite.NewConnector(location)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.path, err)
	}
	return &connector{c, location, f}, nil
}

// location is the path as SQLite reads it, with options.
func (f *files) location(options string) string {
	location := url.URL{Scheme: "file", Opaque: url.PathEscape(f.path), RawQuery: options}
	return strings.ReplaceAll(location.String(), "%2F", "/")
}

func engine(files *files, read, write *sql.DB) store.Engine {
	return store.Engine{
		Name: "sqlite", Read: read, Write: write,
		TextList:    func(p string) string { return "SELECT value FROM json_each(" + p + ")" },
		IntegerList: func(p string) string { return "SELECT value FROM json_each(" + p + ")" },
		TextRows:    func(p string) string { return "json_each(" + p + ") AS wanted" },
		ForEach: func(rows, columns, from string) string { // CROSS keeps the order of the two
			return "SELECT " + columns + " FROM " + rows + " CROSS JOIN " + from
		},
		IDList:   func(p string) string { return "SELECT unhex(value) FROM json_each(" + p + ")" },
		Use:      func(index string) string { return " INDEXED BY " + index },
		Whole:    " NOT INDEXED",
		Now:      now,
		Pack:     pack,
		Classify: classify,
		Kept:     files.moved,
		Room:     files.room,
		Sweep:    func(ctx context.Context, _ bool) error { return sweep(ctx, write) },
		Inspect:  "PRAGMA integrity_check",
		Trees:    "SELECT rootpage, name FROM sqlite_schema WHERE rootpage > 0",
	}
}

// Bare opens a file the way Create does for writing, without any schema: the floor that benchmarks
// compare with.
func Bare(path string) (*sql.DB, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	files, err := filesAt(path)
	if err != nil {
		return nil, err
	}
	db, err := open(files, toWrite)
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
