// Package sqlite opens the embedded engine: one file, write-ahead log, one writer and a pool of readers.
//
// It owns the settings of SQLite and what SQLite does its own way; the queries are store's.
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
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// Create is Open, and creates the file when it is not there.
func Create(ctx context.Context, path string) (*store.Store, error) {
	if err := private(path); err != nil {
		return nil, unopened(path, err)
	}
	return Open(ctx, path)
}

// ErrNone is the error of Open where there is no file.
var ErrNone = errors.New("there is no database")

// Open opens the file and brings its schema up to date. It never creates it.
func Open(ctx context.Context, path string) (*store.Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	write, err := open(path, toWrite)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1) // SQLite has one writer; waiting here is fairer than in its busy loop
	if err := migrate(ctx, write); err != nil {
		_ = write.Close()
		return nil, unopened(path, err)
	}
	read, err := open(path, toRead)
	if err != nil {
		_ = write.Close()
		return nil, err
	}
	readers := max(4, 2*runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return store.New(engine(read, write)), nil
}

// private creates the file, when it is not there, for its owner alone: it holds all contacts and the hashes of passwords.
// SQLite gives its log and index the rights of the file.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// adapt keeps the index tables as their own index: one tree each instead of two.
var adapt = strings.NewReplacer("/*clustered*/", "WITHOUT ROWID")

// migrate brings the schema up to date. Processes that meet at a new file get into each other's way: a file is
// switched to the log without waiting for locks (seen by TestOpenMigratesOnce; busy_timeout does not help there).
func migrate(ctx context.Context, db *sql.DB) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := store.Migrate(ctx, goose.DialectSQLite3, db, adapt)
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

// pragmas in order: busy_timeout first, because the others may have to wait. synchronous is FULL because an
// answer to an import means that its records are kept, also when the power fails. The file is not mapped into memory:
// reading it is no faster so, a failing disk would end the program, and nobody could see how much memory it needs.
var pragmas = []string{
	"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(FULL)",
	"mmap_size(0)", "temp_store(MEMORY)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
}

// The writer's cache holds what a transaction changes. A reader, of which there are several, keeps little more than the
// inner pages of the trees: the system has the others.
const (
	toWrite = "_pragma=cache_size(-32768)&_txlock=immediate"
	toRead  = "_pragma=cache_size(-4096)&_pragma=query_only(1)"
)

func open(path, more string) (*sql.DB, error) {
	options := "mode=rw&_pragma=" + strings.Join(pragmas, "&_pragma=") + "&" + more
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
		TextList:    func(p string) string { return "SELECT value FROM json_each(" + p + ")" },
		IntegerList: func(p string) string { return "SELECT value FROM json_each(" + p + ")" },
		TextRows:    func(p string) string { return "json_each(" + p + ") AS wanted" },
		ForEach: func(rows, columns, from string) string { // CROSS keeps the order of the two
			return "SELECT " + columns + " FROM " + rows + " CROSS JOIN " + from
		},
		IDList:   func(p string) string { return "SELECT unhex(value) FROM json_each(" + p + ")" },
		Use:      func(index string) string { return " INDEXED BY " + index },
		Now:      "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
		Classify: classify,
	}
}

// unopened says of a file that could not be opened what to do about it.
func unopened(path string, err error) error {
	if _, outside := errors.AsType[*fs.PathError](err); outside {
		return fmt.Errorf("%w%s", err, writable(path))
	}
	advice := ""
	switch codeOf(err) & mainCode {
	case lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_IOERR:
		advice = writable(path)
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		advice = ". The file is damaged, or not a database of ringdex: restore a backup, or choose another file with --database"
	case lib.SQLITE_FULL:
		advice = ". Make room on the disk"
	}
	return fmt.Errorf("open %s: %w%s", path, err, advice)
}

func writable(path string) string {
	return fmt.Sprintf(". Make sure that the folder %s is there, that ringdex may write to it, and that the disk is sound, "+
		"or choose another file with --database", filepath.Dir(path))
}

// mainCode is the part of an error's code that says what it is; the rest is detail.
const mainCode = 0xff

// codeOf is the whole code of an error of SQLite, 0 of any other.
func codeOf(err error) int {
	if failure, ok := errors.AsType[*sqlite.Error](err); ok {
		return failure.Code()
	}
	return 0
}

// classify knows a key that is taken by the whole code: other constraints that do not hold are mistakes of ours.
func classify(err error) ringdex.Code {
	switch code := codeOf(err); {
	case code == lib.SQLITE_CONSTRAINT_PRIMARYKEY, code == lib.SQLITE_CONSTRAINT_UNIQUE:
		return ringdex.Conflict
	case slices.Contains(unavailable, code&mainCode):
		return ringdex.Unavailable
	}
	return ringdex.Internal
}

// unavailable are the codes of failures that may be over later: locks, a full or unwell disk, a caller that
// stopped waiting.
var unavailable = []int{
	lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_INTERRUPT,
}

// Bare opens a file the way Create does for writing, without any schema: the floor that benchmarks compare with.
func Bare(path string) (*sql.DB, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	db, err := open(path, toWrite)
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
