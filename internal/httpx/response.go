package httpx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// response is the wrapper that all middleware shares: it remembers when the request came and what was answered.
// The outermost middleware that needs one takes it from the pool and gives it back; the others find it.
type response struct {
	http.ResponseWriter
	started  time.Time
	took     time.Duration // set once, by the first one that asks
	status   int           // 0 until the header is written
	bytes    int64
	patience time.Duration // see Patient; 0 leaves the server's deadline alone
	body     *countedBody  // see CloseUnread; nil when the request has none
	bulk     *Bulk         // see Bulk; nil outside it
	held     room          // taken there
	lost     bool          // a write failed: the client has left, or reads too slowly
}

var responses = sync.Pool{New: func() any { return new(response) }}

// hold is the wrapper around w; mine says that it was made now and is the caller's to release.
func hold(w http.ResponseWriter) (rw *response, mine bool) {
	if rw, ok := w.(*response); ok {
		return rw, false
	}
	rw = responses.Get().(*response)
	*rw = response{ResponseWriter: w, started: time.Now()}
	return rw, true
}

// release gives the wrapper back. After a panic it is not called: whoever panicked may still hold it.
func (rw *response) release() {
	rw.ResponseWriter = nil
	responses.Put(rw)
}

// Unwrap lets http.ResponseController reach the server's own writer.
func (rw *response) Unwrap() http.ResponseWriter { return rw.ResponseWriter }

// WriteHeader remembers the final status; informational ones come before it and are not it.
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

// WriteString spares io.WriteString a copy of the text.
func (rw *response) WriteString(s string) (int, error) {
	rw.beforeWrite()
	n, err := io.WriteString(rw.ResponseWriter, s)
	rw.wrote(int64(n), err)
	return n, err
}

// ReadFrom lets a file go out without passing through this process where the server can do that, which it
// cannot when every piece must move the deadline.
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
		// An error means that this connection has no deadlines; then there is nothing to move.
		_ = http.NewResponseController(rw.ResponseWriter).SetWriteDeadline(time.Now().Add(rw.patience))
	}
}

// answered is the status that the client got: a handler that writes nothing answers 200, one that panicked
// before it wrote anything 500.
func (rw *response) answered(done bool) int {
	switch {
	case rw.status != 0:
		return rw.status
	case done:
		return http.StatusOK
	}
	return http.StatusInternalServerError
}

// elapsed is the time from the first middleware to the first call, so that the log and the figures agree.
func (rw *response) elapsed() time.Duration {
	if rw.took == 0 {
		rw.took = time.Since(rw.started)
	}
	return rw.took
}

// Written says whether an answer has begun. It knows only inside the middleware; elsewhere it says no.
func Written(w http.ResponseWriter) bool {
	rw := find(w)
	return rw != nil && rw.status != 0
}

// gone reports whether nobody is there to get an answer. A server that stops gives a cause of its own.
func gone(w http.ResponseWriter, r *http.Request) bool {
	rw := find(w)
	return rw != nil && rw.lost || errors.Is(context.Cause(r.Context()), context.Canceled)
}

// find is the wrapper that w is, or has inside it; nil when there is none.
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
