package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"ringdex/internal/ringdex"
)

// sweep writes the whole file anew and empties the log, so that neither has anything of rows that
// were deleted or changed. Writers wait meanwhile. It takes twice the room of the file.
func sweep(ctx context.Context, write *sql.DB) error {
	conn, err := write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	// The new file is built on disk: in memory it could be larger than that.
	if _, err := conn.ExecContext(ctx, "PRAGMA temp_store = FILE"); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "VACUUM")
	_, after := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA temp_store = MEMORY")
	if err := errors.Join(err, after); err != nil {
		return err
	}
	return emptyLog(ctx, conn)
}

// readerPoll is how often emptyLog looks whether older snapshots have ended.
const readerPoll = 50 * time.Millisecond

// emptyLog moves the log into the file and cuts it to nothing. It waits for readers, up to the end
// of ctx or a minute.
func emptyLog(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeoutCause(ctx, time.Minute, ringdex.Fail(ringdex.Unavailable, "store.log_read"))
	defer cancel()
	for {
		var busy, pages, moved int64
		err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
		if err != nil || busy == 0 {
			return errors.Join(err, context.Cause(ctx))
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(readerPoll):
		}
	}
}
