package server

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"ringdex/internal/httpx"
)

// Check is one condition of readiness.
type Check struct {
	Name  string                      // "database"
	Probe func(context.Context) error // nil if it passes; the error's text is public
}

// patience is the timeout of all checks together; a load balancer probes every few seconds.
const patience = 2 * time.Second

// fresh is how long an answer is cached: probes need no authentication and must not cause load.
const fresh = time.Second

// probes answer before the handler does. They do not use a ServeMux, because it would clean paths
// (and redirect) before the handler sees them, and would match a pattern on every lookup.
type probes struct {
	ready *readiness
	next  http.Handler
}

// ServeHTTP implements http.Handler.
func (p *probes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.handlerOf(r).ServeHTTP(w, r)
}

func (p *probes) handlerOf(r *http.Request) http.Handler {
	switch path := r.URL.Path; {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return p.next
	case path == "/healthz":
		return http.HandlerFunc(alive)
	case path == "/readyz":
		return p.ready
	}
	return p.next
}

// alive answers while the process runs.
func alive(w http.ResponseWriter, _ *http.Request) {
	httpx.WriteJSONBytes(w, http.StatusOK, []byte(`{"alive":true}`))
}

// readiness caches the last results of the checks.
type readiness struct {
	checks   []Check
	stopping atomic.Bool

	mu   sync.Mutex // one round of checks at a time; other requests wait for its result
	last report
	at   time.Time
}

// report is the answer of /readyz.
type report struct {
	Ready  bool     `json:"ready"`
	Checks []result `json:"checks"`
}

type result struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Problem string `json:"problem,omitempty"`
}

// ServeHTTP answers 200 if all checks pass, else 503, with the result of each.
func (p *readiness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := p.ask(context.WithoutCancel(r.Context())) // the result is shared, not this client's
	status := http.StatusOK
	if !now.Ready {
		status = http.StatusServiceUnavailable
	}
	_ = httpx.WriteJSON(w, status, now) // cannot fail: strings and booleans
}

func (p *readiness) ask(ctx context.Context) report {
	if p.stopping.Load() {
		return report{Checks: []result{{Name: "server", Problem: "it is stopping"}}}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at.IsZero() || time.Since(p.at) > fresh {
		p.last, p.at = askAll(ctx, p.checks), time.Now()
	}
	return p.last
}

// askAll runs the checks concurrently and does not wait for one that hangs.
func askAll(ctx context.Context, checks []Check) report {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answers := make([]chan error, len(checks))
	for i, c := range checks {
		answers[i] = make(chan error, 1)
		go func() { answers[i] <- c.Probe(ctx) }()
	}
	all := report{Ready: true, Checks: make([]result, len(checks))}
	for i, c := range checks {
		all.Checks[i] = await(ctx, c.Name, answers[i])
		all.Ready = all.Ready && all.Checks[i].OK
	}
	return all
}

func await(ctx context.Context, name string, answer <-chan error) result {
	select {
	case err := <-answer:
		return said(name, err)
	case <-ctx.Done():
	}
	select {
	case err := <-answer: // it ended while an earlier one was awaited
		return said(name, err)
	default:
		return result{Name: name, Problem: "no answer within " + patience.String()}
	}
}

func said(name string, err error) result {
	if err != nil {
		return result{Name: name, Problem: err.Error()}
	}
	return result{Name: name, OK: true}
}
