package backup_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ringdex/internal/backup"
)

// TestRotate: of five back-ups the newest two stay, and what is not a back-up is left alone.
func TestRotate(t *testing.T) {
	t.Parallel()
	path, folder := filepath.Join(t.TempDir(), "hub.db"), t.TempDir()
	add(t, path, "first")
	other := filepath.Join(folder, "ringdex-notes.db")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	var made []string
	for day := range 5 {
		to, _, removed, err := backup.Rotate(t.Context(), path, folder, 2, now.AddDate(0, 0, day))
		if err != nil || len(removed) != min(1, max(0, day-1)) {
			t.Fatalf("day %d: removed %v, %v", day, removed, err)
		}
		made = append(made, to)
	}
	want := []string{other}
	for _, file := range made[3:] {
		want = append(want, file, file+".sha256")
	}
	slices.Sort(want)
	if got, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// TestFlippedByteIsNoticed flips single bytes over the whole back-up.
func TestFlippedByteIsNoticed(t *testing.T) {
	t.Parallel()
	path, folder := filepath.Join(t.TempDir(), "hub.db"), t.TempDir()
	add(t, path, "first")
	to, _, _, err := backup.Rotate(t.Context(), path, folder, 0, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += len(whole)/40 + 1 {
		whole[at] ^= 1
		if err := os.WriteFile(to, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if backup.Verify(t.Context(), to) == nil {
			t.Errorf("the byte %d", at)
		}
		whole[at] ^= 1
	}
}
