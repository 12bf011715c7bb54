// Package httpx is the HTTP plumbing that all doors share: reading bodies within limits, writing JSON,
// reading credentials and the client's address, and the middleware around every handler.
//
// It knows nothing of the product: its errors say what is wrong with a request in HTTP's own terms, and each
// dialect turns them into the words of its wire. Who may do what is decided by auth, what is listened on by server.
//
// The order of middleware, outermost first:
//
//	Headers, CloseUnread                             around everything, the probes included (package server)
//	RequestID, AccessLog, Recover, LimitBody, Bulk   around all doors
//	Metrics.Mount                                    around each mount
//
// A panic so becomes an answer before the log and after the figures see it; both count it as a failure.
// All of it shares one wrapper of the response (response.go) and adds two small allocations to a request, its
// id and the header that carries it; a test holds it to that, because the lookup path pays for every one.
package httpx

import "net/http"

// Middleware puts something around a handler.
type Middleware = func(http.Handler) http.Handler

// Chain is h inside the given middleware, the first one outermost.
func Chain(h http.Handler, around ...Middleware) http.Handler {
	for i := len(around) - 1; i >= 0; i-- {
		h = around[i](h)
	}
	return h
}

// HandlerFunc is a handler that leaves answering its failures to somebody who knows the words of the wire.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// Fault logs a failure once and answers it in the words of a wire.
type Fault func(w http.ResponseWriter, r *http.Request, err error)

// Handler is h with fault for its failures. A failure after the answer has begun cannot be answered any more:
// fault is still called, so that the log has it, but what it writes is dropped and the connection is cut, because
// an answer that ends as if it were whole would be taken for whole. When the client has left, fault is not called:
// that is no failure of ours, and the error may name the client's address.
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

// nowhere is a response that nobody gets.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) WriteHeader(int)             {}
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
