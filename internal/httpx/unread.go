package httpx

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// linger is how long the rest of a body is read that nobody wants, after the answer: a connection that is closed
// while its client is still sending is reset, and the client may lose the answer.
const linger = 500 * time.Millisecond

// CloseUnread answers at once when a handler did not read the whole body, as a refusal does not, and closes the connection
// then. Without it net/http waits for up to 256 KiB of the body before it sends the answer, until the server's
// ReadTimeout: a stranger would hold the connection for a minute.
func CloseUnread(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		rw, mine := hold(w)
		body := &countedBody{ReadCloser: r.Body, left: r.ContentLength}
		rw.body = body
		// A copy, because net/http looks at the body of its own request to see that the client must be waited for.
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

// closeUnread announces that the connection closes. It is called before the header of the answer goes out.
func (rw *response) closeUnread() {
	if rw.body != nil && rw.body.unread() {
		rw.Header().Set("Connection", "close")
	}
}

// countedBody knows whether there is more to read.
type countedBody struct {
	io.ReadCloser
	left  int64 // of the announced length; negative when none was announced
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
