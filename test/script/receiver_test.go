package script

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// receiver is an endpoint of webhooks.
type receiver struct {
	mu   sync.Mutex
	got  string
	code int
}

// receivers are those of the stories, by work folder.
var receivers sync.Map

func receiverOf(ts *testscript.TestScript) *receiver {
	r, ok := receivers.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("nobody receives")
	}
	return r.(*receiver)
}

// receive starts a receiver on loopback at $HOOK, or has it answer with another status.
func receive(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 1 {
		r := receiverOf(ts)
		r.mu.Lock()
		defer r.mu.Unlock()
		_, err := fmt.Sscan(args[0], &r.code)
		ts.Check(err)
		return
	}
	r := &receiver{code: http.StatusOK}
	server := httptest.NewServer(r)
	ts.Defer(server.Close)
	ts.Setenv("HOOK", server.URL)
	receivers.Store(ts.Getenv("WORK"), r)
}

// ServeHTTP notes what comes, a request a line.
func (r *receiver) ServeHTTP(w http.ResponseWriter, asked *http.Request) {
	body, _ := io.ReadAll(asked.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got += fmt.Sprintf("%s %s %s\n", asked.Header.Get("webhook-id"), asked.Header.Get("webhook-signature"), body)
	w.WriteHeader(r.code)
}

// received waits until something that came matches a pattern, and prints all that has come so far.
func received(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: received PATTERN")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	r, giveUp := receiverOf(ts), time.After(hung)
	for {
		r.mu.Lock()
		got := r.got
		r.mu.Unlock()
		if pattern.MatchString(got) {
			_, _ = io.WriteString(ts.Stdout(), got)
			return
		}
		select {
		case <-giveUp:
			ts.Fatalf("%s never came, only:\n%s", args[0], got)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
