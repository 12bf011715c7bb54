package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/owner"
	"ringdex/internal/store"
	"ringdex/internal/store/sqlite"
)

// Restored is the result of a restore.
type Restored struct {
	Checked bool   // the back-up has a checksum
	Kept    string // path of the previous database; "" for none
}

// Restore replaces the database at path by a back-up; no program may have it open
// (sqlite.ErrInUse). It works on a copy: the back-up is not changed, and the database only after
// all checks of the copy. An older schema is migrated, a newer one refused. prepare gets the copy
// after its checks, and may change it; nil for nothing.
func Restore(ctx context.Context, from, path string, now time.Time, prepare func(context.Context, *store.Store) error) (done Restored, err error) {
	if path, err = sqlite.Place(path); err != nil {
		return done, err
	}
	part := sqlite.Restoring(path)
	unfinished := []string{part, part + "-wal", part + "-shm"}
	if err := remove(unfinished...); err != nil {
		return done, err
	}
	defer func() { _ = remove(unfinished...) }()
	if done.Checked, err = copyChecked(from, part); err != nil {
		return done, err
	}
	if err := sound(ctx, part, prepare); err != nil {
		return done, message.Wrap(err, "value.of", from)
	}
	suffix := now.UTC().Format(".before-20060102T150405Z")
	kept, err := sqlite.Replace(path, part, suffix)
	if kept {
		done.Kept = path + suffix
	}
	return done, err
}

// copyChecked copies a back-up, for the owner of the folder, and compares its checksum; checked
// reports whether there is one.
func copyChecked(from, to string) (checked bool, err error) {
	want, err := expected(from)
	if err != nil {
		return false, err
	}
	in, err := os.Open(from)
	if err != nil {
		return false, err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return false, err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if err = errors.Join(err, owner.Give(out, filepath.Dir(to)), out.Sync(), out.Close()); err != nil {
		return false, err
	}
	if got := hexadecimal(sum); want != "" && got != want {
		return false, message.Err("backup.changed", from, got, sumFile(from), want)
	}
	return want != "", nil
}

// sound opens the copy, which migrates its schema, checks all of it, and prepares it.
func sound(ctx context.Context, path string, prepare func(context.Context, *store.Store) error) error {
	st, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	found, _, err := st.Damage(ctx)
	if err == nil && len(found) > 0 {
		err = message.Err("backup.damaged", store.Damaged, found[0])
	}
	if err == nil {
		err = st.Whole(ctx)
	}
	if err == nil && prepare != nil {
		err = prepare(ctx, st)
	}
	return errors.Join(err, st.Close())
}
