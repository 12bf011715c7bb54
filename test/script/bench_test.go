package script

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"ringdex/internal/store/storetest/pgtest"
)

// TestBench checks that the measured work succeeds on each engine. It asserts no times.
func TestBench(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		measure(t, "sqlite:", "SQLite", "helpdesk", "--contacts=200")
		measure(t, "sqlite:", "SQLite", "import", "--rows=300")
		measure(t, "sqlite:", "SQLite", "connectors", "--companies=5", "--contacts=120", "--answer=0s")
		if said, err := bench(t, "sqlite:x", "import", "--nodes=2"); err == nil || !strings.Contains(said, "need PostgreSQL") {
			t.Errorf("several nodes on SQLite: %v, %s", err, said)
		}
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := pgtest.Server(t)
		measure(t, server, "PostgreSQL, server_version", "helpdesk", "--contacts=200")
		measure(t, server, "PostgreSQL, server_version", "import", "--rows=300")
		measure(t, server, "PostgreSQL, server_version", "connectors", "--companies=5", "--contacts=120", "--answer=0s")
		measure(t, server, "PostgreSQL, server_version", "import", "--rows=300", "--nodes=2")
		if left := databases(t, server); len(left) > 0 {
			t.Errorf("databases are left: %q", left)
		}
	})
}

// measure wants every figure to have been measured.
func measure(t *testing.T, database, engine string, args ...string) {
	t.Helper()
	said, err := bench(t, database, append(args, "--json")...)
	if err != nil {
		t.Fatalf("bench %q: %v\n%s", args, err, said)
	}
	var report struct {
		Engine  string
		Figures []struct {
			Work  string
			Value float64
		}
	}
	if err := json.Unmarshal([]byte(said), &report); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	if !strings.HasPrefix(report.Engine, engine) || len(report.Figures) < 3 {
		t.Errorf("bench %q: %s", args, said)
	}
	for _, f := range report.Figures {
		if mayBeNone := strings.Contains(f.Work, "found nobody"); (f.Value > 0) == mayBeNone {
			t.Errorf("bench %q: %s is %g", args, f.Work, f.Value)
		}
	}
}

// bench gives what it printed, and when it failed what it said.
func bench(t *testing.T, database string, args ...string) (said string, err error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, append([]string{"bench"}, args...)...)
	command.Dir, command.Env = t.TempDir(), environ(database)
	var out, failed bytes.Buffer
	command.Stdout, command.Stderr = &out, &failed
	if err := command.Run(); err != nil {
		return failed.String(), err
	}
	return out.String(), nil
}

// databases are those that a measurement has made.
func databases(t *testing.T, server string) (names []string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	rows, err := conn.Query(t.Context(), "SELECT datname FROM pg_database")
	if err != nil {
		t.Fatal(err)
	}
	if names, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, "ringdex_bench_") })
}
