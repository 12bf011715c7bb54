package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"ringdex/internal/lookup"
	"ringdex/internal/owner"
	"ringdex/internal/ringdex"
)

// snapshotFiles are the snapshots of the number index next to an SQLite file. They have the names
// and numbers of contacts, so only the owner of the database can read them.
type snapshotFiles struct{ database string }

// snapshots returns nil without a file.
func snapshots(database string) lookup.Snapshots {
	if path, ok := strings.CutPrefix(database, "sqlite:"); ok {
		return snapshotFiles{path}
	}
	return nil
}

func (s snapshotFiles) path(org ringdex.OrganizationID) string {
	return fmt.Sprintf("%s.index-%d", s.database, org)
}

// Open implements lookup.Snapshots.
func (s snapshotFiles) Open(org ringdex.OrganizationID) (io.ReadCloser, error) {
	return os.Open(s.path(org))
}

// Replace implements lookup.Snapshots.
func (s snapshotFiles) Replace(org ringdex.OrganizationID, write func(io.Writer) error) error {
	folder := filepath.Dir(s.database)
	file, err := os.CreateTemp(folder, filepath.Base(s.database)+".index-new-*")
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	err = owner.Give(file, folder)
	if err == nil {
		err = write(out)
	}
	err = errors.Join(err, out.Flush(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), s.path(org))
	}
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return err
}

// Keep implements lookup.Snapshots. It also removes what a killed process has left.
func (s snapshotFiles) Keep(orgs []ringdex.OrganizationID) error {
	kept := make([]string, len(orgs))
	for i, org := range orgs {
		kept[i] = filepath.Base(s.path(org))
	}
	files, err := os.ReadDir(filepath.Dir(s.database))
	for _, file := range files {
		if strings.HasPrefix(file.Name(), filepath.Base(s.database)+".index-") && !slices.Contains(kept, file.Name()) {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(s.database), file.Name())))
		}
	}
	return err
}

// programID identifies the running program file; "" if it is unknown.
func programID() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprint(versionText(), " ", runtime.GOARCH, " ", info.Size(), " ", info.ModTime().UnixNano())
}
