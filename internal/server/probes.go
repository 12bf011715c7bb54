package server

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"ringdex/internal/httpx"
)

// Check is one thing that must work before requests should come.
type Check struct {
	Name  string                      // "database"
	Probe func(context.Context) error // nil when it works; the error's text is shown to whoever asks
}

// patience is how long all checks may take together; a balancer asks every few seconds.
const patience = 2 * time.Second

// fresh is how long an answer is good: probes are open to everybody, and must not become a load.
const fresh = time.Second

// probes answer before the handler does. They are no ServeMux, because that would tidy up paths (and redirect)
// before the handler has seen them, and looks for a pattern on every lookup.
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

// alive answers as long as the process does.
func alive(w http.ResponseWriter, _ *http.Request) {
	httpx.WriteJSONBytes(w, http.StatusOK, []byte(`{"alive":true}`))
}

// readiness is what the checks said last.
type readiness struct {
	checks   []Check
	stopping atomic.Bool

	mu   sync.Mutex // one round of checks at a time; the others wait for its answer
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

// ServeHTTP answers 200 when all checks pass and 503 when one does not, with what each of them says.
func (p *readiness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := p.ask(context.WithoutCancel(r.Context())) // the answer is everybody's, not this client's
	status := http.StatusOK
	if !now.Ready {
		status = http.StatusServiceUnavailable
	}
	_ = httpx.WriteJSON(w, status, now) // texts and flags always encode
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

// askAll runs the checks side by side, and does not wait for one that hangs.
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
	case err := <-answer: // it had answered while an earlier one was waited for
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
