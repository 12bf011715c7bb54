package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ringdex/internal/auth/password"
	"ringdex/internal/message"
	"ringdex/internal/store"
	"ringdex/internal/store/sqlite"
)

// openDatabase opens the database of the import. The first import creates a missing one, unless
// --database names it: a mistyped path must not become a new directory.
func (im *importing) openDatabase() (closeDatabase func(), err error) {
	path, missing := im.e.missingFile()
	switch {
	case missing && im.e.databaseNamed:
		return nil, message.Err("cmd.no_database", path)
	case missing && im.DryRun:
		im.e.warn("cmd.dry_empty", path)
		return im.openEmpty()
	}
	im.store, im.options.Organization, err = im.e.prepare(im.e.openOrCreate, adminPassword())
	return func() { _ = im.store.Close() }, err
}

// openEmpty opens an empty database in a temporary folder, because a dry run writes nothing. A
// given password is not printed.
func (im *importing) openEmpty() (closeDatabase func(), err error) {
	folder, err := os.MkdirTemp("", "ringdex-*")
	if err != nil {
		return nil, err
	}
	create := func() (*store.Store, error) { return sqlite.Create(im.e.ctx, filepath.Join(folder, "ringdex.db")) }
	if im.store, im.options.Organization, err = im.e.prepare(create, password.New()); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return func() { _, _ = im.store.Close(), os.RemoveAll(folder) }, nil
}

// missingFile returns the path of the SQLite database, and reports whether it is missing.
func (e *environment) missingFile() (path string, missing bool) {
	path, err := e.databaseFile(errors.ErrUnsupported)
	if err != nil {
		return "", false
	}
	_, err = os.Stat(path)
	return path, errors.Is(err, fs.ErrNotExist)
}
