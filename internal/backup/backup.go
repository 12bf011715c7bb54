// Package backup writes and restores back-ups of an SQLite database.
//
// It owns the form of a back-up: one SQLite file, and NAME.sha256 with its checksum in the format
// of sha256sum. It leaves copying a database in use and replacing a file to store/sqlite.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ringdex/internal/owner"
	"ringdex/internal/store/sqlite"
)

// Made describes a new back-up.
type Made struct {
	Bytes int64
	Sum   string // SHA-256, in hexadecimal
}

// Write backs up the database at path to a file; servers and imports may be running. The file
// appears when it is complete. fs.ErrExist if it exists, unless overwrite is set.
func Write(ctx context.Context, path, to string, overwrite bool) (Made, error) {
	if _, err := os.Lstat(to); err == nil && !overwrite {
		return Made{}, &fs.PathError{Op: "write", Path: to, Err: fs.ErrExist}
	}
	part := to + ".part"
	if err := remove(part); err != nil { // of an interrupted back-up
		return Made{}, err
	}
	if err := sqlite.Copy(ctx, path, part); err != nil {
		return Made{}, err
	}
	made, err := finish(path, part, to)
	return made, errors.Join(err, remove(part))
}

// finish renames the copy and writes its checksum. An interruption can leave a file without a
// checksum, but never with a wrong one.
func finish(model, part, to string) (made Made, err error) {
	if made.Sum, made.Bytes, err = sumOf(part); err != nil {
		return made, err
	}
	if err := errors.Join(remove(sumFile(to)), os.Rename(part, to)); err != nil {
		return made, err
	}
	return made, writeSum(to, made.Sum, model)
}

func writeSum(of, sum, model string) error {
	file, err := os.OpenFile(sumFile(of), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(file, "%s  %s\n", sum, filepath.Base(of))
	return errors.Join(err, owner.Give(file, model), file.Sync(), file.Close())
}

// remove removes files if they exist.
func remove(paths ...string) error {
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
