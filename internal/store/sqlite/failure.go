package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// unopened returns the error of a file that could not be opened, with advice.
func unopened(path string, err error) error {
	if _, outside := errors.AsType[*fs.PathError](err); outside {
		return fmt.Errorf("%w%s", err, writable(path))
	}
	advice := ""
	switch codeOf(err) & mainCode {
	case lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_IOERR:
		advice = writable(path)
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		advice = ". The file is damaged, or not a database of ringdex: restore a backup (docs/operating.md, \"Restore\"), " +
			"or choose another file with --database"
	case lib.SQLITE_FULL:
		advice = ". Make room on the disk"
	}
	return fmt.Errorf("open %s: %w%s", path, err, advice)
}

// uncopied returns the error of a copy that could not be written, with advice.
func uncopied(path, to string, err error) error {
	advice := ""
	switch codeOf(err) & mainCode {
	case lib.SQLITE_FULL:
		advice = ". Make room on the disk of " + filepath.Dir(to)
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		advice = ". The database is damaged, or not one of ringdex: \"ringdex check\" says more"
	}
	return fmt.Errorf("copy %s to %s: %w%s", path, to, err, advice)
}

func writable(path string) string {
	return fmt.Sprintf(". Make sure that the folder %s is there, that ringdex may write to it, and that the disk is sound, "+
		"or choose another file with --database", filepath.Dir(path))
}

// mainCode is the part of an error's code that says what it is; the rest is detail.
const mainCode = 0xff

// coded is an error of SQLite: the driver's, or of a statement that took rows.
type coded interface {
	error
	Code() int
}

var _, _ coded = (*sqlite.Error)(nil), (*failed)(nil)

// codeOf is the whole code of an error of SQLite, 0 of any other.
func codeOf(err error) int {
	if failure, ok := errors.AsType[coded](err); ok {
		return failure.Code()
	}
	return 0
}

// classify maps an error by its code. It uses the extended code for conflicts of keys: other
// violated constraints are bugs. A trouble concerns the files, independent of the statement.
func classify(err error) (ringdex.Code, store.Trouble) {
	if trouble := troubleOf(err); trouble != "" {
		return ringdex.Unavailable, trouble
	}
	switch code := codeOf(err); {
	case code == lib.SQLITE_CONSTRAINT_PRIMARYKEY, code == lib.SQLITE_CONSTRAINT_UNIQUE:
		return ringdex.Conflict, ""
	case slices.Contains(unavailable, code&mainCode):
		return ringdex.Unavailable, ""
	}
	return ringdex.Internal, ""
}

// unavailable are the codes of failures that may be over later: locks, too many open files, a
// caller that stopped waiting.
var unavailable = []int{lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_CANTOPEN, lib.SQLITE_INTERRUPT}

// troubles are the codes of failures that say something about the files.
var troubles = map[int]store.Trouble{
	lib.SQLITE_FULL:     store.Full,
	lib.SQLITE_READONLY: store.ReadOnly,
	lib.SQLITE_IOERR:    store.Broken,
	lib.SQLITE_CORRUPT:  store.Damaged,
	lib.SQLITE_NOTADB:   store.Damaged,
}

func troubleOf(err error) store.Trouble {
	if errors.Is(err, errMoved) || codeOf(err) == lib.SQLITE_CONSTRAINT_COMMITHOOK {
		return store.Gone
	}
	if _, file := errors.AsType[*fs.PathError](err); file {
		return store.Broken
	}
	return troubles[codeOf(err)&mainCode]
}
