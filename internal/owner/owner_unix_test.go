//go:build unix

package owner_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"ringdex/internal/owner"
)

// TestGive: the superuser gives the file away; what others make stays theirs.
func TestGive(t *testing.T) {
	t.Parallel()
	folder, want := t.TempDir(), os.Geteuid()
	if want == 0 {
		want = 12345
		if err := os.Chown(folder, want, 54321); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Create(filepath.Join(folder, "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if err := owner.Give(file, folder); err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if got := int(info.Sys().(*syscall.Stat_t).Uid); got != want {
		t.Errorf("the file belongs to %d, want %d", got, want)
	}
}
