package sqlite

import (
	"context"
	"database/sql"
	"os"

	"ringdex/internal/owner"
)

// Copy writes a snapshot of the database at path, including its log, to a new file. It does not
// block readers and writers. The file has mode 0600, and root gives it to the owner of the
// database. ErrNone if there is no database, fs.ErrExist if the file exists.
func Copy(ctx context.Context, path, to string) error {
	files, err := filesAt(path)
	if err != nil {
		return err
	}
	if err := files.fits(ctx); err != nil {
		return err
	}
	if err := reserve(to, path); err != nil {
		return err
	}
	if err := files.copyTo(ctx, to); err != nil {
		_ = os.Remove(to)
		return uncopied(path, to, err)
	}
	return nil
}

// reserve creates an empty file for VACUUM INTO, which would create a world-readable one.
func reserve(to, model string) error {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return owner.Give(file, model)
}

// copyTo copies through a separate connection, on one snapshot.
func (f *files) copyTo(ctx context.Context, to string) error {
	c, err := f.connector(toCopy)
	if err != nil {
		return err
	}
	db := sql.OpenDB(c)
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", to); err != nil {
		return err
	}
	return synced(to)
}

// toCopy is how a copy is read.
const toCopy = "_pragma=cache_size(-4096)"

// synced returns once the file is on disk.
func synced(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return file.Sync()
}
