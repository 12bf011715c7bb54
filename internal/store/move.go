package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"ringdex/internal/ringdex"
)

// moveDocuments migrates API keys and webhooks into the table of documents. Their ids and hashes
// are bytes, which SQL converts to text differently on each engine.
func moveDocuments(ctx context.Context, tx *sql.Tx) error {
	for _, from := range []struct{ table, kind, hash string }{
		{"api_keys", string(ringdex.KeyDocument), "hash"},
		{"webhooks", string(ringdex.WebhookDocument), "NULL"},
	} {
		query := "SELECT organization, id, " + from.hash + ", body FROM " + from.table
		all, err := oldDocuments(ctx, tx, query)
		if err != nil {
			return fmt.Errorf("read %s: %w", from.table, err)
		}
		for _, d := range all {
			name := nullable(hex.EncodeToString(d.hash))
			_, err := tx.ExecContext(ctx, insertDocument, d.organization, from.kind, toID(d.id).String(), name, d.body)
			if err != nil {
				return fmt.Errorf("move %s: %w", from.table, err)
			}
		}
		if _, err := tx.ExecContext(ctx, "DROP TABLE "+from.table); err != nil {
			return fmt.Errorf("drop %s: %w", from.table, err)
		}
	}
	return nil
}

type oldDocument struct {
	organization int64
	id, hash     []byte
	body         string
}

func oldDocuments(ctx context.Context, tx *sql.Tx, query string) (all []oldDocument, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var d oldDocument
		if err := rows.Scan(&d.organization, &d.id, &d.hash, &d.body); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, rows.Err()
}
