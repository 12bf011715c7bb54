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
	known := append(store.TransferredTables(), "goose_db_version", "nodes", "transfers")
	checkTables(t, "a transfer", known)
}

// TestErasureKnowsAllTables fails for a table in which a person could be left: say in
// store/erase.go what an erasure does there, or why it has nothing of a person.
func TestErasureKnowsAllTables(t *testing.T) {
	t.Parallel()
	checkTables(t, "an erasure", store.ErasedPlaces())
}

func checkTables(t *testing.T, who string, known []string) {
	t.Helper()
	path := newFile(t)
	openStore(t, path)
	rows, err := openRaw(t, path).QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
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
		t.Errorf("%s knows %v; the schema has %v (%v)", who, known, there, rows.Err())
	}
}
