package call_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
)

// system answers each call by the next of its answers, the last one for ever.
type system struct {
	answers []answer
	slept   []time.Duration
	passed  time.Duration // on the clock

	mu    sync.Mutex
	calls []string
}

// called returns the calls so far. A handler may end after its client.
func (s *system) called() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// answer notes a call and returns the answer to it.
func (s *system) answer(call string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
	return s.answers[min(len(s.calls), len(s.answers))-1]
}

type answer struct {
	status int
	after  string
	body   string
	cut    bool // the connection breaks off after the call was processed
}

func (s *system) client(t *testing.T) *call.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		a := s.answer(fmt.Sprint(r.Method, " ", r.URL, " ", user, ":", password))
		if a.cut {
			panic(http.ErrAbortHandler)
		}
		if a.after != "" {
			w.Header().Set("Retry-After", a.after)
		}
		w.WriteHeader(a.status)
		_, _ = w.Write([]byte(a.body))
	}))
	t.Cleanup(server.Close)
	deps := connector.Deps{
		HTTP:  server.Client(),
		Clock: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(s.passed) },
		Sleep: func(_ context.Context, d time.Duration) error {
			s.slept = append(s.slept, d)
			return nil
		},
	}
	return call.New(deps, call.System{Base: server.URL, Path: "/api", Sign: call.Basic("sync", "tajne")})
}

func TestRetries(t *testing.T) {
	t.Parallel()
	post := call.Request{Method: http.MethodPost, Path: "/x", Body: map[string]int{"a": 1}}
	for _, c := range []struct {
		name    string
		answers []answer
		request call.Request
		calls   int
		slept   []time.Duration
		want    string // the error, "" for none
	}{
		{"a read comes back", []answer{{cut: true}, {status: 503}, {status: 200, body: "{}"}}, call.Request{Path: "/x"}, 3, pauses(2), ""},
		{"a read is given up", []answer{{status: 500, body: "no"}}, call.Request{Path: "/x"}, call.Tries, pauses(5), "the system answered 500 Internal Server Error: no"},
		{"a write is not repeated", []answer{{status: 502}}, post, 1, nil, "the system answered 502 Bad Gateway"},
		{"a cut write neither", []answer{{cut: true}}, post, 1, nil, "the system cannot be reached: EOF"},
		{"unless it may be", []answer{{status: 502}, {status: 201}}, call.Request{Method: "PUT", Path: "/x", Repeat: true}, 2, pauses(1), ""},
		{"a refused write is", []answer{{status: 429, after: "3"}, {status: 200}}, post, 2, []time.Duration{3 * time.Second}, ""},
		{"without a time, a second later", []answer{{status: 429}, {status: 429}, {status: 200}}, post, 3, []time.Duration{time.Second, 2 * time.Second}, ""},
		{"as by date", []answer{{status: 429, after: "Sun, 01 Mar 2026 12:00:05 GMT"}, {status: 200}}, post, 2, []time.Duration{5 * time.Second}, ""},
		{"but not for long", []answer{{status: 429, after: "60"}}, post, 1, nil, "the system answered 429 Too Many Requests"},
		{"a wrong password is final", []answer{{status: 401}}, call.Request{Path: "/x"}, 1, nil, "the system does not accept the user name and the password (401)"},
		{"and so is a missing right", []answer{{status: 403}}, call.Request{Path: "/x"}, 1, nil, "the account may not do this in the system (403)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := system{answers: c.answers}
			_, err := s.client(t).Do(t.Context(), c.request)
			if got := text(err); got != c.want {
				t.Errorf("the error is %q, want %q", got, c.want)
			}
			if len(s.called()) != c.calls {
				t.Errorf("%d calls, want %d: %q", len(s.called()), c.calls, s.called())
			}
			if diff := cmp.Diff(c.slept, s.slept); diff != "" {
				t.Errorf("pauses (-want +got):\n%s", diff)
			}
		})
	}
}

// pauses are those after the first n failures in a row.
func pauses(n int) []time.Duration {
	return []time.Duration{
		10 * time.Millisecond, 40 * time.Millisecond, 160 * time.Millisecond, 640 * time.Millisecond, 2560 * time.Millisecond,
	}[:n]
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestJSON(t *testing.T) {
	t.Parallel()
	s := system{answers: []answer{{status: 200, body: `{"total":3}`}, {status: 200, body: "<html><body><h1>Sign in</h1>" + strings.Repeat("x", 10) + "</body></html>"}}}
	client := s.client(t)
	var got struct{ Total int }
	if err := client.JSON(t.Context(), call.Request{Path: "/x", Query: map[string][]string{"q": {"a b"}}}, &got); err != nil || got.Total != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
	if want := "GET /api/x?q=a+b sync:tajne"; s.called()[0] != want {
		t.Errorf("called %q, want %q", s.called()[0], want)
	}
	err := client.JSON(t.Context(), call.Request{Path: "/x"}, &got)
	const want = "the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: Sign in xxxxxxxxxx"
	if failed, ok := errors.AsType[*call.Error](err); !ok || !failed.Temporary() || failed.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	s := system{answers: []answer{{status: 200}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.client(t).Do(ctx, call.Request{Path: "/x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want that of the context", err)
	}
}
