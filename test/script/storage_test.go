package script

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"ringdex/internal/await"
)

// stored is a server on a file that things happen to.
type stored struct {
	*server
	folder string
	env    []string
	key    string // of lookups
	next   int    // contact to import
}

func startStored(t *testing.T) *stored {
	t.Helper()
	s := &stored{folder: t.TempDir(), env: environ("sqlite:ringdex.db")}
	var err error
	if s.server, err = start(s.folder, s.env, "--metrics-listen", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.end(syscall.SIGKILL) })
	s.key, _ = s.ringdex(t, 0, "key", "add", "pbx", "--scope", "lookup")
	s.wantImport(t, http.StatusOK)
	return s
}

// ringdex runs a command, wants its exit code, and returns what it printed.
func (s *stored) ringdex(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, problem strings.Builder
	command := exec.CommandContext(t.Context(), binary, args...)
	command.Dir, command.Env, command.Stdout, command.Stderr = s.folder, s.env, &out, &problem
	_ = command.Run()
	if got := command.ProcessState.ExitCode(); got != want {
		t.Errorf("ringdex %v ended with %d, want %d: %s", args, got, want, problem.String())
	}
	return strings.TrimSpace(out.String()), problem.String()
}

// wantImport imports contacts. What was not acknowledged is sent again the next time.
func (s *stored) wantImport(t *testing.T, want int) {
	t.Helper()
	status, body, err := call(t.Context(), http.MethodPost, s.addr+"/api/Import/SyncRequestorUsers", "admin:secret", "application/json", importBody(s.next))
	if err != nil || status != want {
		t.Fatalf("an import was answered %d, want %d: %s %v", status, want, body, err)
	}
	if want == http.StatusOK {
		s.next += callSize
	}
}

// wantLookup wants the first contact to be found.
func (s *stored) wantLookup(t *testing.T) {
	t.Helper()
	status, body, err := call(t.Context(), http.MethodGet, s.addr+"/v1/lookup?number=%2B420601000003", "x:"+s.key, "", "")
	if err != nil || status != http.StatusOK || !strings.Contains(body, `"name":"Contact 3"`) {
		t.Errorf("a lookup was answered %d: %s %v", status, body, err)
	}
}

// wantReady waits for /readyz to have that status and say that, and wants the metric to agree.
func (s *stored) wantReady(t *testing.T, want int, says string) {
	t.Helper()
	ctx := t.Context()
	var status int
	var body string
	await.Until(t, fmt.Sprintf("/readyz to say %d: %s", want, says), func() bool {
		status, body, _ = call(ctx, http.MethodGet, s.addr+"/readyz", "", "", "")
		return status == want && strings.Contains(body, says)
	}, func() string { return fmt.Sprintf("it says %d: %s", status, body) })
	metric := fmt.Sprintf("\nringdex_store_writable %d\n", map[bool]int{true: 1}[want == http.StatusOK])
	if _, body, err := call(ctx, http.MethodGet, s.metrics, "", "", ""); err != nil || !strings.Contains(body, metric) {
		t.Errorf("the metric is not%s%v", metric, err)
	}
}

// wantLog ends the server and wants one line that says so of a trouble, and no stranger to hear of
// a path.
func (s *stored) wantLog(t *testing.T, trouble string) {
	t.Helper()
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "level=ERROR") && strings.Contains(line, "the database takes no writes") && strings.Contains(line, trouble) {
			lines++
		}
	}
	if lines != 1 {
		t.Errorf("%d lines of the log say that %s:\n%s", lines, trouble, s.log)
	}
}

// TestDatabaseRemoved: nothing is acknowledged, and no command creates another file in its place.
func TestDatabaseRemoved(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody remove a file that is in use")
	}
	s := startStored(t)
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(s.folder, "ringdex.db"+end)); err != nil {
			t.Fatal(err)
		}
	}
	s.wantImport(t, http.StatusServiceUnavailable)
	s.wantReady(t, http.StatusServiceUnavailable, `{"name":"storage","ok":false,"problem":"the database was removed or replaced while it was in use`)
	s.wantLookup(t)
	if _, stderr := s.ringdex(t, 1, "lookup", "+420601000003"); !strings.Contains(stderr, "there is no database at ringdex.db") {
		t.Errorf("the command line says %q", stderr)
	}
	s.wantImport(t, http.StatusServiceUnavailable)
	s.wantLog(t, "removed or replaced")
	if left, err := filepath.Glob(filepath.Join(s.folder, "ringdex.db*")); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestDatabaseReplaced puts an older copy in the place of the file of a running server. What is
// there is not touched, and is served after a restart by the page.
func TestDatabaseReplaced(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody replace a file that is in use")
	}
	s := startStored(t)
	s.backUp(t)
	old := s.next
	s.wantImport(t, http.StatusOK)
	copied := s.read(t, "copy.db")
	if err := os.Rename(filepath.Join(s.folder, "copy.db"), filepath.Join(s.folder, "ringdex.db")); err != nil {
		t.Fatal(err)
	}
	s.wantImport(t, http.StatusServiceUnavailable)
	s.wantReady(t, http.StatusServiceUnavailable, "removed or replaced")
	s.wantLookup(t)
	s.wantLog(t, "removed or replaced")
	if s.read(t, "ringdex.db") != copied {
		t.Error("what was put there has been written to")
	}
	s.remove(t, "ringdex.db-wal", "ringdex.db-shm")
	s.restarted(t, old)
}

// TestRestore restores a back-up after a crash by the page docs/operating.md, "Restore".
func TestRestore(t *testing.T) {
	t.Parallel()
	s := startStored(t)
	s.backUp(t)
	old := s.next
	for range 5 {
		s.wantImport(t, http.StatusOK)
	}
	if err := s.end(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if s.read(t, "ringdex.db-wal") == "" {
		t.Fatal("the crash left no log: this proves nothing")
	}
	s.remove(t, "ringdex.db", "ringdex.db-wal", "ringdex.db-shm")
	if err := os.WriteFile(filepath.Join(s.folder, "ringdex.db"), []byte(s.read(t, "copy.db")), 0o600); err != nil {
		t.Fatal(err)
	}
	s.restarted(t, old)
}

// TestRestoreBesideALog puts a back-up over the file and leaves the log there. It is refused with
// advice, and not spoiled: after the advice was followed it is whole.
func TestRestoreBesideALog(t *testing.T) {
	t.Parallel()
	s := startStored(t)
	s.backUp(t)
	old, copied := s.next, s.read(t, "copy.db")
	for range 25 {
		s.wantImport(t, http.StatusOK)
	}
	s.execute(t, "PRAGMA wal_checkpoint(RESTART)") // the log begins anew: it has a part of what the copy lacks
	for range 2 {
		s.wantImport(t, http.StatusOK)
	}
	if err := s.end(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.folder, "ringdex.db"), []byte(copied), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"check", "serve"} {
		if _, stderr := s.ringdex(t, 1, command); !strings.Contains(stderr, "ringdex.db-wal and ") || !strings.Contains(stderr, "nothing was changed") {
			t.Errorf("%s says %s", command, stderr)
		}
	}
	if s.read(t, "ringdex.db") != copied {
		t.Error("the back-up was written to")
	}
	s.remove(t, "ringdex.db-wal", "ringdex.db-shm")
	s.restarted(t, old)
}

// restarted wants the check to find nothing, and a new server to have the contacts of the back-up
// and take more.
func (s *stored) restarted(t *testing.T, contacts int) {
	t.Helper()
	if stdout, _ := s.ringdex(t, 0, "check"); !strings.Contains(stdout, fmt.Sprintf(" %d contacts,", contacts+1)) { // and the administrator
		t.Errorf("the check says %s, want %d contacts", stdout, contacts+1)
	}
	var err error
	if s.server, err = start(s.folder, s.env, "--metrics-listen", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if got := len(readBack(t, s.addr)); got != contacts {
		t.Errorf("%d contacts are there, want %d", got, contacts)
	}
	s.next = contacts
	s.wantImport(t, http.StatusOK)
}

// backUp copies the database while it is in use, as ".backup" of sqlite3 does.
func (s *stored) backUp(t *testing.T) {
	t.Helper()
	s.execute(t, "VACUUM INTO $1", filepath.Join(s.folder, "copy.db"))
}

// execute runs a statement on the file while the server runs.
func (s *stored) execute(t *testing.T, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(s.folder, "ringdex.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func (s *stored) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func (s *stored) remove(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Remove(filepath.Join(s.folder, name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// TestDamagedPages: the check names what is damaged and says what to do, and so does a server that
// meets it.
func TestDamagedPages(t *testing.T) {
	t.Parallel()
	s := startStored(t)
	for range 20 {
		s.wantImport(t, http.StatusOK)
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if stdout, _ := s.ringdex(t, 0, "check"); !strings.Contains(stdout, "none is damaged") {
		t.Errorf("the check says %s", stdout)
	}
	s.spoil(t)
	stdout, stderr := s.ringdex(t, 1, "check")
	if !strings.Contains(stdout, "contacts: Tree ") || !strings.Contains(stderr, "restore a backup (docs/operating.md") {
		t.Errorf("the check says %s and %s", stdout, stderr)
	}
	if _, stderr := s.ringdex(t, 1, "lookup", "+420601000003"); !strings.Contains(stderr, "restore a backup (docs/operating.md") {
		t.Errorf("the lookup says %s", stderr)
	}
	if err := os.WriteFile(filepath.Join(s.folder, "ringdex.db"), []byte(strings.Repeat("name,phone\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr := s.ringdex(t, 1, "check"); !strings.Contains(stderr, "restore a backup (docs/operating.md") {
		t.Errorf("the check of another file says %s", stderr)
	}
}

// spoil destroys the pages that have contacts in them.
func (s *stored) spoil(t *testing.T) {
	t.Helper()
	const page = 4096
	content := []byte(s.read(t, "ringdex.db"))
	spoiled := 0
	for at := page; at < len(content); at += page {
		if p := content[at : at+page]; bytes.Contains(p, []byte(`"Contact `)) {
			copy(p, bytes.Repeat([]byte{0xA5}, page/2))
			spoiled++
		}
	}
	if spoiled == 0 {
		t.Fatal("no page has contacts")
	}
	if err := os.WriteFile(filepath.Join(s.folder, "ringdex.db"), content, 0o600); err != nil {
		t.Fatal(err)
	}
}
