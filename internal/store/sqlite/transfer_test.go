package sqlite

import (
	"slices"
	"testing"

	"ringdex/internal/store"
)

// TestTransferKnowsAllTables fails for a table that was added to the schema and would be left
// behind.
func TestTransferKnowsAllTables(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	openStore(t, path)
	rows, err := openRaw(t, path).QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	known := append(store.TransferredTables(), "goose_db_version", "nodes", "transfers")
	slices.Sort(known)
	var there []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		there = append(there, name)
	}
	if !slices.Equal(known, there) || rows.Err() != nil {
		t.Errorf("a transfer knows %v; the schema has %v (%v)", known, there, rows.Err())
	}
}
