package httpx

import (
	"io"
	"net/http"
	"time"
)

// Patient lets one exchange take as long as it needs, provided that bytes keep moving: each piece of the body that
// is read, and each piece of the answer that is written, may take up to idle. Without it, the server's timeouts,
// which are made for short requests, end an upload or a stream in the middle. Call it once the caller is known:
// a stranger gets no patience.
//
// Once the body has been read, only the client's leaving ends the request: an import may compute for minutes
// before it answers. It works inside the middleware only; elsewhere it does nothing.
func Patient(w http.ResponseWriter, r *http.Request, idle time.Duration) {
	rw := find(w)
	if rw == nil {
		return
	}
	rw.patience = idle
	deadlines := http.NewResponseController(rw.ResponseWriter)
	_ = deadlines.SetWriteDeadline(time.Time{}) // set anew by each write
	if r.Body == nil || r.Body == http.NoBody {
		_ = deadlines.SetReadDeadline(time.Time{})
		return
	}
	r.Body = &patientBody{body: r.Body, deadlines: deadlines, idle: idle}
}

// patientBody moves the read deadline with every read.
type patientBody struct {
	body      io.ReadCloser
	deadlines *http.ResponseController
	idle      time.Duration
}

func (p *patientBody) Read(b []byte) (int, error) {
	_ = p.deadlines.SetReadDeadline(time.Now().Add(p.idle)) // an error means that there are no deadlines
	n, err := p.body.Read(b)
	if err != nil {
		// The server goes on reading, to learn whether the client leaves; a deadline would look as if it had.
		_ = p.deadlines.SetReadDeadline(time.Time{})
	}
	return n, err
}

func (p *patientBody) Close() error { return p.body.Close() }
