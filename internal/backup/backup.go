// Package backup writes back-ups of a database that is kept in a file, and restores them.
//
// It owns the form of a back-up: one SQLite file, and beside it NAME.sha256 with its checksum, as sha256sum writes and
// reads it. Copying a database in use, and putting a file in the place of another, are the engine's (store/sqlite).
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

// Made is a back-up that was written.
type Made struct {
	Bytes int64
	Sum   string // SHA-256, in hexadecimal
}

// Write backs the database at path up to a file, beside running servers and imports. The file appears when it is whole.
// fs.ErrExist when it is there already, unless overwrite allows that.
func Write(ctx context.Context, path, to string, overwrite bool) (Made, error) {
	if _, err := os.Lstat(to); err == nil && !overwrite {
		return Made{}, &fs.PathError{Op: "write", Path: to, Err: fs.ErrExist}
	}
	part := to + ".part"
	if err := remove(part); err != nil { // of a back-up that was interrupted
		return Made{}, err
	}
	if err := sqlite.Copy(ctx, path, part); err != nil {
		return Made{}, err
	}
	made, err := finish(path, part, to)
	return made, errors.Join(err, remove(part))
}

// finish gives the copy its name, and writes its checksum. An interruption leaves a file without one, never with that
// of another.
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

// remove removes files that may be there.
func remove(paths ...string) error {
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
