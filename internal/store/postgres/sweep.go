package postgres

import (
	"context"
	"database/sql"
	"strings"

	"ringdex/internal/store"
)

// sweep frees the room of deleted rows. Only full, which locks each table while it is written anew,
// leaves nothing of them in the tables' files; the server's log and archives keep them until they
// are removed, which is the administrator's to do.
func sweep(ctx context.Context, db *sql.DB, full bool) error {
	how := "VACUUM "
	if full {
		how = "VACUUM (FULL) "
	}
	_, err := db.ExecContext(ctx, how+strings.Join(store.SweptTables(), ", "))
	return err
}
