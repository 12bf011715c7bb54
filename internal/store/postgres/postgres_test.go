package postgres

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest"
	"ringdex/internal/store/storetest/pgtest"
)

func TestMain(m *testing.M) {
	storetest.WriteUntilKilled(func(ctx context.Context, url string) (storetest.Store, error) { return Open(ctx, url) })
	os.Exit(pgtest.Main(m))
}

func TestStore(t *testing.T) {
	t.Parallel()
	var statements storetest.Statements
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) storetest.Store {
			st := openStore(t, newDatabase(t))
			st.Trace(statements.Add)
			return st
		})
	})
	t.Run("plans of empty tables", func(t *testing.T) { statements.Check(t, explainer(t)) })
	t.Run("plans of counted tables", func(t *testing.T) { statements.Check(t, explainer(t, inhabited...)) })
}

// newDatabase is the URL of one that has the schema.
func newDatabase(t *testing.T) string {
	t.Helper()
	return pgtest.Filled(t, migrate)
}

func migrate(ctx context.Context, url string) error {
	st, err := Open(ctx, url)
	if err != nil {
		return err
	}
	return st.Close()
}

func openStore(t *testing.T, url string) *store.Store {
	t.Helper()
	st, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// connect is a connection without a store.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func ask[T any](t *testing.T, conn *pgx.Conn, text string) (answer T) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), text).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return answer
}

func addOrganization(t *testing.T, st storetest.Store) ringdex.OrganizationID {
	t.Helper()
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// create makes a contact.
func create(w ringdex.Writer) error {
	c := &ringdex.Contact{ID: ringdex.NewID(time.Unix(1_800_000_000, 0)), Version: 1}
	return w.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}}})
}

func wantCode(t *testing.T, err error, want ringdex.Code) {
	t.Helper()
	if got := ringdex.CodeOf(err); got != want {
		t.Errorf("got code %q (%v%s), want %q", got, err, causes(err), want)
	}
}

func wantWords(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("got %v, want it to say %q", err, word)
		}
	}
}

func TestNodes(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	storetest.Nodes(t, openStore(t, url), openStore(t, url), openStore(t, url))
}

func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	storetest.Killed(t, url, func(t *testing.T) storetest.Store { return openStore(t, url) })
}

// TestOpenMigratesOnce also when several nodes meet at an empty database.
func TestOpenMigratesOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := migrate(context.Background(), url); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	conn := connect(t, url)
	if steps, different := ask[int](t, conn, "SELECT count(*) FROM goose_db_version"), ask[int](t, conn, "SELECT count(DISTINCT version_id) FROM goose_db_version"); steps != different || steps < 2 {
		t.Errorf("got %d steps, %d different ones", steps, different)
	}
	if locks := ask[int](t, conn, "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE locktype = 'advisory' AND datname = current_database()"); locks != 0 {
		t.Errorf("%d locks are left", locks)
	}
}

// TestTextsAreBytes: the order of texts must not depend on the collation of the database.
func TestTextsAreBytes(t *testing.T) {
	t.Parallel()
	conn := connect(t, newDatabase(t))
	const other = `SELECT coalesce(string_agg(attrelid::regclass || '.' || attname, ', '), '') FROM pg_attribute
		WHERE atttypid = 'text'::regtype AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
		AND attcollation <> (SELECT oid FROM pg_collation WHERE collname = 'C')`
	if columns := ask[string](t, conn, other); columns != "" {
		t.Errorf("these are ordered by the database's own rules: %s", columns)
	}
	if count := ask[int](t, conn, "SELECT count(*) FROM pg_attribute WHERE atttypid = 'text'::regtype AND attrelid = 'contacts'::regclass"); count == 0 {
		t.Error("contacts have no text: is this test looking at anything?")
	}
}

// TestOtherNodesAreTold: a commit wakes those who wait at another node, and what a process commits
// last before it ends does too.
func TestOtherNodesAreTold(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	waiting, writing := openStore(t, url), openStore(t, url)
	signal := waiting.Subscribe()
	waitUntil(t, connect(t, url), "SELECT count(*) = 1 FROM pg_stat_activity WHERE query = 'LISTEN ringdex' AND datname = current_database()")
	org := addOrganization(t, writing)
	<-signal
	wantCode(t, writing.Update(t.Context(), org, create), "")
	wantCode(t, writing.Close(), "")
	<-signal
}

// waitUntil waits for a condition; only the test's own timeout ends it.
func waitUntil(t *testing.T, conn *pgx.Conn, condition string) {
	t.Helper()
	for !ask[bool](t, conn, condition) {
		time.Sleep(5 * time.Millisecond)
	}
}

// TestWritersOfOthersFindConnections: those who wait for one organization do not keep others from
// theirs.
func TestWritersOfOthersFindConnections(t *testing.T) {
	t.Parallel()
	st := openStore(t, newDatabase(t))
	busy := addOrganization(t, st)
	other, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: "other"})
	wantCode(t, err, "")
	var waiting sync.WaitGroup
	wantCode(t, st.Update(t.Context(), busy, func(w ringdex.Writer) error {
		for range 3 * connections {
			waiting.Go(func() { wantCode(t, st.Update(t.Context(), busy, create), "") })
		}
		for range 100 {
			wantCode(t, st.Update(t.Context(), other.ID, create), "")
		}
		return create(w)
	}), "")
	waiting.Wait()
}

func TestOlderDatabase(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	storetest.Migrated(t, func(t *testing.T) storetest.Store { return openStore(t, url) }, func(t *testing.T, statements ...storetest.Statement) {
		conn := connect(t, url)
		for _, statement := range statements {
			if _, err := conn.Exec(t.Context(), statement.Text, statement.Args...); err != nil {
				t.Fatal(err)
			}
		}
	})
}
