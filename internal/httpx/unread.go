package httpx

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// linger is how long the unread rest of a body is drained after the answer: closing a connection
// while the client still sends resets it, and the client may lose the answer.
const linger = 500 * time.Millisecond

// CloseUnread sends the answer immediately and closes the connection if a handler, such as a
// refusal, did not read the whole body. Otherwise net/http waits for up to 256 KiB of the body
// before it sends the answer, until the server's ReadTimeout: an unauthenticated client could hold
// the connection for a minute.
func CloseUnread(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		rw, mine := hold(w)
		body := &countedBody{ReadCloser: r.Body, left: r.ContentLength}
		rw.body = body
		// A copy, because net/http checks the body of its own request to decide whether to wait for
		// the client.
		request := *r
		request.Body = body
		next.ServeHTTP(rw, &request)
		rw.closeUnread()
		if body.unread() {
			_ = http.NewResponseController(rw.ResponseWriter).SetReadDeadline(time.Now().Add(linger))
		}
		rw.body = nil
		if mine {
			rw.release()
		}
	})
}

// closeUnread announces that the connection closes. It is called before the header of the answer
// goes out.
func (rw *response) closeUnread() {
	if rw.body != nil && rw.body.unread() {
		rw.Header().Set("Connection", "close")
	}
}

// countedBody tracks whether there is more to read.
type countedBody struct {
	io.ReadCloser
	left  int64 // of Content-Length; negative without one
	ended bool
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left > 0 {
		b.left -= int64(n)
	}
	b.ended = b.ended || errors.Is(err, io.EOF)
	return n, err
}

func (b *countedBody) unread() bool { return !b.ended && b.left != 0 }
