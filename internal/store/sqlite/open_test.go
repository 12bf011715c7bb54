package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest"
)

func TestOpenRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	openStore(t, path)
	if _, err := openRaw(t, path).ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	_, err := Create(t.Context(), path)
	wantCode(t, err, ringdex.Invalid)
	wantWords(t, err, path, "schema 9999", "newer ringdex", "backup")
}

// TestOpenRefusesAForeignDatabase: a mistyped path adds no tables to another program's database,
// and a database of the days when the first step still changed is refused with the reason.
func TestOpenRefusesAForeignDatabase(t *testing.T) {
	t.Parallel()
	for _, statements := range []string{
		"CREATE TABLE books (title TEXT)",
		"CREATE TABLE books (title TEXT); CREATE TABLE goose_db_version (id INTEGER, version_id INTEGER, is_applied INTEGER, tstamp TEXT)",
		"CREATE TABLE organizations (id BIGINT, seq BIGINT)",
	} {
		path := newFile(t)
		if err := private(path); err != nil {
			t.Fatal(err)
		}
		made := openRaw(t, path)
		if _, err := made.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
		_, err := Create(t.Context(), path)
		wantCode(t, err, ringdex.Invalid)
		wantWords(t, err, path, "of another program", "Nothing was changed", "--database")
		var tables int
		if err := made.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil || tables > 2 {
			t.Errorf("%q has %d tables after the refusal, %v", statements, tables, err)
		}
	}
}

// TestOpenRefusesToBreakAServer: a step that removes what an older server uses waits until it has
// stopped.
func TestOpenRefusesToBreakAServer(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	node := ringdex.Node{ID: "old", Host: "crm.example/42"}
	if err := openStore(t, path).Beat(t.Context(), node); err != nil {
		t.Fatal(err)
	}
	if _, err := openRaw(t, path).ExecContext(t.Context(), "DELETE FROM goose_db_version WHERE version_id >= 6"); err != nil {
		t.Fatal(err)
	}
	_, err := Create(t.Context(), path)
	wantCode(t, err, ringdex.Conflict)
	wantWords(t, err, path, "crm.example/42", "older version", "stop it", "10 seconds")
}

func wantWords(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Error("no error")
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("got %q, want it to say %q", err, word)
		}
	}
}

// TestOpenMigratesOnce also when several processes meet at a new file.
func TestOpenMigratesOnce(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			st, err := Create(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			_ = st.Close()
		})
	}
	all.Wait()
	openStore(t, path)
	var steps, different int
	err := openRaw(t, path).QueryRowContext(t.Context(), "SELECT count(*), count(DISTINCT version_id) FROM goose_db_version").Scan(&steps, &different)
	if err != nil || steps != different || steps < 2 {
		t.Errorf("got %d steps, %d different ones, %v", steps, different, err)
	}
}

func TestOpenAnyPath(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"plain.db", "no extension", "with  spaces .db", "příliš 👩‍👧.db", "100%.db", "100%25.db", "%2F.db", "what?.db", "a?mode=memory", "a#b.db",
		"a&b=c;d+e.db", `it's "quoted".db`, "file:x.db", "a:b@c.db", ":memory:.db", "tab\there.db",
	} {
		folder := filepath.Join(t.TempDir(), "a folder, 100%?")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		st := openStore(t, filepath.Join(folder, name))
		addOrganization(t, st)
		if err := st.Close(); err != nil {
			t.Error(err)
		}
		files, err := os.ReadDir(folder)
		if err != nil || len(files) != 1 || files[0].Name() != name {
			t.Errorf("opening %q made %v, %v", name, files, err)
		}
		again := openStore(t, filepath.Join(folder, name))
		if all, err := again.Organizations(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("%q has %d organizations when opened again, %v", name, len(all), err)
		}
	}
}

func TestOpenRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, path := range []string{"ringdex.db", "./dot.db", "../up.db", "100%?.db"} {
		openStore(t, path)
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	noDatabase := filepath.Join(folder, "table.csv")
	if err := os.WriteFile(noDatabase, []byte(strings.Repeat("name,phone\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path  string
		words []string
	}{
		{filepath.Join(folder, "nowhere", "ringdex.db"), []string{"folder " + filepath.Join(folder, "nowhere"), "--database"}},
		{folder, []string{"folder " + filepath.Dir(folder), "--database"}},
		{noDatabase, []string{"not a database", "backup"}},
		{filepath.Join(readOnlyFolder(t), "ringdex.db"), []string{"may write to it", "--database"}},
	} {
		_, err := Create(t.Context(), test.path)
		wantWords(t, err, append(test.words, test.path)...)
		if ringdex.CodeOf(err) == ringdex.Conflict {
			t.Errorf("%s: %v is a conflict", test.path, err)
		}
	}
}

// readOnlyFolder is a folder in which no file can be made. The superuser may write anywhere but
// where the kernel says no.
func readOnlyFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if os.Geteuid() == 0 {
		folder = "/sys"
	} else if err := os.Chmod(folder, 0o500); err != nil { // read-only is the point
		t.Fatal(err)
	}
	if f, err := os.CreateTemp(folder, "ringdex"); err == nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
		t.Skipf("there is no read-only folder here; %s is none", folder)
	}
	return folder
}

// TestFilesAreTheOwners: other users of the machine cannot read the contacts.
func TestFilesAreTheOwners(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such rights")
	}
	path := filepath.Join(t.TempDir(), "ringdex.db")
	openStore(t, path)
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + end)
		if err != nil {
			t.Fatal(err)
		}
		if rights := info.Mode().Perm(); rights != 0o600 {
			t.Errorf("%s has the rights %o", path+end, rights)
		}
	}
}

// TestRootLocksNobodyOut: what the superuser runs in the folder of a service leaves files that are
// the service's.
func TestRootLocksNobodyOut(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such owners")
	}
	path, want := newFile(t), uint32(os.Geteuid()) // ids fit
	if want == 0 {
		want = 12345
		if err := os.Chown(filepath.Dir(path), int(want), int(want)); err != nil {
			t.Fatal(err)
		}
	}
	addOrganization(t, openStore(t, path))
	for _, end := range ends {
		if got := userOf(t, path+end); got != want {
			t.Errorf("%s belongs to %d, want %d", path+end, got, want)
		}
	}
}

func TestOlderDatabase(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	storetest.Migrated(t, func(t *testing.T) storetest.Store { return openStore(t, path) }, func(t *testing.T, statements ...storetest.Statement) {
		db := openRaw(t, path)
		for _, statement := range statements {
			if _, err := db.ExecContext(t.Context(), statement.Text, statement.Args...); err != nil {
				t.Fatal(err)
			}
		}
	})
}
