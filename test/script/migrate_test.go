package script

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"ringdex/internal/store/storetest/pgtest"
)

// TestMigrateKilled kills "ringdex migrate" half way, several times. Until it has ended nobody is
// served from the target; then everything is there.
func TestMigrateKilled(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ringdex.db")
	k := killing{folder: t.TempDir()}
	k.fill(t, "sqlite:"+file)
	pgtest.Server(t)
	up := pgtest.Filled(t, migrate)
	k.migrate(t, "sqlite:"+file, up, "pgx", up)
	back := filepath.Join(t.TempDir(), "back.db")
	k.migrate(t, up, "sqlite:"+back, "sqlite", back)
}

type killing struct{ folder string }

// migratedRows is enough for several transactions of each table.
const migratedRows = 20_000

func (k *killing) fill(t *testing.T, database string) {
	t.Helper()
	rows := bytes.NewBufferString("externalId;firstName;lastName;email;phone1\n")
	for i := range migratedRows {
		fmt.Fprintf(rows, "X-%d;Jan;Novák %d;user%d@example.com;%s\n", i, i, i, number(i))
	}
	if err := os.WriteFile(filepath.Join(k.folder, "contacts.csv"), rows.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := k.command(database, "import", "contacts.csv", "--kind", "contacts").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

func (k *killing) command(database string, args ...string) *exec.Cmd {
	command := exec.Command(binary, args...)
	command.Env, command.Dir = environ(database), k.folder
	return command
}

// migrate kills the program twice on its way, has it end the third time, and compares what can be
// read from both.
func (k *killing) migrate(t *testing.T, from, to, driver, address string) {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, rows := range []int64{1, 40_000} {
		k.killAt(t, k.command("", "migrate", "--from", from, "--to", to), db, rows)
		said, err := k.command(to, "serve", "--addr", "127.0.0.1:0").CombinedOutput()
		if err == nil || !strings.Contains(string(said), "an unfinished copy") {
			t.Fatalf("a server on an unfinished copy: %v\n%s", err, said)
		}
	}
	if said, err := k.command("", "migrate", "--from", from, "--to", to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if before, after := k.export(t, from), k.export(t, to); before != after || strings.Count(before, "\n") != migratedRows {
		t.Errorf("the exports of both databases differ: %d lines and %d", strings.Count(before, "\n"), strings.Count(after, "\n"))
	}
}

// killAt kills the program once that many rows are in the target.
func (k *killing) killAt(t *testing.T, program *exec.Cmd, target *sql.DB, rows int64) {
	t.Helper()
	var said bytes.Buffer
	program.Stdout, program.Stderr = &said, &said
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	for copied := int64(0); copied < rows; {
		// An error is that of a file that is not there yet, or is being written.
		_ = target.QueryRowContext(t.Context(), "SELECT COALESCE(SUM(copied), 0) FROM transfers").Scan(&copied)
		if program.ProcessState != nil || t.Context().Err() != nil {
			t.Fatalf("it never had %d rows", rows)
		}
		time.Sleep(time.Millisecond)
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := program.Wait(); err == nil {
		t.Fatalf("it was not killed on its way:\n%s", &said)
	}
}

func (k *killing) export(t *testing.T, database string) string {
	t.Helper()
	said, err := k.command(database, "export", "contacts", "--format", "ndjson").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}
