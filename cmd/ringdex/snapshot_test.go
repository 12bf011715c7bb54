package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"ringdex/internal/ringdex"
)

// TestSnapshotFiles: a snapshot is replaced as a whole or not at all, and those of nobody go.
func TestSnapshotFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := snapshots("sqlite:" + filepath.Join(folder, "ringdex.db"))
	write := func(text string, err error) error {
		return files.Replace(1, func(to io.Writer) error {
			_, failed := io.WriteString(to, text)
			return errors.Join(err, failed)
		})
	}
	if _, err := files.Open(1); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is none yet: %v", err)
	}
	if err := write("first", nil); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := write("second", broken); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{"ringdex.db.index-2", "ringdex.db.index-new-7", "ringdex.db", "other.index-1"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := files.Keep([]ringdex.OrganizationID{1}); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(names) != 3 {
		t.Errorf("got %v, %v", names, err)
	}
	file, err := files.Open(1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if got, err := io.ReadAll(file); string(got) != "first" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if info, err := os.Stat(filepath.Join(folder, "ringdex.db.index-1")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the rights %v, %v", info.Mode(), err)
	}
}

func TestNoSnapshotsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	if snapshots("postgres://localhost/ringdex") != nil {
		t.Error("a node has no folder of its own")
	}
}
