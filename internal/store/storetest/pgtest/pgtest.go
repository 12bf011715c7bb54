// Package pgtest gives tests a PostgreSQL.
//
// It owns where that comes from. RINGDEX_TEST_POSTGRES names a server on which the tests may make
// databases. Without it, a test binary starts a cluster of its own from the programs that are
// installed; it ends with the binary, however that ends. Without those, tests skip, or fail when
// RINGDEX_CI is set. Every test has a database of its own.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Main runs the tests of a package, and takes away what was made for them; it is what TestMain has
// to call.
func Main(m *testing.M) int {
	managed = true
	defer clean()
	return m.Run()
}

var managed bool

// Server is the URL of the server, as RINGDEX_TEST_POSTGRES has it.
func Server(t testing.TB) string {
	t.Helper()
	server(t)
	return found.url
}

// Empty is the URL of an empty database, which is dropped when the test ends.
func Empty(t testing.TB) string {
	t.Helper()
	server(t)
	name := create(t)
	t.Cleanup(func() { drop(t, name) })
	return database(name)
}

// Filled is the URL of a database of which migrate has made the schema, without a row. Databases go
// from test to test: making one, or its schema, takes longer than most tests.
func Filled(t testing.TB, migrate func(ctx context.Context, url string) error) string {
	t.Helper()
	server(t)
	name := free.take()
	if name == "" {
		name = create(t)
		if err := migrate(t.Context(), database(name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { giveBack(t, name) })
	return database(name)
}

// giveBack empties the database for the next test. One that a test has failed on is not used again:
// what the test has left behind could spoil others.
func giveBack(t testing.TB, name string) {
	if t.Failed() {
		drop(t, name)
		return
	}
	if err := run(context.Background(), database(name), empty); err != nil {
		t.Error(err)
		return
	}
	free.add(name)
}

// empty leaves the schema and its version.
const empty = `
	SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
	DO $$ DECLARE list text; BEGIN
		SELECT string_agg(quote_ident(tablename), ', ') INTO list FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version';
		EXECUTE 'TRUNCATE ' || list;
	END $$`

// names are databases that no test uses at the moment.
type names struct {
	mu  sync.Mutex
	all []string
}

var free names

func (n *names) take() (name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if last := len(n.all) - 1; last >= 0 {
		name, n.all = n.all[last], n.all[:last]
	}
	return name
}

func (n *names) add(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, name)
}

// create makes a database that no other test binary has, now or before.
func create(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("ringdex_test_%s_%d", binary, databases.Add(1))
	if err := run(t.Context(), found.url, "CREATE DATABASE "+name+" ENCODING 'UTF8' TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	return name
}

var (
	binary    = strings.ToLower(rand.Text())
	databases atomic.Int64
)

func drop(t testing.TB, name string) {
	if err := dropped(name); err != nil {
		t.Error(err)
	}
}

func dropped(name string) error {
	return run(context.Background(), found.url, "DROP DATABASE "+name+" WITH (FORCE)")
}

// clean drops what is left, or the whole cluster with it.
func clean() {
	if found.own != nil {
		found.own.end()
		return
	}
	for name := free.take(); name != ""; name = free.take() {
		if err := dropped(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// run runs statements without parameters.
func run(ctx context.Context, url, text string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.PgConn().Exec(ctx, text).ReadAll(); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	return nil
}

// database is the URL of one of the server's databases.
func database(name string) string {
	u, err := url.Parse(found.url)
	if err != nil {
		panic("RINGDEX_TEST_POSTGRES is no URL") // it was connected to before
	}
	u.Path = "/" + name
	return u.String()
}

// found is the server, once looked for.
var found struct {
	once    sync.Once
	url     string
	own     *Cluster
	missing string // what keeps us from having one
	err     error
}

func server(t testing.TB) {
	t.Helper()
	found.once.Do(find)
	switch {
	case !managed:
		t.Fatal("TestMain has to call pgtest.Main, or nobody takes databases away")
	case found.err != nil:
		t.Fatal(found.err)
	case found.missing != "" && os.Getenv("RINGDEX_CI") != "":
		t.Fatal(found.missing)
	case found.missing != "":
		t.Skip(found.missing)
	}
}

func find() {
	if found.url = os.Getenv("RINGDEX_TEST_POSTGRES"); found.url != "" {
		return
	}
	programs := installed()
	if programs == "" {
		found.missing = "no PostgreSQL: RINGDEX_TEST_POSTGRES names none, and the package postgresql is not installed"
		return
	}
	found.own, found.err = start(programs)
	if found.err == nil {
		found.url = found.own.URL
	}
}

// installed is the folder of the newest server's programs, "" when there is none.
func installed() string {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is sound
	newest, best := "", 0
	for _, path := range folders {
		version, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if version > best {
			newest, best = filepath.Dir(path), version
		}
	}
	if newest == "" {
		newest = inPath()
	}
	return newest
}
