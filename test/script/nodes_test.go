package script

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ringdex/internal/await"
	"ringdex/internal/store/storetest/pgtest"
)

// span is how long nodes are kept busy: RINGDEX_TEST_SPAN=2m for a thorough look.
func span(t *testing.T) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(cmp.Or(os.Getenv("RINGDEX_TEST_SPAN"), "8s"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// nodes are two servers on one database.
type nodes struct {
	t      *testing.T
	folder string
	env    []string
	mu     sync.Mutex
	each   [2]*server

	next         int
	acknowledged map[int]bool
	worst        time.Duration // until the other node knew
	calls, lost  int
}

func startNodes(t *testing.T, database string) *nodes {
	t.Helper()
	n := &nodes{t: t, folder: t.TempDir(), env: append(environ(database), "RINGDEX_ALLOW_OUTBOUND=127.0.0.0/8"), acknowledged: map[int]bool{}}
	for i := range n.each {
		n.start(i)
	}
	t.Cleanup(func() {
		for _, s := range n.each {
			_ = s.end(syscall.SIGTERM)
		}
	})
	return n
}

func (n *nodes) start(i int) {
	s, err := start(n.folder, n.env)
	if err != nil {
		n.t.Error(err)
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.each[i] = s
}

func (n *nodes) addr(i int) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.each[i].addr
}

// pair gives the next External IDs to two clients, one at each node: both import the same at the
// same time.
func (n *nodes) pair() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.next += callSize
	return n.next - callSize
}

// importing keeps two clients busy with the same calls until ctx ends. A call that fails because
// its node was killed is sent again, to whichever node there is: nothing else may make one fail.
func (n *nodes) importing(ctx context.Context, mayFail bool) {
	for ctx.Err() == nil {
		from := n.pair()
		var both sync.WaitGroup
		for i := range n.each {
			both.Go(func() { n.deliver(ctx, i, from, mayFail) })
		}
		both.Wait()
	}
}

func (n *nodes) deliver(ctx context.Context, i, from int, mayFail bool) {
	for try := 0; ; try++ {
		err := importCall(ctx, n.addr((i+try)%2), from)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return // not acknowledged
		}
		if !mayFail || strings.Contains(err.Error(), "status") && !strings.Contains(err.Error(), "status 503") {
			n.t.Errorf("import of %d and what follows: %v", from, err)
			return
		}
		n.mu.Lock()
		n.lost++
		n.mu.Unlock()
	}
	began := time.Now()
	n.mu.Lock()
	n.calls++
	for at := from; at < from+callSize; at++ {
		n.acknowledged[at] = true
	}
	n.mu.Unlock()
	n.await(ctx, 1-i, from, began)
}

// await asks the other node until it knows the first contact of the call; verify wants all of them.
func (n *nodes) await(ctx context.Context, i, from int, began time.Time) {
	for ctx.Err() == nil {
		status, _, err := call(ctx, http.MethodGet, n.addr(i)+"/v1/lookup?format=text&number=%2B"+number(from)[1:], "admin:secret", "", "")
		if err == nil && status == http.StatusOK {
			n.mu.Lock()
			n.worst = max(n.worst, time.Since(began))
			n.mu.Unlock()
			return
		}
	}
}

// leftRunning says whether one of the runs goes on that is none of calls: those end with their
// hour.
func leftRunning(body string) bool {
	type run struct {
		State string
		Calls int
	}
	var list struct{ Runs []run }
	err := json.Unmarshal([]byte(body), &list)
	return err != nil || slices.ContainsFunc(list.Runs, func(r run) bool { return r.State == "running" && r.Calls == 0 })
}

// verify looks at everything from both nodes, and at the runs.
func (n *nodes) verify() {
	n.t.Helper()
	if len(n.acknowledged) == 0 {
		n.t.Fatal("no call was acknowledged")
	}
	for i := range n.each {
		verify(n.t, n.addr(i), n.acknowledged, n.next)
		status, body, err := call(n.t.Context(), http.MethodGet, n.addr(i)+"/v1/runs?limit=1000", "admin:secret", "", "")
		if err != nil || status != http.StatusOK || leftRunning(body) {
			n.t.Errorf("node %d: runs %d %v, or some are left running", i, status, err)
		}
	}
	n.t.Logf("%d calls, %d contacts acknowledged, %d calls sent again; the other node knew after %s at worst",
		n.calls, len(n.acknowledged), n.lost, n.worst.Round(time.Millisecond))
}

// TestTwoNodes: eight clients import the same and different External IDs through two nodes. No call
// fails, nothing is there twice or lost, and each node finds what the other has acknowledged.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	n := startNodes(t, pgtest.Filled(t, migrate))
	ctx, cancel := context.WithTimeout(t.Context(), span(t))
	defer cancel()
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() { n.importing(ctx, false) })
	}
	clients.Wait()
	n.verify()
}

// TestNodesAreKilled: the same, while one node after the other is killed and started again. What a
// webhook was to be told of, whichever node lives tells it.
func TestNodesAreKilled(t *testing.T) {
	t.Parallel()
	n := startNodes(t, pgtest.Filled(t, migrate))
	told := n.tell()
	ctx, cancel := context.WithTimeout(t.Context(), span(t))
	defer cancel()
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() { n.importing(ctx, true) })
	}
	clients.Go(func() { n.kill(ctx) })
	clients.Wait()
	n.verify()
	told.wait(t, n.acknowledged)
}

// tell makes a webhook for contacts that are created.
func (n *nodes) tell() *listener {
	n.t.Helper()
	l := &listener{created: map[int]bool{}}
	receiver := httptest.NewServer(l)
	n.t.Cleanup(receiver.Close)
	add := exec.CommandContext(n.t.Context(), binary, "webhook", "add", receiver.URL, "--event", "contact.created")
	add.Dir, add.Env = n.folder, n.env
	if said, err := add.CombinedOutput(); err != nil {
		n.t.Fatalf("webhook add: %v\n%s", err, said)
	}
	return l
}

// listener notes which contacts it was told of.
type listener struct {
	mu      sync.Mutex
	created map[int]bool
	again   int
}

var externalID = regexp.MustCompile(`K-(\d+)`)

func (l *listener) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	l.mu.Lock()
	defer l.mu.Unlock()
	if found := externalID.FindSubmatch(body); found != nil {
		i, _ := strconv.Atoi(string(found[1]))
		if l.created[i] {
			l.again++
		}
		l.created[i] = true
	}
}

// wait gives the queue time: a node that was killed is waited for, before another one takes over.
func (l *listener) wait(t *testing.T, want map[int]bool) {
	t.Helper()
	missing := func() string { return fmt.Sprintf("%d are missing", l.missing(want)) }
	await.Until(t, "the webhook to be told of all", func() bool { return l.missing(want) == 0 }, missing)
	t.Logf("the webhook was told of all, of %d more than once", l.again)
}

func (l *listener) missing(want map[int]bool) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range want {
		if !l.created[i] {
			n++
		}
	}
	return n
}

// kill ends one node after the other, without a word, and starts it again.
func (n *nodes) kill(ctx context.Context) {
	for i := 0; ; i = 1 - i {
		select {
		case <-ctx.Done():
			return
		case <-time.After(1500 * time.Millisecond): // not a wait for something: this is how long a node lives
		}
		if err := n.each[i].end(syscall.SIGKILL); err != nil {
			n.t.Error(fmt.Errorf("kill node %d: %w", i, err))
			return
		}
		n.start(i)
	}
}
