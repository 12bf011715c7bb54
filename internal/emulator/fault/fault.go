// Package fault makes emulators fail as real systems do: too many requests, an error, a connection
// that breaks off after the call was processed, a page for people instead of an answer, slowness.
//
// It owns how a call fails. It knows no wire and none of our connectors.
package fault

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// Failure is how a call fails.
type Failure int

// The failures.
const (
	None    Failure = iota
	TooMany         // 429 with Retry-After; the call is not processed
	Broken          // 500; the call is not processed
	Cut             // the call is processed, then the connection breaks off
	Rubbish         // 200 with an HTML page; the call is not processed
)

// Plan says which calls fail. The zero value lets all succeed.
type Plan struct {
	// Choose returns how a call fails; calls count from 1. nil is Every.
	Choose func(call int, r *http.Request) Failure
	Every  map[Failure]int // every n-th call fails; the first failure in the order above counts
	Retry  int             // Retry-After of a 429, in seconds
	Slow   time.Duration   // time before each answer
}

// Handler returns h with the failures of a plan.
func Handler(h http.Handler, p Plan) http.Handler {
	var calls atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.wait(r)
		p.fail(p.choose(int(calls.Add(1)), r), h, w, r)
	})
}

func (p *Plan) choose(call int, r *http.Request) Failure {
	if p.Choose != nil {
		return p.Choose(call, r)
	}
	for f := TooMany; f <= Rubbish; f++ {
		if n := p.Every[f]; n > 0 && call%n == 0 {
			return f
		}
	}
	return None
}

func (p *Plan) wait(r *http.Request) {
	if p.Slow <= 0 {
		return
	}
	body, _ := io.ReadAll(r.Body) // a server finds out that a client has gone only behind the body
	r.Body = io.NopCloser(bytes.NewReader(body))
	timer := time.NewTimer(p.Slow)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

func (p *Plan) fail(f Failure, h http.Handler, w http.ResponseWriter, r *http.Request) {
	switch f {
	case TooMany:
		w.Header().Set("Retry-After", fmt.Sprint(p.Retry))
		w.WriteHeader(http.StatusTooManyRequests)
	case Broken:
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(`{"Message":"An error has occurred."}`))
	case Cut:
		h.ServeHTTP(nowhere{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	case Rubbish:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<html><body><h1>Maintenance</h1><p>We will be back soon.</p></body></html>"))
	default:
		h.ServeHTTP(w, r)
	}
}

// nowhere is a ResponseWriter whose answer is discarded.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}
