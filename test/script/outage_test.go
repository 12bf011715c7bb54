package script

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ringdex/internal/await"
	"ringdex/internal/store/storetest/pgtest"
)

// TestOutage crashes and restarts PostgreSQL under a server that takes imports and answers lookups.
// Lookups never fail; an import is taken, or told to come back in the words of its wire; and at the
// end everything that was acknowledged is there once and whole, and webhooks were told of it.
func TestOutage(t *testing.T) {
	t.Parallel()
	cluster := pgtest.New(t)
	o := &outage{folder: t.TempDir(), env: environ(cluster.Database("postgres")), acknowledged: map[int]bool{}, told: map[int]bool{}}
	hook := httptest.NewServer(o)
	defer hook.Close()
	s, err := start(o.folder, o.env, "--allow-outbound", "127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.end(syscall.SIGTERM) }()
	o.addr = s.addr
	o.prepare(t, hook.URL)
	o.run(t, func() {
		for range 2 {
			o.moreImports(t)
			cluster.Stop(t)
			o.waitReady(t, http.StatusServiceUnavailable)
			await.Until(t, "an import that is told to come back", func() bool { return o.refused.Swap(0) > 0 })
			cluster.Start(t)
			o.waitReady(t, http.StatusOK)
			o.moreImports(t)
			cluster.Restart(t)
			o.waitReady(t, http.StatusOK)
		}
		o.moreImports(t)
	})
	select {
	case <-s.done:
		t.Fatalf("the server ended:\n%s", s.log)
	default:
	}
	o.check(t)
}

// outage runs clients of the server during an outage and records their results.
type outage struct {
	folder    string // with the key that seals secrets
	env       []string
	addr, key string
	lookups   atomic.Int64
	refused   atomic.Int64

	mu           sync.Mutex
	next         int
	acknowledged map[int]bool
	uploaded     string
	told         map[int]bool // by webhooks
}

func (o *outage) prepare(t *testing.T, hook string) {
	t.Helper()
	o.key = o.ringdex(t, "key", "add", "pbx", "--scope", "lookup")
	o.ringdex(t, "--allow-outbound", "127.0.0.0/8", "webhook", "add", hook, "--name", "shop", "--event", "contact.created")
	if err := importCall(t.Context(), o.addr, 0); err != nil {
		t.Fatal(err)
	}
	o.acknowledge(0)
	o.next = callSize
	for _, l := range o.lookupCalls() { // a caller that never signed in before the outage cannot sign in during it
		await.Until(t, "the first answer to a lookup", func() bool { return o.lookup(t.Context(), l) == nil })
	}
}

// ringdex runs a command and gives its output.
func (o *outage) ringdex(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, args...)
	command.Env, command.Dir = o.env, o.folder
	said, err := command.Output()
	if err != nil {
		t.Fatalf("ringdex %s: %v\n%s", strings.Join(args, " "), err, said)
	}
	return strings.TrimSpace(string(said))
}

// run has eight clients at work while outages happens.
func (o *outage) run(t *testing.T, outages func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	defer clients.Wait()
	defer cancel()
	for range 4 {
		clients.Go(func() { o.importing(t, ctx) })
	}
	clients.Go(func() { o.uploading(t, ctx) })
	for _, l := range o.lookupCalls() {
		clients.Go(func() {
			for ctx.Err() == nil {
				if err := o.lookup(ctx, l); err != nil && ctx.Err() == nil {
					t.Errorf("a lookup failed: %v", err)
				}
				o.lookups.Add(1)
				pauseFor(ctx, 5*time.Millisecond)
			}
		})
	}
	outages()
}

// importing sends a call until it is acknowledged, and then the next one.
func (o *outage) importing(t *testing.T, ctx context.Context) {
	for ctx.Err() == nil {
		o.mu.Lock()
		from := o.next
		o.next += callSize
		o.mu.Unlock()
		for done := false; !done && ctx.Err() == nil; {
			answer, err := ask(ctx, httpCall{method: http.MethodPost, url: o.addr + "/api/Import/SyncRequestorUsers", user: "admin:secret", contentType: "application/json", body: importBody(from)})
			switch {
			case ctx.Err() != nil:
			case err != nil:
				t.Errorf("an import got no answer: %v", err)
			case answer.status == http.StatusOK && strings.Count(answer.body, `"Success":true`) == callSize:
				o.acknowledge(from)
				done = true
			default:
				o.comeBack(t, answer, `{"Message":"`)
			}
			pauseFor(ctx, 20*time.Millisecond)
		}
	}
}

// comeBack wants an answer to be that of a database that is out of reach.
func (o *outage) comeBack(t *testing.T, a answer, shape string) {
	if a.status != http.StatusServiceUnavailable || a.retry == "" || !strings.HasPrefix(a.body, shape) {
		t.Errorf("got %d, Retry-After %q: %s", a.status, a.retry, a.body)
	}
	o.refused.Add(1)
}

// uploading replaces a whole file by another one, again and again.
func (o *outage) uploading(t *testing.T, ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		name := fmt.Sprintf("Set %d", n)
		answer, err := ask(ctx, httpCall{method: http.MethodPost, url: o.addr + "/v3/contacts/upload", user: "admin:secret", contentType: "multipart/form-data; boundary=xyz", body: uploadBody(name)})
		switch {
		case ctx.Err() != nil:
		case err != nil:
			t.Errorf("an upload got no answer: %v", err)
		case answer.status == http.StatusOK:
			o.mu.Lock()
			o.uploaded = name
			o.mu.Unlock()
		default:
			o.comeBack(t, answer, `{"message":"Service Unavailable","error":"`)
		}
	}
}

const setSize = 300

func uploadBody(name string) string {
	rows := "lastName;phone1;externalId\n"
	for i := range setSize {
		rows += fmt.Sprintf("%s;+420%d;X-%d\n", name, 777_000_000+i, i)
	}
	return "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"set.csv\"\r\n\r\n" + rows + "\r\n--xyz--\r\n"
}

// lookupCall is a way to ask who is calling, and a part of the answer.
type lookupCall struct{ path, user, want string }

// lookupCalls are those that go on without the database: by key and by password.
func (o *outage) lookupCalls() []lookupCall {
	return []lookupCall{
		{"/v1/lookup?number=%2B420601000003", "x:" + o.key, `"name":"Contact 3"`},
		{"/v3/contacts/route/+420601000003", "admin:secret", `"name":"Contact 3"`},
		{"/k/" + o.key + "/api/customers.json?phone_number=%2B420601000003", "", `"surname":"Contact 3"`},
	}
}

func (o *outage) lookup(ctx context.Context, l lookupCall) error {
	answer, err := ask(ctx, httpCall{method: http.MethodGet, url: o.addr + l.path, user: l.user})
	if err == nil && (answer.status != http.StatusOK || !strings.Contains(answer.body, l.want)) {
		err = fmt.Errorf("%s: %d %s", l.path, answer.status, answer.body)
	}
	return err
}

func (o *outage) acknowledge(from int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := from; i < from+callSize; i++ {
		o.acknowledged[i] = true
	}
}

// moreImports waits until some more were acknowledged.
func (o *outage) moreImports(t *testing.T) {
	t.Helper()
	count := func() int {
		o.mu.Lock()
		defer o.mu.Unlock()
		return len(o.acknowledged)
	}
	before := count()
	await.Until(t, "imports that are acknowledged", func() bool { return count() >= before+4*callSize })
}

func (o *outage) waitReady(t *testing.T, want int) {
	t.Helper()
	await.Until(t, fmt.Sprintf("/readyz to say %d", want), func() bool {
		answer, err := ask(t.Context(), httpCall{method: http.MethodGet, url: o.addr + "/readyz"})
		return err == nil && answer.status == want
	})
}

func pauseFor(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

var toldName = regexp.MustCompile(`"lastName":"Contact (\d+)"`)

// ServeHTTP is the receiver of the webhook.
func (o *outage) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	match := toldName.FindSubmatch(body)
	if match == nil {
		return // of the uploads
	}
	var i int
	_, _ = fmt.Sscan(string(match[1]), &i)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.told[i] = true
}

// check wants everything to be there and told of, once nobody does anything any more.
func (o *outage) check(t *testing.T) {
	t.Helper()
	last := o.next - 1
	await.Until(t, "the index to know the last contact that is there", func() bool { return o.knows(t, last) })
	verify(t, o.addr, o.acknowledged, o.next)
	there := readBack(t, o.addr)
	want := fmt.Sprintf(" %d contacts, ", len(there)+setSize+1)
	if said := o.ringdex(t, "check"); !strings.Contains(said, want) {
		t.Errorf("want %q, with %d uploaded and one administrator, in\n%s", want, setSize, said)
	}
	await.Until(t, "webhooks to tell of every contact that is there", func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		for i := range there {
			if !o.told[i] {
				return false
			}
		}
		return true
	})
	if dead := o.ringdex(t, "jobs", "list", "--state", "dead"); dead != "no jobs" {
		t.Errorf("jobs died:\n%s", dead)
	}
	t.Logf("%d contacts were acknowledged; %d lookups", len(o.acknowledged), o.lookups.Load())
}

// knows says whether a contact is found by its number, or is not there at all.
func (o *outage) knows(t *testing.T, i int) bool {
	t.Helper()
	if readBack(t, o.addr)[i] == nil {
		return true
	}
	return o.lookup(t.Context(), lookupCall{"/v1/lookup?number=" + strings.Replace(number(i), "+", "%2B", 1), "x:" + o.key, "Contact"}) == nil
}

// httpCall is one that ask sends.
type httpCall struct{ method, url, user, contentType, body string }

type answer struct {
	status      int
	retry, body string
}

// ask waits at most as long as a client would.
func ask(ctx context.Context, r httpCall) (a answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	sent, err := http.NewRequestWithContext(ctx, r.method, r.url, strings.NewReader(r.body))
	if err != nil {
		return a, err
	}
	if name, password, ok := strings.Cut(r.user, ":"); ok {
		sent.SetBasicAuth(name, password)
	}
	sent.Header.Set("Content-Type", r.contentType)
	got, err := http.DefaultClient.Do(sent)
	if err != nil {
		return a, err
	}
	defer func() { _ = got.Body.Close() }()
	body, err := io.ReadAll(got.Body)
	return answer{got.StatusCode, got.Header.Get("Retry-After"), string(body)}, err
}

// TestStartWithoutDatabase: the message says where nobody answers, the exit code has a supervisor
// try again, and then the server starts.
func TestStartWithoutDatabase(t *testing.T) {
	t.Parallel()
	cluster := pgtest.New(t)
	env := environ(cluster.Database("postgres"))
	cluster.Stop(t)
	serve := exec.CommandContext(t.Context(), binary, "serve", "--addr", "127.0.0.1:0")
	serve.Env, serve.Dir = env, t.TempDir()
	said, err := serve.CombinedOutput()
	if code := serve.ProcessState.ExitCode(); code != 1 || !strings.Contains(string(said), "no PostgreSQL server answers there") || !strings.Contains(string(said), `cannot open the database "postgres" at `) {
		t.Errorf("exit code %d (%v): %s", code, err, said)
	}
	cluster.Start(t)
	s, err := start(t.TempDir(), env)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}
