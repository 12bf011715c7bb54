package script

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ringdex/internal/await"
)

// TestTwoRingdex has two programs write into each other. Each gets all contacts of the other and
// its changes, and then nothing moves any more: each journal has every change once.
func TestTwoRingdex(t *testing.T) {
	t.Parallel()
	a, b := newTwin(t, "a"), newTwin(t, "b")
	a.connect(b)
	b.connect(a)
	both := []*twin{a, b}
	want := map[*twin]int{}
	for _, w := range both {
		want[w] = w.head() + 2*twinContacts
		w.load(twinContacts, "first")
	}
	wait := func() {
		t.Helper()
		await.Until(t, "both to have all", func() bool { return a.head() >= want[a] && b.head() >= want[b] && a.idle() && b.idle() }, a.state, b.state)
	}
	wait()
	for _, w := range both {
		want[w] += 2 * twinContacts / 10
		w.load(twinContacts/10, "changed")
	}
	wait()
	for _, w := range both {
		w.ringdex("sync", w.other)
	}
	wait()
	for _, w := range both {
		if n := w.head(); n != want[w] {
			t.Errorf("the journal of %s has %d changes, want %d", w.name, n, want[w])
		}
		if n := w.number("SELECT count(*) FROM contacts"); n != 2*twinContacts+1 {
			t.Errorf("%s has %d contacts, want %d and an administrator", w.name, n, 2*twinContacts)
		}
	}
}

const twinContacts = 250

// twin is one of two programs.
type twin struct {
	place
	name, other string
	server      *server
	db          *sql.DB
}

func newTwin(t *testing.T, name string) *twin {
	t.Helper()
	w := &twin{name: name, place: place{t, append(environ("sqlite:twin.db"), "RINGDEX_ALLOW_OUTBOUND=127.0.0.0/8"), t.TempDir()}}
	var err error
	if w.server, err = start(w.folder, w.env); err != nil {
		t.Fatal(err)
	}
	if w.db, err = sql.Open("sqlite", "file:"+filepath.Join(w.folder, "twin.db")+"?mode=ro"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.db.Close()
		_ = w.server.end(syscall.SIGTERM)
	})
	return w
}

// connect has w write into other.
func (w *twin) connect(other *twin) {
	w.t.Helper()
	w.other = other.name
	key := other.ringdex("key", "add", w.name, "--scope", "write", "--source", "from-"+w.name)
	w.feed(key, "connector", "add", other.name, "--kind", "helpdesk", "--source", "from-"+other.name,
		"--set", "base_url="+other.server.addr+"/api", "--set", "username="+w.name, "--secret", "password")
}

// load imports the first contacts of w with a last name.
func (w *twin) load(n int, lastName string) {
	w.t.Helper()
	rows := "externalId;firstName;lastName;email;phone\n"
	for i := range n {
		rows += fmt.Sprintf("%s-%d;%s %d;%s;%[1]s%[2]d@example.cz;+420603%03[2]d%03[6]d\n", w.name, i, strings.ToUpper(w.name), i, lastName, int(w.name[0]))
	}
	path := filepath.Join(w.folder, lastName+".csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.ringdex("import", path, "--kind", "contacts", "--source", "crm")
}

// ringdex runs a command and returns what it printed.
func (w *twin) ringdex(args ...string) string {
	w.t.Helper()
	return w.feed("", args...)
}

// feed runs a command that reads text.
func (w *twin) feed(text string, args ...string) string {
	w.t.Helper()
	command := exec.CommandContext(w.t.Context(), binary, args...)
	command.Env, command.Dir, command.Stdin = w.env, w.folder, strings.NewReader(text)
	said, err := command.Output()
	if err != nil {
		w.t.Fatalf("ringdex %q: %v\n%s", args, err, said)
	}
	return strings.TrimSpace(string(said))
}

// head returns the last number of the journal.
func (w *twin) head() int { return w.number("SELECT coalesce(max(seq), 0) FROM changes") }

func (w *twin) number(query string) (n int) {
	w.t.Helper()
	if err := w.db.QueryRowContext(w.t.Context(), query).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// idle reports whether the connector has nothing to send.
func (w *twin) idle() bool {
	var is struct{ Behind, Waiting int }
	err := json.Unmarshal([]byte(w.state()), &is)
	return err == nil && is.Behind+is.Waiting == 0
}

// state returns the connector as JSON.
func (w *twin) state() string {
	_, said, err := call(w.t.Context(), http.MethodGet, w.server.addr+"/v1/connectors/"+w.other, "admin:secret", "", "")
	if err != nil {
		return err.Error()
	}
	return said
}
