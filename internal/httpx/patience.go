package httpx

import (
	"io"
	"net/http"
	"time"
)

// Patient replaces the server's timeouts for one exchange by an idle timeout: each read of the body
// and each write of the answer may take up to idle. The server's timeouts suit short requests and
// would cut an upload or a stream. Call it only after authentication.
//
// After the body has been read, the request ends only if the client leaves: an import may compute
// for minutes before it answers. Outside the middleware it does nothing.
func Patient(w http.ResponseWriter, r *http.Request, idle time.Duration) {
	rw := find(w)
	if rw == nil {
		return
	}
	rw.patience = idle
	deadlines := http.NewResponseController(rw.ResponseWriter)
	_ = deadlines.SetWriteDeadline(time.Time{}) // each write sets it again
	if r.Body == nil || r.Body == http.NoBody {
		_ = deadlines.SetReadDeadline(time.Time{})
		return
	}
	r.Body = &patientBody{body: r.Body, deadlines: deadlines, idle: idle}
}

// patientBody extends the read deadline with every read.
type patientBody struct {
	body      io.ReadCloser
	deadlines *http.ResponseController
	idle      time.Duration
}

func (p *patientBody) Read(b []byte) (int, error) {
	_ = p.deadlines.SetReadDeadline(time.Now().Add(p.idle)) // an error means no support for deadlines
	n, err := p.body.Read(b)
	if err != nil {
		// The server keeps reading to detect that the client leaves; an expired deadline would look
		// like that.
		_ = p.deadlines.SetReadDeadline(time.Time{})
	}
	return n, err
}

func (p *patientBody) Close() error { return p.body.Close() }
