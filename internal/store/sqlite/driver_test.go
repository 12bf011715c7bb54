package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	lib "modernc.org/sqlite/lib"

	"ringdex/internal/ringdex"
)

// openBare is a file with a table of any values.
func openBare(t *testing.T) *sql.DB {
	t.Helper()
	db, err := Bare(filepath.Join(t.TempDir(), "bare.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE stored (value PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	return db
}

func prepared(t *testing.T, db *sql.DB, text string) *sql.Stmt {
	t.Helper()
	st, err := db.PrepareContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// TestRowsAreStoredAsParametersAre writes each value both ways.
func TestRowsAreStoredAsParametersAre(t *testing.T) {
	t.Parallel()
	db := openBare(t)
	st := prepared(t, db, "INSERT INTO stored VALUES (?), (?)")
	for _, value := range []any{
		int64(0), int64(-1 << 63), "", "Žlutý kůň", strings.Repeat("x", 2*kept), []byte(nil),
		[]byte{},
		[]byte{0, 255},
		nil,
		ringdex.OrganizationID(7),
	} {
		var both [2][]string
		for way, params := range [][]any{{value, nil}, {pack([]any{value, nil})}} {
			result, err := st.ExecContext(t.Context(), params...)
			if err != nil {
				t.Fatalf("%T %.20v: %v", value, value, err)
			}
			if n, err := result.RowsAffected(); n != 2 || err != nil {
				t.Errorf("%T: got %d rows, %v; want 2", value, n, err)
			}
			both[way] = takeStored(t, db)
		}
		if !slices.Equal(both[0], both[1]) {
			t.Errorf("%T: got %.50q, want %.50q", value, both[1], both[0])
		}
	}
}

// takeStored empties the table and returns its values as SQL.
func takeStored(t *testing.T, db *sql.DB) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "DELETE FROM stored RETURNING quote(value)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(values)
	return values
}

// TestRowsFailAsParametersDo: the codes are those by which failures are classified.
func TestRowsFailAsParametersDo(t *testing.T) {
	t.Parallel()
	st := prepared(t, openBare(t), "INSERT INTO stored VALUES (?), (?)")
	_, plain := st.ExecContext(t.Context(), "taken", "taken")
	_, rows := st.ExecContext(t.Context(), pack([]any{"taken", "taken"}))
	if codeOf(rows) != lib.SQLITE_CONSTRAINT_PRIMARYKEY || rows.Error() != plain.Error() {
		t.Errorf("got code %d: %v; want %d: %v", codeOf(rows), rows, codeOf(plain), plain)
	}
	if _, err := st.ExecContext(t.Context(), pack([]any{"a", 1.5})); err == nil {
		t.Error("a row took a value of a type that no column has")
	}
	if _, err := st.ExecContext(t.Context(), pack([]any{"a", "b"})); err != nil {
		t.Errorf("after failures: %v", err)
	}
}

// TestRowsEndWithTheirContext: the statement never ends on its own.
func TestRowsEndWithTheirContext(t *testing.T) {
	t.Parallel()
	db := openBare(t)
	st := prepared(t, db, "INSERT INTO stored WITH RECURSIVE n(i) AS (VALUES (?) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := st.ExecContext(ctx, pack([]any{int64(0)})); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want that the time is over", err)
	}
	if values := takeStored(t, db); values != nil {
		t.Errorf("%q was written", values)
	}
}
