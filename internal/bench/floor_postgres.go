package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"ringdex/internal/store/postgres"
)

// Postgres is the floor on PostgreSQL: for calls an upsert from one array a column, for files COPY
// into a temporary table and an upsert from there. These are the fastest ways we know.
type Postgres struct{ URL string } // of an empty database

// Upserts implements Floor.
func (p Postgres) Upserts(ctx context.Context, n int, keys Keys) (time.Duration, error) {
	db, err := postgres.Bare(p.URL)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	if err := execAll(ctx, db, bareCallTable); err != nil {
		return 0, err
	}
	text := "INSERT INTO bare_calls SELECT * FROM unnest(" + strings.TrimSuffix(arrays(bareColumns), ", ") + ")" + bareCallUpdate
	return together(func(k int) error {
		return upsertEvery(n, k, keys, func(rows [][]any) error {
			_, err := db.ExecContext(ctx, text, columns(rows)...)
			return err
		})
	})
}

func arrays(columns int) (list string) {
	for i := range columns {
		list += fmt.Sprintf("$%d::text[], ", i+1)
	}
	return list
}

// columns turns rows of texts into an array a column.
func columns(rows [][]any) []any {
	all := make([]any, len(rows[0]))
	for i := range all {
		column := make([]string, len(rows))
		for j, row := range rows {
			column[j] = row[i].(string)
		}
		all[i] = column
	}
	return all
}

// Rows implements Floor.
func (p Postgres) Rows(ctx context.Context, path string) (time.Duration, error) {
	db, err := postgres.Bare(p.URL)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx) // temporary tables belong to the connection
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	if err := execAll(ctx, conn, append(bareTables(""),
		"CREATE TEMPORARY TABLE new_bare (LIKE bare) ON COMMIT DELETE ROWS",
		"CREATE TEMPORARY TABLE new_numbers (LIKE numbers) ON COMMIT DELETE ROWS")...); err != nil {
		return 0, err
	}
	began := time.Now()
	err = bareBatches(path, func(contacts, numbers [][]any) error { return copyTransaction(ctx, conn, contacts, numbers) })
	return time.Since(began), err
}

func copyTransaction(ctx context.Context, conn *sql.Conn, contacts, numbers [][]any) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	for _, part := range []struct {
		table, conflict string
		columns         []string
		rows            [][]any
	}{
		{"bare", bareUpdate, []string{"external_id", "first_name", "last_name", "organization", "email", "agent1", "agent2", "custom"}, contacts},
		{"numbers", " ON CONFLICT DO NOTHING", []string{"number", "external_id"}, numbers},
	} {
		if err := postgres.BareCopy(ctx, conn, "new_"+part.table, part.columns, part.rows); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO "+part.table+" SELECT * FROM new_"+part.table+part.conflict); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// ToolName implements Floor.
func (Postgres) ToolName() string { return `psql \copy` }

// Tool implements Floor.
func (p Postgres) Tool(ctx context.Context, path string) (time.Duration, error) {
	program, err := exec.LookPath("psql")
	if err != nil {
		return 0, err
	}
	address, password, err := withoutPassword(p.URL)
	if err != nil {
		return 0, err
	}
	command := exec.CommandContext(ctx, program, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", address)
	command.Stdin = strings.NewReader(toolTable + `\copy tool FROM '` + path + `' WITH (FORMAT csv, DELIMITER ';', HEADER)` + "\n")
	command.Env = os.Environ()
	if password != "" {
		command.Env = append(command.Env, "PGPASSWORD="+password)
	}
	began := time.Now()
	err = command.Run()
	return time.Since(began), err
}

// withoutPassword removes the password from the URL, which is visible in the process list.
func withoutPassword(address string) (shown, password string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", "", err
	}
	query := u.Query()
	password = query.Get("password")
	query.Del("password")
	u.RawQuery = query.Encode()
	if u.User != nil {
		if given, set := u.User.Password(); set {
			password = given
		}
		u.User = url.User(u.User.Username())
	}
	return u.String(), password, nil
}
