package script

import (
	"net/http"
	"net/http/httptest"
	"sync"
)

// moment is where a call is when a gate catches it.
type moment string

const (
	before moment = "before it is processed"
	after  moment = "after it is processed, without its answer"
	done   moment = "just after its answer"
)

// moments are all that a gate knows.
var moments = []moment{before, after, done}

// gate stands before a system and stops one call there, so that a test can kill its caller then.
// Calls that come meanwhile pass.
type gate struct {
	system http.Handler

	mu     sync.Mutex
	calls  int // until the one that is caught; 0 for none
	at     moment
	caught chan struct{} // is closed when the call is caught
	open   chan struct{} // is closed when the call may go on
}

// catch has the n-th call from now stop at a moment. caught is closed when it does; release lets it
// go on. A call that is caught before its answer gets none.
func (g *gate) catch(n int, at moment) (caught <-chan struct{}, release func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls, g.at, g.caught, g.open = n, at, make(chan struct{}), make(chan struct{})
	return g.caught, sync.OnceFunc(func() { close(g.open) })
}

// ServeHTTP serves a call.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at, caught, open := g.pass()
	switch at {
	case before:
		hold(caught, open)
	case after:
		g.system.ServeHTTP(httptest.NewRecorder(), r)
		hold(caught, open)
	case done:
		g.system.ServeHTTP(w, r)
		close(caught)
	default:
		g.system.ServeHTTP(w, r)
	}
}

// pass counts a call, and returns where it is to be caught.
func (g *gate) pass() (at moment, caught, open chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.calls == 0 {
		return "", nil, nil
	}
	if g.calls--; g.calls > 0 {
		return "", nil, nil
	}
	return g.at, g.caught, g.open
}

// hold keeps a call until it may go on, and breaks it off.
func hold(caught, open chan struct{}) {
	close(caught)
	<-open
	panic(http.ErrAbortHandler)
}
