package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ringdex/internal/ringdex"
)

// ErrInUse is the error of Replace when a program has the database open.
var ErrInUse = errors.New("the database is in use")

// Place returns where the file of a database is, or will be: behind links, if path is one.
func Place(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	return real, err
}

// Restoring returns the path of the copy that a restore makes, before Replace moves it to path.
func Restoring(path string) string { return path + ".restoring" }

// unrestored returns a Conflict if a restore was interrupted when path was already moved aside.
func unrestored(path string) error {
	_, missing := os.Stat(path)
	if _, err := os.Stat(Restoring(path)); err == nil && errors.Is(missing, fs.ErrNotExist) {
		return ringdex.Fail(ringdex.Conflict, "store.restore_interrupted", path, Restoring(path))
	}
	return nil
}

// Replace moves the file with, a complete database in the same folder, to path, which must not be a
// link. It keeps the old database and its log under path and the suffix; kept reports whether there
// was one. It locks path during the replacement. ErrInUse if a program has it open, fs.ErrExist if
// a name with the suffix exists.
func Replace(path, with, suffix string) (kept bool, err error) {
	unlock, err := lockFile(path)
	if err != nil {
		return false, err
	}
	defer unlock()
	aside, err := asideNames(path, suffix)
	if err != nil {
		return false, err
	}
	if err := moveAside(aside); err != nil {
		return false, err
	}
	if err := os.Rename(with, path); err != nil {
		return false, errors.Join(err, moveBack(aside))
	}
	return len(aside) > 0, nil
}

// lockFile locks the file at path, if there is one, until unlock is called. ErrInUse if a program
// has it open.
func lockFile(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil {
		return nil, err
	}
	free, err := lock(file)
	if err == nil && !free {
		err = ErrInUse
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}

// renaming is one file on its way.
type renaming struct{ from, to string }

// asideNames are the files of the database at path that are there, and where they go.
func asideNames(path, suffix string) (aside []renaming, err error) {
	for _, end := range ends {
		from, to := path+end, path+suffix+end
		if _, err := os.Lstat(to); err == nil {
			return nil, &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
		}
		if _, err := os.Lstat(from); err == nil {
			aside = append(aside, renaming{from, to})
		}
	}
	return aside, nil
}

// moveAside moves all of them or none.
func moveAside(aside []renaming) error {
	for i, r := range aside {
		if err := os.Rename(r.from, r.to); err != nil {
			return errors.Join(fmt.Errorf("move the database aside: %w", err), moveBack(aside[:i]))
		}
	}
	return nil
}

func moveBack(aside []renaming) (err error) {
	for _, r := range aside {
		err = errors.Join(err, os.Rename(r.to, r.from))
	}
	return err
}
