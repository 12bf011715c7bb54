// Package httpx is the HTTP plumbing that all doors share: reading bodies within limits, writing
// JSON, reading credentials and the client's address, and the middleware around every handler.
//
// It is independent of the product: its errors describe a request in HTTP's terms, and each dialect
// translates them for its wire. It leaves permissions to auth and the listener to server.
//
// The order of middleware, outermost first:
//
//	Headers, CloseUnread                             around everything, the probes included (package server)
//	RequestID, AccessLog, Recover, LimitBody, Bulk   around all doors
//	Metrics.Mount                                    around each mount
//
// In this order a panic is an answer by the time the log sees it, and log and metrics both count it
// as a failure. All middleware shares one response wrapper (response.go) and adds two small
// allocations to a request: its id and the header for it. A test enforces that, because every
// lookup pays for them.
package httpx

import "net/http"

// Middleware wraps a handler.
type Middleware = func(http.Handler) http.Handler

// Chain wraps h in middleware; the first is outermost.
func Chain(h http.Handler, around ...Middleware) http.Handler {
	for i := len(around) - 1; i >= 0; i-- {
		h = around[i](h)
	}
	return h
}

// HandlerFunc is a handler that returns its failure, so that a Fault can answer it in the form of
// the wire.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// Fault logs a failure once and answers it in the form of a wire.
type Fault func(w http.ResponseWriter, r *http.Request, err error)

// Handler returns h with fault for its failures. After a failure in mid-answer it calls fault for
// the log only, drops its output and cuts the connection: otherwise the client would take a partial
// answer for a complete one. If the client has left, it does not call fault: that is not our
// failure, and the error may contain the client's address.
func (h HandlerFunc) Handler(fault Fault) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		switch {
		case err == nil:
		case gone(w, r):
			panic(http.ErrAbortHandler)
		case Written(w):
			fault(nowhere{}, r, err)
			panic(http.ErrAbortHandler)
		default:
			fault(w, r, err)
		}
	})
}

// nowhere is a response that is discarded.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) WriteHeader(int)             {}
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
