package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest"
)

func TestMain(m *testing.M) {
	storetest.WriteUntilKilled(func(ctx context.Context, path string) (storetest.Store, error) { return Create(ctx, path) })
	os.Exit(m.Run())
}

func TestStore(t *testing.T) {
	t.Parallel()
	var statements storetest.Statements
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) storetest.Store {
			st := openStore(t, newFile(t))
			st.Trace(statements.Add)
			return st
		})
	})
	t.Run("plans", func(t *testing.T) { statements.Check(t, explainer(t)) })
}

func newFile(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "ringdex.db")
}

func openStore(t *testing.T, path string) *store.Store {
	t.Helper()
	st, err := Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// openRaw is the file without a store.
func openRaw(t *testing.T, path string) *sql.DB {
	t.Helper()
	return openFiles(t, knownFiles(t, path))
}

func knownFiles(t *testing.T, path string) *files {
	t.Helper()
	known, err := filesAt(path)
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func openFiles(t *testing.T, known *files) *sql.DB {
	t.Helper()
	db, err := open(known, "_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func addOrganization(t *testing.T, st storetest.Store) ringdex.OrganizationID {
	t.Helper()
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}

func create(c *ringdex.Contact) func(ringdex.Writer) error {
	return func(w ringdex.Writer) error {
		c.ID, c.Version = ringdex.NewID(time.Unix(1_800_000_000, 0)), 1
		return w.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}}})
	}
}

func wantCode(t *testing.T, err error, want ringdex.Code) {
	t.Helper()
	if got := ringdex.CodeOf(err); got != want {
		t.Errorf("got code %q (%v), want %q", got, err, want)
	}
}

// TestTwoStoresOnOneFile: a command next to a running server is a second process on the same file.
func TestTwoStoresOnOneFile(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	storetest.Nodes(t, openStore(t, path), openStore(t, path))
}

func TestClassify(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	addOrganization(t, openStore(t, path))
	db := openRaw(t, path)
	source := "INSERT INTO documents (organization, id, kind, body) VALUES "
	for text, want := range map[string]ringdex.Code{
		source + "(1, 'a', 'source', ''), (1, 'a', 'source', '')":                                                                    ringdex.Conflict, // primary key of a clustered table
		"INSERT INTO contacts (organization, id, version, roles, updated, body) VALUES (1, 'a', 1, 0, 0, ''), (1, 'a', 1, 0, 0, '')": ringdex.Conflict,
		"INSERT INTO documents (organization, kind, id, name, body) VALUES (1, 'key', 'a', 'h', ''), (1, 'key', 'b', 'h', '')":       ringdex.Conflict,
		source + "(1, 'a', 'source', NULL)": ringdex.Internal, // a constraint, but not of a key
		"SELECT nonsense":                   ringdex.Internal,
	} {
		_, err := db.ExecContext(t.Context(), text)
		if err == nil {
			t.Errorf("%s went well", text)
			continue
		}
		if got, _ := classify(fmt.Errorf("wrapped: %w", err)); got != want {
			t.Errorf("%s: got %q (%v), want %q", text, got, err, want)
		}
	}
}

// openTuned is a store whose writing connection runs a pragma first.
func openTuned(t *testing.T, path, pragma string) (*store.Store, *sql.DB) {
	t.Helper()
	openStore(t, path) // the schema
	known := knownFiles(t, path)
	read, write := openFiles(t, known), openFiles(t, known)
	write.SetMaxOpenConns(1)
	if _, err := write.ExecContext(t.Context(), pragma); err != nil {
		t.Fatal(err)
	}
	return store.New(engine(known, read, write)), write
}

func TestBusyIsUnavailable(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	patient := openStore(t, path)
	hasty, _ := openTuned(t, path, "PRAGMA busy_timeout = 1")
	org := addOrganization(t, patient)
	err := patient.Update(t.Context(), org, func(ringdex.Writer) error {
		wantCode(t, hasty.Update(t.Context(), org, create(&ringdex.Contact{})), ringdex.Unavailable)
		return hasty.View(t.Context(), org, func(ringdex.Reader) error { return nil }) // readers do not wait
	})
	wantCode(t, err, "")
	wantCode(t, hasty.Update(t.Context(), org, create(&ringdex.Contact{})), "")
}

// TestFullDiskLosesNothing: what does not fit is refused as a whole, and the rest goes on.
func TestFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	st, write := openTuned(t, newFile(t), "PRAGMA max_page_count = 100")
	org := addOrganization(t, st)
	large := strings.Repeat("x", 9000)
	var err error
	kept := 0
	for ; err == nil && kept < 1000; kept++ {
		err = st.Update(t.Context(), org, create(&ringdex.Contact{Note: large}))
	}
	kept--
	wantTrouble(t, err, store.Full)
	wantTrouble(t, st.Writable(), store.Full)
	storetest.Verify(t, st)
	if heads, err := st.Heads(t.Context()); err != nil || heads[org] != int64(kept) {
		t.Errorf("got head %d, %v; want %d", heads[org], err, kept)
	}
	if _, err := write.ExecContext(t.Context(), "PRAGMA max_page_count = 1000"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, st.Update(t.Context(), org, create(&ringdex.Contact{Note: large})), "")
	wantCode(t, st.Writable(), "")
	storetest.Verify(t, st)
}

// TestWaitingEnds: a writer that waits for too long writes nothing, neither behind another one of
// its organization nor behind one of another organization, which has the file's only connection.
func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	st := openStore(t, filepath.Join(t.TempDir(), "ringdex.db"))
	var organizations []ringdex.OrganizationID
	for _, key := range []string{"one", "other"} {
		o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: key, Created: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		organizations = append(organizations, o.ID)
	}
	holding, release, held := make(chan bool), make(chan bool), make(chan error)
	go func() {
		held <- st.Update(t.Context(), organizations[0], func(ringdex.Writer) error {
			close(holding)
			<-release
			return nil
		})
	}()
	<-holding
	st.LimitWaiting(time.Millisecond) // the one that holds has its turn already
	for _, org := range organizations {
		err := st.Update(t.Context(), org, func(ringdex.Writer) error { t.Error("it writes"); return nil })
		if ringdex.CodeOf(err) != ringdex.Unavailable {
			t.Errorf("organization %d: got %v, want Unavailable", org, err)
		}
	}
	close(release)
	if err := <-held; err != nil {
		t.Errorf("the one that was waited for: %v", err)
	}
}
