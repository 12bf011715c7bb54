package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// wantTrouble wants an error to be the trouble, in words that name no path.
func wantTrouble(t *testing.T, err error, want store.Trouble) {
	t.Helper()
	wantCode(t, err, ringdex.Unavailable)
	if got := ringdex.MessageOf(err); got != want.Message().String() {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestMovedFiles: from the moment in which a file of the database is removed or replaced nothing is
// acknowledged, nothing is put in its place, and what is there instead is not touched. Once the
// files are back, all goes on.
func TestMovedFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody move a file that is in use")
	}
	for name, moved := range map[string][]string{
		"all":         ends[:],
		"the file":    {""},
		"its log":     {"-wal"},
		"the index":   {"-shm"},
		"log, index":  {"-wal", "-shm"},
		"file, index": {"", "-shm"},
	} {
		t.Run(name+" removed", func(t *testing.T) {
			t.Parallel()
			moving(t, moved, nil)
		})
		t.Run(name+" replaced", func(t *testing.T) {
			t.Parallel()
			moving(t, moved, []byte("another one"))
		})
	}
}

func moving(t *testing.T, moved []string, replacement []byte) {
	path, away := newFile(t), newFile(t)
	st := openStore(t, path)
	org := addOrganization(t, st)
	wantCode(t, st.Writable(), "")
	for _, end := range moved {
		move(t, path+end, away+end)
		if replacement != nil {
			if err := os.WriteFile(path+end, replacement, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	wantTrouble(t, st.Writable(), store.Gone)
	wantTrouble(t, st.Update(t.Context(), org, create(&ringdex.Contact{})), store.Gone)
	wantTrouble(t, st.Beat(t.Context(), ringdex.Node{ID: "n"}), store.Gone)
	readAtOnce(t, st, org)
	for _, end := range moved {
		if got, err := os.ReadFile(path + end); replacement == nil && !os.IsNotExist(err) || !bytes.Equal(got, replacement) {
			t.Errorf("%s is there with %d bytes, %v", path+end, len(got), err)
		}
		move(t, away+end, path+end)
	}
	wantCode(t, st.Update(t.Context(), org, create(&ringdex.Contact{})), "")
	wantCode(t, st.Writable(), "")
}

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// readAtOnce makes several readers open their connections. Their results do not matter.
func readAtOnce(t *testing.T, st *store.Store, org ringdex.OrganizationID) {
	t.Helper()
	var nested func(depth int) error
	nested = func(depth int) error {
		return st.View(t.Context(), org, func(ringdex.Reader) error {
			if depth == 0 {
				return nil
			}
			return nested(depth - 1)
		})
	}
	_ = nested(2)
}

// TestRemovedFilesStayAway also when the store is closed, which removes a log that is of no more
// use.
func TestRemovedFilesStayAway(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	st := openStore(t, path)
	addOrganization(t, st)
	for _, end := range ends {
		if err := os.Remove(path + end); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestLogStays: the log is removed with the last connection and made anew with the next, so one
// connection stays. A replaced log would be found otherwise where nobody has touched it.
func TestLogStays(t *testing.T) {
	t.Parallel()
	known := knownFiles(t, newStoreFile(t))
	if err := known.hold(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		db := openFiles(t, &files{path: known.path, places: known.places, opened: known.opened})
		if _, err := db.ExecContext(t.Context(), "UPDATE organizations SET seq = seq"); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := known.moved(); err != nil {
		t.Error(err)
	}
	if err := known.anchor.Close(); err != nil {
		t.Error(err)
	}
}

func newStoreFile(t *testing.T) string {
	t.Helper()
	path := newFile(t)
	st := openStore(t, path)
	addOrganization(t, st)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestLinkedFile: SQLite keeps the log next to the target of a link.
func TestLinkedFile(t *testing.T) {
	t.Parallel()
	path, link := newStoreFile(t), newFile(t)
	if err := os.Symlink(path, link); err != nil {
		t.Skip("there are no links here:", err)
	}
	st := openStore(t, link)
	wantCode(t, st.Update(t.Context(), 1, create(&ringdex.Contact{})), "")
	if err := os.Remove(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	wantTrouble(t, st.Update(t.Context(), 1, create(&ringdex.Contact{})), store.Gone)
}

// TestDamagedFile: after a read has met the damage, the store is known to be damaged even if other
// statements work.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	path := newStoreFile(t)
	st := openStore(t, path)
	for range 50 {
		c := &ringdex.Contact{Note: strings.Repeat("x", 9000)}
		wantCode(t, st.Update(t.Context(), 1, create(c)), "")
	}
	_ = st.Close()
	wantDamage(t, openStore(t, path), false)
	spoil(t, path)
	st = openStore(t, path)
	wantDamage(t, st, true)
	wantTrouble(t, eachContact(t, st), store.Damaged)
	wantCode(t, st.Beat(t.Context(), ringdex.Node{ID: "n"}), "")
	wantTrouble(t, st.Writable(), store.Damaged)
}

// wantDamage wants the inspection to name the table that is damaged, or to find nothing.
func wantDamage(t *testing.T, st *store.Store, want bool) {
	t.Helper()
	found, looked, err := st.Damage(t.Context())
	if err != nil || !looked || want != strings.HasPrefix(strings.Join(found, ""), "contacts: Tree ") || !want && len(found) > 0 {
		t.Errorf("found %q, %t, %v", found, looked, err)
	}
}

// spoil destroys all pages behind the first ones, which have the schema and what is read when a
// file is opened.
func spoil(t *testing.T, path string) {
	t.Helper()
	const page, first = 4096, 80
	content, err := os.ReadFile(path)
	if err != nil || len(content) < 100*page {
		t.Fatalf("%d bytes, %v", len(content), err)
	}
	for i := first * page; i < len(content); i++ {
		content[i] = 0xA5
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func eachContact(t *testing.T, st *store.Store) error {
	t.Helper()
	return st.View(t.Context(), 1, func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(*ringdex.Contact) error { return nil })
	})
}
