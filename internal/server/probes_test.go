package server_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"ringdex/internal/server"
)

func TestProbes(t *testing.T) {
	t.Parallel()
	working := server.Check{Name: "database", Probe: func(context.Context) error { return nil }}
	broken := server.Check{Name: "index", Probe: func(context.Context) error { return errors.New("still being built") }}
	for name, test := range map[string]struct {
		path   string
		checks []server.Check
		status int
		body   string
	}{
		"alive":          {"/healthz", nil, 200, `{"alive":true}`},
		"alive at least": {"/healthz", []server.Check{broken}, 200, `{"alive":true}`},
		"no checks":      {"/readyz", nil, 200, `{"ready":true,"checks":[]}`},
		"ready":          {"/readyz", []server.Check{working}, 200, `{"ready":true,"checks":[{"name":"database","ok":true}]}`},
		"not ready": {
			"/readyz",
			[]server.Check{working, broken},
			503,
			`{"ready":false,"checks":[{"name":"database","ok":true},{"name":"index","ok":false,"problem":"still being built"}]}`,
		},
		"no probe":      {"/metrics", nil, 200, "hello"},
		"anything else": {"/healthz/", nil, 200, "hello"},
		"an odd path":   {"//x/../y", nil, 200, "hello"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config()
			c.Checks = test.checks
			s := started(t, c, hello)
			status, body, err := get(t, "http://"+s.Addr()+test.path)
			if status != test.status || body != test.body || err != nil {
				t.Errorf("got  %d %s %v\nwant %d %s", status, body, err, test.status, test.body)
			}
		})
	}
}

// A bare server has no probes, and stops as any other.
func TestBare(t *testing.T) {
	t.Parallel()
	s := server.NewBare(config(), http.HandlerFunc(hello))
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/healthz", "/readyz"} {
		if status, body, err := get(t, "http://"+s.Addr()+path); status != 200 || body != "hello" || err != nil {
			t.Errorf("%s: got %d %q %v", path, status, body, err)
		}
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// Asking often does not run the checks often.
func TestReadinessIsNoLoad(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	c := config()
	c.Checks = []server.Check{{Name: "counted", Probe: func(context.Context) error { asked.Add(1); return nil }}}
	s := started(t, c, hello)
	for range 20 {
		_, _, _ = get(t, "http://"+s.Addr()+"/readyz")
	}
	if n := asked.Load(); n < 1 || n > 10 {
		t.Errorf("20 questions ran the check %d times", n)
	}
}

// A check that hangs is an answer too, and does not hold up the others.
func TestHangingCheck(t *testing.T) {
	t.Parallel()
	c := config()
	end := make(chan struct{})
	defer close(end)
	c.Checks = []server.Check{
		{Name: "hangs", Probe: func(context.Context) error { <-end; return nil }},
		{Name: "works", Probe: func(context.Context) error { return nil }},
	}
	s := started(t, c, hello)
	status, body, _ := get(t, "http://"+s.Addr()+"/readyz")
	want := `{"ready":false,"checks":[{"name":"hangs","ok":false,"problem":"no answer within 2s"},{"name":"works","ok":true}]}`
	if status != 503 || body != want {
		t.Errorf("got %d %s", status, body)
	}
}
