package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ringdex/internal/store/sqlite"
)

// Names of back-ups in a folder: by their time, so that they sort by age.
const (
	rotatedPrefix = "ringdex-"
	rotatedTime   = "20060102T150405Z"
	rotatedEnd    = ".db"
)

// Rotate backs up the database at path to a new file in a folder, named by the time, and verifies a
// copy of it as a restore does. Only then it removes the oldest back-ups beyond keep; 0 keeps all.
// It returns the path of the new one, and of those that it removed. A back-up that is not sound is
// an error, and stays.
func Rotate(ctx context.Context, path, folder string, keep int, now time.Time) (to string, made Made, removed []string, err error) {
	to = filepath.Join(folder, rotatedPrefix+now.UTC().Format(rotatedTime)+rotatedEnd)
	if made, err = Write(ctx, path, to, false); err != nil {
		return to, made, nil, err
	}
	if err = Verify(ctx, to); err != nil || keep == 0 {
		return to, made, nil, err
	}
	removed, err = removeOld(folder, keep)
	return to, made, removed, err
}

// Verify checks a back-up as a restore does, on a copy beside it.
func Verify(ctx context.Context, of string) error {
	part := sqlite.Restoring(of)
	unfinished := []string{part, part + "-wal", part + "-shm"}
	if err := remove(unfinished...); err != nil {
		return err
	}
	_, err := copyChecked(of, part)
	if err == nil {
		err = sound(ctx, part, nil)
	}
	return errors.Join(err, remove(unfinished...))
}

// removeOld removes all back-ups of a folder but the newest ones, with what is beside them.
func removeOld(folder string, keep int) (removed []string, err error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, file := range files {
		if isRotated(file.Name()) {
			all = append(all, filepath.Join(folder, file.Name()))
		}
	}
	slices.Sort(all)
	for _, old := range all[:max(0, len(all)-keep)] {
		if err := remove(old, sumFile(old), KeyFile(old)); err != nil {
			return removed, err
		}
		removed = append(removed, old)
	}
	return removed, nil
}

// isRotated reports whether Rotate has made a file of that name.
func isRotated(name string) bool {
	text, ours := strings.CutPrefix(name, rotatedPrefix)
	text, whole := strings.CutSuffix(text, rotatedEnd)
	_, err := time.Parse(rotatedTime, text)
	return ours && whole && err == nil
}

// KeyFile returns the path of the secret key that is kept with a back-up.
func KeyFile(of string) string { return of + ".key" }
