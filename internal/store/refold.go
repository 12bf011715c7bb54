package store

import (
	"context"
	"database/sql"
	"fmt"

	"ringdex/internal/ringdex"
)

// foldedColumns are the columns with results of ringdex.Fold; key is the rest of the primary key.
var foldedColumns = []struct{ table, column, key string }{
	{"contacts", "user_name", "id"},
	{"contact_emails", "email", "contact"},
	{"companies", "name", "id"},
	{"company_emails", "email", "company"},
}

// refold folds stored names again by the current rule. A name that collides with another stays
// unchanged: of two users who differed in a space, one is not found by name until it is renamed.
func refold(ctx context.Context, tx *sql.Tx) error {
	for _, c := range foldedColumns {
		odd, err := oddNames(ctx, tx, fmt.Sprintf("SELECT organization, %s, %s FROM %s WHERE %[2]s IS NOT NULL", c.key, c.column, c.table))
		if err != nil {
			return fmt.Errorf("read the names of %s: %w", c.table, err)
		}
		taken := ""
		if c.table != "companies" { // company names may repeat
			taken = fmt.Sprintf(" AND NOT EXISTS (SELECT 1 FROM %s AS other WHERE other.organization = $2 AND other.%s = $1)", c.table, c.column)
		}
		update := fmt.Sprintf("UPDATE %s SET %s = $1 WHERE organization = $2 AND %s = $3 AND %[2]s = $4", c.table, c.column, c.key) + taken
		for _, n := range odd {
			if _, err := tx.ExecContext(ctx, update, ringdex.Fold(n.name), n.organization, n.key, n.name); err != nil {
				return fmt.Errorf("fold the names of %s: %w", c.table, err)
			}
		}
	}
	return nil
}

type oddName struct {
	organization int64
	key          any
	name         string
}

// oddNames returns the rows whose name folds differently today.
func oddNames(ctx context.Context, tx *sql.Tx, query string) ([]oddName, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []oddName
	for rows.Next() {
		var n oddName
		if err := rows.Scan(&n.organization, &n.key, &n.name); err != nil {
			return nil, err
		}
		if ringdex.Fold(n.name) != n.name {
			all = append(all, n)
		}
	}
	return all, rows.Err()
}
