// Package enginetest runs the tests of other packages on each engine, with the real thing.
//
// It owns how a test gets an empty database with the schema in it. Of which engine it is, the test
// does not say: a package's tests run on SQLite, and then Again runs all of them on PostgreSQL. To
// run one of them there:
//
//	RINGDEX_TEST_ENGINE=postgres go test ./internal/intake -run TestReplace
//
// Tests of the engines themselves use storetest, and pgtest.
package enginetest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/store"
	"ringdex/internal/store/postgres"
	"ringdex/internal/store/sqlite"
	"ringdex/internal/store/storetest/pgtest"
)

// Main is what TestMain of a package has to call: the databases are taken away at its end.
func Main(m *testing.M) int { return pgtest.Main(m) }

const engineVariable = "RINGDEX_TEST_ENGINE"

// OnPostgreSQL says whether the tests run there.
func OnPostgreSQL() bool { return os.Getenv(engineVariable) == "postgres" }

// Again runs all tests of the package once more, on PostgreSQL, in a process of their own; flags
// are for it. It skips where there is no PostgreSQL. The test that calls it has to be named
// TestOnPostgreSQL.
func Again(t *testing.T, flags ...string) {
	t.Helper()
	if OnPostgreSQL() {
		t.Skip("this is PostgreSQL")
	}
	server := pgtest.Server(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-test.skip=^TestOnPostgreSQL$", "-test.v=" + strconv.FormatBool(testing.Verbose())}, flags...)
	if deadline, limited := t.Deadline(); limited {
		args = append(args, "-test.timeout="+time.Until(deadline).String())
	}
	again := exec.CommandContext(t.Context(), self, args...)
	again.Env = append(os.Environ(), engineVariable+"=postgres", "RINGDEX_TEST_POSTGRES="+server)
	again.Cancel = func() error { return again.Process.Signal(os.Interrupt) }
	said, err := again.CombinedOutput()
	if err != nil {
		t.Errorf("on PostgreSQL: %v\n%s", err, said)
	} else if testing.Verbose() {
		t.Logf("on PostgreSQL:\n%s", said)
	}
}

// Open is a store of an empty database, which goes with the test.
func Open(t testing.TB) *store.Store {
	t.Helper()
	return New(t).Open(t)
}

// New is an empty database with the schema, which goes with the test.
func New(t testing.TB) Database {
	t.Helper()
	if OnPostgreSQL() {
		return Database{url: pgtest.Filled(t, migrate)}
	}
	d := Database{Folder: t.TempDir()}
	if err := os.WriteFile(d.path(), emptyFile(), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// Database is where stores are opened: several at a time, as processes do it.
type Database struct {
	Folder string // of the file, on SQLite
	url    string // on PostgreSQL
}

func (d Database) path() string { return filepath.Join(d.Folder, "ringdex.db") }

// Location is what another process opens it with, by OpenAt.
func (d Database) Location() string {
	if d.url != "" {
		return d.url
	}
	return d.path()
}

// OpenAt opens a database where Location says.
func OpenAt(ctx context.Context, location string) (*store.Store, error) {
	if strings.HasPrefix(location, "postgres") {
		return postgres.Open(ctx, location)
	}
	return sqlite.Create(ctx, location)
}

// Open opens the database; the store is closed when the test ends.
func (d Database) Open(t testing.TB) *store.Store {
	t.Helper()
	st, err := OpenAt(t.Context(), d.Location())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func migrate(ctx context.Context, url string) error {
	st, err := postgres.Open(ctx, url)
	if err != nil {
		return err
	}
	return st.Close()
}

// emptyFile is an SQLite file with the schema: most tests would take most of their time for making
// it.
var emptyFile = sync.OnceValue(func() []byte {
	folder, err := os.MkdirTemp("", "ringdex")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "empty.db")
	st, err := sqlite.Create(context.Background(), path)
	if err != nil {
		panic(err)
	}
	_ = st.Close()
	file, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return file
})
