package store

import (
	"context"
	"database/sql"
	"fmt"

	"ringdex/internal/ringdex"
)

// Cursor implements ringdex.JournalReader.
func (r *reader) Cursor(name string) (c ringdex.Cursor, err error) {
	_, err = r.tx.row("SELECT changes, runs FROM cursors WHERE organization = $1 AND name = $2", []any{r.org, name}, &c.Changes, &c.Runs)
	return c, err
}

// MoveCursor implements ringdex.Writer. A zero cursor has no row.
func (w *writer) MoveCursor(name string, from, to ringdex.Cursor) error {
	var beginning ringdex.Cursor
	text, args := "UPDATE cursors SET changes = $5, runs = $6 WHERE organization = $1 AND name = $2 AND changes = $3 AND runs = $4",
		[]any{w.org, name, from.Changes, from.Runs, to.Changes, to.Runs}
	switch {
	case from == to:
		return w.checkCursor(name, from)
	case from == beginning:
		text, args = "INSERT INTO cursors (organization, name, changes, runs) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
			[]any{w.org, name, to.Changes, to.Runs}
	case to == beginning:
		text, args = "DELETE FROM cursors WHERE organization = $1 AND name = $2 AND changes = $3 AND runs = $4", args[:4]
	}
	moved, err := w.tx.execCounted(text, args)
	if err == nil && moved == 0 {
		err = ringdex.Fail(ringdex.Conflict, "cursor.moved", name)
	}
	return err
}

func (w *writer) checkCursor(name string, want ringdex.Cursor) error {
	at, err := w.Cursor(name)
	if err == nil && at != want {
		err = ringdex.Fail(ringdex.Conflict, "cursor.moved", name)
	}
	return err
}

// nameCursors migrates the cursors of webhooks from columns of their rows to the table of cursors.
func nameCursors(ctx context.Context, tx *sql.Tx) error {
	all, err := webhookCursors(ctx, tx)
	if err != nil {
		return fmt.Errorf("read the cursors of webhooks: %w", err)
	}
	for _, c := range all {
		_, err := tx.ExecContext(ctx, "INSERT INTO cursors (organization, name, changes, runs) VALUES ($1, $2, $3, $4)",
			c.organization, "webhook/"+c.id.String(), c.Changes, c.Runs)
		if err != nil {
			return fmt.Errorf("name the cursors of webhooks: %w", err)
		}
	}
	for _, column := range []string{"changes", "runs"} {
		if _, err := tx.ExecContext(ctx, "ALTER TABLE webhooks DROP COLUMN "+column); err != nil {
			return fmt.Errorf("drop the cursors of webhooks: %w", err)
		}
	}
	return nil
}

type webhookCursor struct {
	organization int64
	id           ringdex.ID
	ringdex.Cursor
}

func webhookCursors(ctx context.Context, tx *sql.Tx) (all []webhookCursor, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT organization, id, changes, runs FROM webhooks WHERE changes > 0 OR runs > 0")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c webhookCursor
		var id []byte
		if err := rows.Scan(&c.organization, &id, &c.Changes, &c.Runs); err != nil {
			return nil, err
		}
		c.id = toID(id)
		all = append(all, c)
	}
	return all, rows.Err()
}
