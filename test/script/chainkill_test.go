package script

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringdex/internal/await"
	"ringdex/internal/emulator/helios"
	"ringdex/internal/emulator/helpdesk"
	"ringdex/internal/store/storetest/pgtest"
)

// TestChainIsKilled kills the program during calls of a read and of a push, at random calls and
// moments. On SQLite it is started again; on PostgreSQL another node goes on, without a command.
// Each time everything arrives: nothing is lost, nothing is there or sent twice, and every run that
// was not killed has signed off.
//
// RINGDEX_TEST_KILLS=20 kills more often, RINGDEX_TEST_SEED repeats a run.
func TestChainIsKilled(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		k := newKilled(t, "sqlite:killed.db")
		k.start(0)
		k.rounds(func(string) int { return 0 })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		pgtest.Server(t)
		url := pgtest.Filled(t, migrate)
		k := newKilled(t, url)
		k.start(0)
		k.start(1)
		k.rounds(func(kind string) int { return k.worker(url, kind) })
	})
}

const killedCompanies, killedContacts = 20, 400

// killed is the ERP, the helpdesk, and the nodes between them that are killed.
type killed struct {
	place
	erp    *helios.Server
	desk   *helpdesk.Emulator
	gates  map[string]*gate // by the kind of job that calls the system
	nodes  [2]*server
	random *rand.Rand
	edits  map[string]int    // of contacts, by external id
	number map[string]string // of contacts, the last one
	alive  int               // a node that was not killed
	reads  int               // that were killed
}

func newKilled(t *testing.T, database string) *killed {
	t.Helper()
	seed := uint64(number64("RINGDEX_TEST_SEED", time.Now().UnixNano()))
	t.Logf("RINGDEX_TEST_SEED=%d", seed)
	const user, password = "sync", "tajne"
	k := &killed{
		place: place{t, environ(database), t.TempDir()}, random: rand.New(rand.NewPCG(seed, 0)),
		edits: map[string]int{}, number: map[string]string{},
		erp: helios.New(helios.Options{
			Profile: "Demo", Username: user, Password: password, Templates: helios.Sample(killedCompanies, killedContacts), PageCap: 50,
		}),
		desk: helpdesk.New(helpdesk.Options{Username: user, Password: password, Clock: time.Now}),
	}
	k.gates = map[string]*gate{"sync.read": {system: k.erp}, "sync.push": {system: k.desk}}
	settings := fmt.Sprintf(erpToHelpdesk, helios.CompanyFolder, helios.CompanyTemplate, helios.ContactFolder, helios.ContactTemplate,
		k.serve(k.gates["sync.read"]), k.serve(k.gates["sync.push"]))
	if err := os.WriteFile(filepath.Join(k.folder, "ringdex.yaml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	k.run(0, "init")
	t.Cleanup(func() {
		for _, node := range k.nodes {
			if node != nil {
				_ = node.end(syscall.SIGTERM)
			}
		}
	})
	return k
}

// number64 reads a number from the environment.
func number64(variable string, otherwise int64) int64 {
	n, err := strconv.ParseInt(os.Getenv(variable), 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

func (k *killed) start(i int) {
	k.t.Helper()
	s, err := start(k.folder, k.env)
	if err != nil {
		k.t.Fatal(err)
	}
	k.nodes[i] = s
}

// rounds kills the node that victim names for a kind of job, again and again.
func (k *killed) rounds(victim func(kind string) int) {
	for n := range int(number64("RINGDEX_TEST_KILLS", 4)) {
		kind, at := []string{"sync.read", "sync.push"}[n%2], moments[k.random.IntN(len(moments))]
		call := 1 + k.random.IntN(3)
		k.t.Logf("kill %d: call %d of %s, %s", n+1, call, kind, at)
		k.change(200)
		caught, release := k.gates[kind].catch(call, at)
		k.trigger()
		await.Value(k.t, "the call that is caught", caught)
		i := victim(kind)
		if at == done {
			time.Sleep(time.Duration(k.random.IntN(20)) * time.Millisecond) // not a wait for something: a random moment
		}
		if err := k.nodes[i].end(syscall.SIGKILL); err != nil {
			k.t.Fatal(err)
		}
		release()
		if kind == "sync.read" {
			k.reads++
		}
		if k.alive = 1 - i; k.nodes[1] == nil {
			k.start(i)
			k.alive = i
		}
		await.Until(k.t, "everything to arrive", k.arrived, k.state)
		if k.nodes[1] != nil {
			k.start(i)
		}
	}
	k.verify()
}

// change gives contacts of the ERP other names and numbers.
func (k *killed) change(n int) {
	k.t.Helper()
	for _, i := range k.random.Perm(killedContacts)[:n] {
		key := fmt.Sprintf("K-%d", i+1)
		k.edits[key]++
		k.number[key] = fmt.Sprintf("+420608%03d%03d", i, k.edits[key])
		err := k.erp.Put(helios.ContactFolder, map[string]string{"name": key, "title": fmt.Sprintf("Jana Nová%d", k.edits[key]), "number": k.number[key]})
		if err != nil {
			k.t.Fatal(err)
		}
	}
}

// trigger has a node read.
func (k *killed) trigger() {
	k.t.Helper()
	status, body, err := call(k.t.Context(), http.MethodPost, k.nodes[0].addr+"/v1/connectors/erp/sync", "admin:secret", "application/json", "{}")
	if err != nil || status != http.StatusAccepted {
		k.t.Fatalf("sync: %d %s %v", status, body, err)
	}
}

// worker returns the node that has the job of a kind, while its call is caught.
func (k *killed) worker(url, kind string) int {
	k.t.Helper()
	var host string
	await.Until(k.t, "a node that works", func() bool {
		host = holder(k.t.Context(), url, kind)
		return host != ""
	})
	_, pid, _ := strings.Cut(host, "/")
	return slices.IndexFunc(k.nodes[:], func(s *server) bool { return strconv.Itoa(s.cmd.Process.Pid) == pid })
}

// holder returns the host of the node that runs a job of a kind or has run one last, "" for none.
func holder(ctx context.Context, url, kind string) (host string) {
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return ""
	}
	defer func() { _ = db.Close(ctx) }()
	_ = db.QueryRow(ctx, "SELECT n.host FROM jobs j JOIN nodes n ON n.id = j.node WHERE j.kind = $1 AND j.state = 'running'", kind).Scan(&host)
	if host == "" { // it has ended already
		_ = db.QueryRow(ctx, "SELECT host FROM nodes ORDER BY seen DESC LIMIT 1").Scan(&host)
	}
	return host
}

// arrived reports whether the helpdesk has the last number of every contact.
func (k *killed) arrived() bool {
	there := map[string][]any{}
	for _, c := range k.desk.Contacts() {
		there[c.ExternalID], _ = c.Values["Phones"].([]any)
	}
	for key, number := range k.number {
		if !slices.Equal(there[key], []any{number}) {
			return false
		}
	}
	return len(there) >= killedContacts
}

// state is what the program itself says.
func (k *killed) state() (all string) {
	for _, name := range []string{"erp", "helpdesk"} {
		_, said, err := call(k.t.Context(), http.MethodGet, k.nodes[k.alive].addr+"/v1/connectors/"+name, "admin:secret", "", "")
		all += fmt.Sprintln(said, err)
	}
	return all + k.run(0, "jobs", "list") + k.run(0, "run", "list")
}

// verify wants each record to be there once, each change to have been sent once, and the sessions
// to be closed.
func (k *killed) verify() {
	k.t.Helper()
	changed := map[string]int{}
	for _, key := range k.desk.Stats().Changed {
		changed[key]++
	}
	for key, n := range changed {
		if n > 1+k.edits[key] {
			k.t.Errorf("%s was written %d times, but has changed only %d times", key, n, k.edits[key])
		}
	}
	if contacts, companies := len(k.desk.Contacts()), len(k.desk.Companies()); contacts != killedContacts || companies != killedCompanies {
		k.t.Errorf("the helpdesk has %d contacts and %d companies", contacts, companies)
	}
	want := fmt.Sprintf("%d records are equal, 0 differ\n", killedCompanies+killedContacts)
	if said := k.run(0, "reconcile", "helpdesk"); said != want {
		k.t.Errorf("%s, want %s", said, want)
	}
	if n := k.erp.Stats().Open; n > k.reads {
		k.t.Errorf("%d sessions are open after %d reads were killed", n, k.reads)
	}
}
