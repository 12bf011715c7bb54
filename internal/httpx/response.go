package httpx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// response is the wrapper that all middleware shares: it records the start of the request and the
// status of the answer. The outermost middleware that needs it takes it from the pool and releases
// it; the others find it.
type response struct {
	http.ResponseWriter
	started  time.Time
	took     time.Duration // set by the first call of elapsed
	status   int           // 0 until the header is written
	bytes    int64
	patience time.Duration // see Patient; 0 keeps the server's deadline
	body     *countedBody  // see CloseUnread; nil without a body
	bulk     *Bulk         // see Bulk; nil outside it
	held     room          // held in bulk
	lost     bool          // a write failed: the client has left, or reads too slowly
}

var responses = sync.Pool{New: func() any { return new(response) }}

// hold returns the wrapper around w. mine is true if it is new and the caller must release it.
func hold(w http.ResponseWriter) (rw *response, mine bool) {
	if rw, ok := w.(*response); ok {
		return rw, false
	}
	rw = responses.Get().(*response)
	*rw = response{ResponseWriter: w, started: time.Now()}
	return rw, true
}

// using calls do with the wrapper around w, and then after, with done false if do panicked. It
// releases the wrapper last, since the next request may own it from then on.
func using(w http.ResponseWriter, do func(*response), after func(rw *response, done bool)) {
	rw, mine := hold(w)
	done := false
	defer func() {
		after(rw, done)
		if mine && done {
			rw.release()
		}
	}()
	do(rw)
	done = true
}

// release returns the wrapper to the pool. Do not call it after a panic: the handler may still hold
// it.
func (rw *response) release() {
	rw.ResponseWriter = nil
	responses.Put(rw)
}

// Unwrap lets http.ResponseController reach the server's own writer.
func (rw *response) Unwrap() http.ResponseWriter { return rw.ResponseWriter }

// WriteHeader records the final status, not informational ones.
func (rw *response) WriteHeader(status int) {
	if rw.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		rw.status = status
		rw.closeUnread()
	}
	rw.ResponseWriter.WriteHeader(status)
}

func (rw *response) Write(b []byte) (int, error) {
	rw.beforeWrite()
	n, err := rw.ResponseWriter.Write(b)
	rw.wrote(int64(n), err)
	return n, err
}

// WriteString avoids a copy in io.WriteString.
func (rw *response) WriteString(s string) (int, error) {
	rw.beforeWrite()
	n, err := io.WriteString(rw.ResponseWriter, s)
	rw.wrote(int64(n), err)
	return n, err
}

// ReadFrom lets the server use sendfile, unless each write must extend the deadline.
func (rw *response) ReadFrom(from io.Reader) (int64, error) {
	if rw.patience > 0 {
		return io.Copy(struct{ io.Writer }{rw}, from)
	}
	rw.beforeWrite()
	n, err := io.Copy(rw.ResponseWriter, from)
	rw.bytes += n
	return n, err
}

func (rw *response) wrote(n int64, err error) {
	rw.bytes += n
	rw.lost = rw.lost || err != nil
}

func (rw *response) beforeWrite() {
	if rw.status == 0 {
		rw.status = http.StatusOK
		rw.closeUnread()
	}
	if rw.patience > 0 {
		// An error means that this connection does not support deadlines.
		_ = http.NewResponseController(rw.ResponseWriter).SetWriteDeadline(time.Now().Add(rw.patience))
	}
}

// answered returns the status that the client received: 200 if the handler wrote nothing, 500 if it
// panicked before it wrote.
func (rw *response) answered(done bool) int {
	switch {
	case rw.status != 0:
		return rw.status
	case done:
		return http.StatusOK
	}
	return http.StatusInternalServerError
}

// elapsed returns the time from the first middleware to the first call, so that log and metrics
// agree.
func (rw *response) elapsed() time.Duration {
	if rw.took == 0 {
		rw.took = time.Since(rw.started)
	}
	return rw.took
}

// Written reports whether an answer has begun. Outside the middleware it returns false.
func Written(w http.ResponseWriter) bool {
	rw := find(w)
	return rw != nil && rw.status != 0
}

// gone reports whether the client has left. A stopping server cancels with another cause.
func gone(w http.ResponseWriter, r *http.Request) bool {
	rw := find(w)
	return rw != nil && rw.lost || errors.Is(context.Cause(r.Context()), context.Canceled)
}

// find unwraps w down to the wrapper; nil if there is none.
func find(w http.ResponseWriter) *response {
	for {
		switch v := w.(type) {
		case *response:
			return v
		case interface{ Unwrap() http.ResponseWriter }:
			w = v.Unwrap()
		default:
			return nil
		}
	}
}
