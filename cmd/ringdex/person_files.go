package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ringdex/internal/erasure"
	"ringdex/internal/owner"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/store"
)

// erasures returns the use cases of a database.
func erasures(database string, st *store.Store, clock ringdex.Clock, box *seal.Box) *erasure.Erasures {
	return erasure.New(erasure.Deps{
		Store: st, Clock: clock, Key: box, Sweep: st.Sweep, Files: erasedFiles(database, st),
	})
}

// erasedFiles returns what keeps the files beside an SQLite file up to an erasure: it removes the
// snapshots of the number index, which a server writes again, and writes the list of erasures,
// which a restore of an older back-up needs. nil without a file.
func erasedFiles(database string, st *store.Store) func(context.Context) error {
	path, isFile := strings.CutPrefix(database, "sqlite:")
	if !isFile {
		return nil
	}
	return func(ctx context.Context) error {
		list, err := erasure.Saved(ctx, st)
		return errors.Join(err, snapshotFiles{path}.Keep(nil), writeErased(erasedFile(path), list))
	}
}

// erasedFile returns the path of the list of erasures beside a database.
func erasedFile(path string) string { return path + ".erased" }

// writeErased replaces the list by one that is on disk. There is no file without erasures.
func writeErased(path string, list []byte) error {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, list) || errors.Is(err, fs.ErrNotExist) && len(list) == 0 {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(list)
	err = errors.Join(err, owner.Give(file, filepath.Dir(path)), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return err
}

// eraseAgain carries the erasures of the list beside the database out on a database that is older:
// a restored back-up, or one that somebody has copied to its place.
func (e *environment) eraseAgain(ctx context.Context, st *store.Store) error {
	path, isFile := strings.CutPrefix(e.cli.Database, "sqlite:")
	if !isFile {
		return nil
	}
	list, err := os.ReadFile(erasedFile(path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	persons := erasures(e.cli.Database, st, e.clock, e.box())
	n, err := persons.Again(ctx, list)
	if err != nil {
		return err
	}
	if n > 0 {
		e.warn("cmd.erased_again", n)
		if err := st.Sweep(ctx, false); err != nil {
			return err
		}
	}
	if list, err = erasure.Saved(ctx, st); err != nil {
		return err
	}
	return writeErased(erasedFile(path), list)
}
