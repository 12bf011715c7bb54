package bench

import (
	"context"
	"database/sql"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"ringdex/internal/store/sqlite"
)

// SQLite is the floor on SQLite: multi-row upserts with our settings.
type SQLite struct{ Folder string } // for its files

// Upserts implements Floor. With one writer, a prepared statement in autocommit mode is the bare
// minimum.
func (s SQLite) Upserts(ctx context.Context, n int, keys Keys) (time.Duration, error) {
	db, err := sqlite.Bare(filepath.Join(s.Folder, "floor-calls.db"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	if err := execAll(ctx, db, bareCallTable); err != nil {
		return 0, err
	}
	statement, err := db.PrepareContext(ctx, "INSERT INTO bare_calls VALUES "+places(itemsPerCall, bareColumns)+bareCallUpdate)
	if err != nil {
		return 0, err
	}
	return together(func(k int) error {
		return upsertEvery(n, k, keys, func(rows [][]any) error {
			_, err := statement.ExecContext(ctx, flat(rows)...)
			return err
		})
	})
}

// Rows implements Floor, 64 rows a statement.
func (s SQLite) Rows(ctx context.Context, path string) (time.Duration, error) {
	db, err := sqlite.Bare(filepath.Join(s.Folder, "floor-rows.db"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	if err := execAll(ctx, db, bareTables(" WITHOUT ROWID")...); err != nil {
		return 0, err
	}
	began := time.Now()
	err = bareBatches(path, func(contacts, numbers [][]any) error { return bareTransaction(ctx, db, flat(contacts), flat(numbers)) })
	return time.Since(began), err
}

func bareTransaction(ctx context.Context, db *sql.DB, contacts, numbers []any) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	upsert := func(n int) string { return "INSERT INTO bare VALUES " + places(n, bareColumns) + bareUpdate }
	index := func(n int) string { return "INSERT INTO numbers VALUES " + places(n, 2) + " ON CONFLICT DO NOTHING" }
	if err := inChunks(ctx, tx, upsert, contacts, bareColumns); err != nil {
		return err
	}
	if err := inChunks(ctx, tx, index, numbers, 2); err != nil {
		return err
	}
	return tx.Commit()
}

func inChunks(ctx context.Context, tx *sql.Tx, text func(int) string, args []any, width int) error {
	const chunk = 64
	whole, err := tx.PrepareContext(ctx, text(chunk))
	if err != nil {
		return err
	}
	defer func() { _ = whole.Close() }()
	for ; len(args) >= chunk*width; args = args[chunk*width:] {
		if _, err := whole.ExecContext(ctx, args[:chunk*width]...); err != nil {
			return err
		}
	}
	if len(args) > 0 {
		_, err = tx.ExecContext(ctx, text(len(args)/width), args...)
	}
	return err
}

// ToolName implements Floor.
func (SQLite) ToolName() string { return "sqlite3 .import" }

// Tool implements Floor.
func (s SQLite) Tool(ctx context.Context, path string) (time.Duration, error) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		return 0, err
	}
	command := exec.CommandContext(ctx, program, filepath.Join(s.Folder, "tool.db"))
	command.Stdin = strings.NewReader(toolTable + ".mode csv\n.separator ;\n.import --skip 1 " + path + " tool\n")
	began := time.Now()
	err = command.Run()
	return time.Since(began), err
}
