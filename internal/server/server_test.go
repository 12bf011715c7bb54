package server_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringdex/internal/await"
	"ringdex/internal/server"
)

func config() server.Config {
	return server.Config{Addr: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)}
}

// started is a running server that the test's end stops.
func started(t *testing.T, c server.Config, h http.HandlerFunc) *server.Server {
	t.Helper()
	s := server.New(c, h)
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	return s
}

func get(t *testing.T, url string) (status int, body string, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	b, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(b), err
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func TestServes(t *testing.T) {
	t.Parallel()
	s := started(t, config(), hello)
	if status, body, err := get(t, "http://"+s.Addr()+"/x"); status != 200 || body != "hello" || err != nil {
		t.Errorf("got %d %q %v", status, body, err)
	}
}

func TestContextOutlivesStart(t *testing.T) {
	t.Parallel()
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
	s := server.New(config(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Context().Err() == nil && r.Context().Value(key{}) == "value" {
			_, _ = io.WriteString(w, "alive")
		}
	}))
	if err := s.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Stop(context.Background()) }()
	cancel()
	if _, body, err := get(t, "http://"+s.Addr()); body != "alive" {
		t.Errorf("after the end of Start's context: %q, %v", body, err)
	}
}

// A client that sends its headers byte by byte, or its body not at all, does not keep a connection.
func TestSlowClientIsCut(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{
		"says nothing":        "",
		"in the headers":      "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"in the body":         "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123",
		"between two of them": "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config()
			short := 50 * time.Millisecond
			c.Timeouts = server.Timeouts{Header: short, Read: short, Idle: short}
			s := started(t, c, func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.ReadAll(r.Body); err != nil {
					w.WriteHeader(http.StatusBadRequest)
				}
			})
			expectCut(t, s.Addr(), sent)
		})
	}
}

// expectCut sends and then waits for the server to close the connection.
func expectCut(t *testing.T, address, sent string) {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = io.WriteString(c, sent)
	_ = c.SetReadDeadline(await.Deadline(t))
	_, err = io.Copy(io.Discard, c)
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		t.Error("the connection is still open")
	}
}

func TestHugeHeaderIsRefused(t *testing.T) {
	t.Parallel()
	s := started(t, config(), hello)
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	go func() {
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX-Large: "+strings.Repeat("x", 100<<10)+"\r\n\r\n")
	}()
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %v, %v; want 431", answer, err)
	}
}

// blocking is a handler that reports its start and then waits for release, or for the end of its
// context.
type blocking struct{ begun, release chan struct{} }

func newBlocking() *blocking { return &blocking{make(chan struct{}), make(chan struct{})} }

func (b *blocking) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	close(b.begun)
	select {
	case <-b.release:
		_, _ = io.WriteString(w, "finished")
	case <-r.Context().Done():
	}
}

// request asks in the background; the channel gives the body, or the error as text.
func request(t *testing.T, s *server.Server, b *blocking) <-chan string {
	t.Helper()
	answer := make(chan string, 1)
	go func() {
		_, body, err := get(t, "http://"+s.Addr())
		if err != nil {
			body = err.Error()
		}
		answer <- body
	}()
	await.Value(t, "the request to reach the handler", b.begun)
	return answer
}

func TestStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	b := newBlocking()
	s := started(t, config(), b.ServeHTTP)
	answer := request(t, s, b)
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop(context.Background()) }()
	waitForRefusal(t, s.Addr())
	close(b.release)
	if got := await.Value(t, "the answer", answer); got != "finished" {
		t.Errorf("the request under way got %q", got)
	}
	if err := await.Value(t, "Stop", stopped); err != nil {
		t.Error(err)
	}
	if err := s.Stop(context.Background()); err != nil {
		t.Errorf("stopping again: %v", err)
	}
	select {
	case err := <-s.Failed():
		t.Errorf("a stop is no failure: %v", err)
	default:
	}
}

// TestStopDrains: while a balancer is given time to turn away, requests are still answered, and
// /readyz says no.
func TestStopDrains(t *testing.T) {
	t.Parallel()
	c := config()
	c.Timeouts.Drain = time.Hour
	s := started(t, c, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	if got := status(t, s, "/readyz"); got != http.StatusOK {
		t.Fatalf("/readyz says %d before anybody stops", got)
	}
	ctx, hurry := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop(ctx) }()
	await.Until(t, "/readyz to say that the server stops", func() bool {
		return status(t, s, "/readyz") == http.StatusServiceUnavailable
	})
	if got := status(t, s, "/anything"); got != http.StatusTeapot {
		t.Errorf("a request meanwhile got %d", got)
	}
	hurry()
	_ = await.Value(t, "Stop", stopped) // whether the probes' connections were cut does not matter here
}

func status(t *testing.T, s *server.Server, path string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.Addr()+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// waitForRefusal returns once the listener is closed.
func waitForRefusal(t *testing.T, address string) {
	t.Helper()
	await.Until(t, "new connections to be refused", func() bool {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			return true
		}
		_ = c.Close()
		return false
	})
}

func TestStopCutsWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	b := newBlocking()
	c := config()
	c.Timeouts.Grace = 50 * time.Millisecond
	s := started(t, c, b.ServeHTTP)
	answer := request(t, s, b)
	if err := s.Stop(context.Background()); err == nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Stop says %v, want that requests were cut off", err)
	}
	if got := await.Value(t, "the end of the request", answer); got == "finished" {
		t.Error("the request was not cut")
	}
}

func TestStopBeforeStart(t *testing.T) {
	t.Parallel()
	if err := server.New(config(), http.NotFoundHandler()).Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	running := started(t, config(), hello)
	for name, test := range map[string]struct {
		config server.Config
		want   string
	}{
		"taken":         {server.Config{Addr: running.Addr()}, "free the address or choose another one"},
		"no address":    {server.Config{Addr: "nonsense"}, "free the address or choose another one"},
		"half of TLS":   {server.Config{Addr: "127.0.0.1:0", CertFile: "x.pem"}, "give both, or none"},
		"no such files": {server.Config{Addr: "127.0.0.1:0", CertFile: "x.pem", KeyFile: "y.pem"}, "both must be PEM and belong together"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server.New(test.config, http.NotFoundHandler())
			if err := s.Start(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want ...%s", err, test.want)
			}
			if s.Addr() != "" {
				t.Errorf("listens on %s all the same", s.Addr())
			}
		})
	}
	if err := running.Start(t.Context()); err == nil {
		t.Error("a second start was taken")
	}
}

// What net/http says of single clients stays out of the log: it names their addresses.
func TestClientsAreNotLogged(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	c := config()
	c.Log = slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s := started(t, c, func(http.ResponseWriter, *http.Request) { panic("seen by net/http only") })
	_, _, _ = get(t, "http://"+s.Addr())
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if lines.Len() > 0 {
		t.Errorf("logged: %s", &lines)
	}
}
