package backup_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringdex/internal/backup"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/sqlite"
)

// TestRestoreBehindALink: the file that a link leads to is replaced, the link stays, and what was
// written after the back-up is in the file that was kept.
func TestRestoreBehindALink(t *testing.T) {
	t.Parallel()
	folder, elsewhere := t.TempDir(), t.TempDir()
	path, link, file := filepath.Join(elsewhere, "hub.db"), filepath.Join(folder, "hub.db"), filepath.Join(folder, "copy.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	add(t, path, "first")
	if _, err := backup.Write(t.Context(), link, file, false); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Write(t.Context(), link, file, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second back-up of the same name: %v", err)
	}
	add(t, path, "second")
	now := time.Date(2026, 11, 26, 3, 4, 5, 0, time.UTC)
	done, err := backup.Restore(t.Context(), file, link, now, nil)
	if want := (backup.Restored{Checked: true, Kept: path + ".before-20261126T030405Z"}); err != nil || done != want {
		t.Fatalf("got %+v, %v, want %+v", done, err, want)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if got := count(t, link); got != 1 {
		t.Errorf("the restored database has %d organizations, want 1", got)
	}
	if got := count(t, done.Kept); got != 2 {
		t.Errorf("the one from before has %d organizations, want 2", got)
	}
	if _, err := backup.Restore(t.Context(), file, link, now, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a restore that would take the place of what was kept: %v", err)
	}
}

// add makes an organization.
func add(t *testing.T, path, key string) {
	t.Helper()
	st, err := sqlite.Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.PutOrganization(t.Context(), ringdex.Organization{Key: key})
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, path string) int {
	t.Helper()
	st, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := st.Organizations(t.Context())
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	return len(all)
}
