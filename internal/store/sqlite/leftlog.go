package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"

	"modernc.org/sqlite"

	"ringdex/internal/store"
)

// fits refuses a file with a log, left by a crash, that belongs to another file: a restore replaced
// the file but not the log. Opening it would write pages of the old database into the restored one.
// It checks only if the file is not older than the log, because the check reads the whole database,
// and it uses a read-only connection. File systems count time in steps of milliseconds, so that the
// two may be of one age.
func (f *files) fits(ctx context.Context) error {
	log, err := os.Stat(f.places[1])
	if err != nil || log.Size() == 0 || changed(f.opened[0]).Before(log.ModTime()) {
		return nil // there is no log
	}
	report, err := f.inspect(ctx)
	if troubleOf(err) != store.Damaged && (err != nil || report == "ok") {
		return nil // Open returns the error
	}
	return fmt.Errorf("open %s: it and the log beside it, %s, do not belong together, or are damaged; nothing was changed. If the file was "+
		"restored, move %[2]s and %s away and try again; if not, restore a backup (docs/operating.md, \"Restore\")", f.path, f.places[1], f.places[2])
}

// inspect reads all pages and returns the first thing that is wrong, or "ok".
func (f *files) inspect(ctx context.Context) (report string, err error) {
	c, err := sqlite.NewConnector(f.location("mode=ro&_pragma=busy_timeout(15000)"))
	if err != nil {
		return "", err
	}
	db := sql.OpenDB(c)
	defer func() { _ = db.Close() }()
	err = db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&report)
	return report, err
}
