package httpx_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"ringdex/internal/httpx"
)

// pipes is a listener without a network, since the clock of synctest stands still while a socket
// waits.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error { close(p.closed); return nil }

func (p pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours, nil
}

// impatient serves h, in a bubble of synctest, with timeouts far shorter than the exchanges of
// these tests.
func impatient(t *testing.T, h http.HandlerFunc) pipes {
	t.Helper()
	p := pipes{make(chan net.Conn), make(chan struct{})}
	server := &http.Server{
		Handler:     httpx.AccessLog(slog.New(slog.DiscardHandler))(h),
		ReadTimeout: time.Second, WriteTimeout: time.Second,
	}
	go func() { _ = server.Serve(p) }()
	t.Cleanup(func() { _ = server.Close() })
	return p
}

// later waits until after the server's timeouts.
func later() { time.Sleep(10 * time.Second) }

func TestPatientUpload(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := impatient(t, func(w http.ResponseWriter, r *http.Request) {
			httpx.Patient(w, r, time.Minute)
			body, err := io.ReadAll(r.Body)
			later() // the import computes
			if err == nil && r.Context().Err() == nil {
				_, _ = w.Write(body)
			}
		})
		body, feed := io.Pipe()
		go func() {
			_, _ = io.WriteString(feed, "slow ")
			later()
			_, _ = io.WriteString(feed, "upload")
			_ = feed.Close()
		}()
		if got := exchange(t, server, body); got != "slow upload" {
			t.Errorf("got %q", got)
		}
	})
}

func TestPatientStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := impatient(t, func(w http.ResponseWriter, r *http.Request) {
			httpx.Patient(w, r, time.Minute)
			_, _ = io.WriteString(w, "slow ")
			_ = http.NewResponseController(w).Flush()
			later()
			if r.Context().Err() == nil {
				_, _ = io.WriteString(w, "stream")
			}
		})
		if got := exchange(t, server, nil); got != "slow stream" {
			t.Errorf("got %q", got)
		}
	})
}

// An upload that stops moving is cut when its patience ends, and not before.
func TestPatienceEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan error, 1)
		server := impatient(t, func(w http.ResponseWriter, r *http.Request) {
			httpx.Patient(w, r, time.Minute)
			_, err := io.ReadAll(r.Body)
			failed <- err
		})
		c, _ := server.dial(t.Context(), "", "")
		defer func() { _ = c.Close() }()
		began := time.Now()
		_, _ = io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nthe beginning")
		if err := <-failed; err == nil {
			t.Error("the handler got a whole body of a client that stopped sending")
		}
		if waited := time.Since(began); waited != time.Minute {
			t.Errorf("it was cut after %s", waited)
		}
	})
}

func exchange(t *testing.T, server pipes, body io.Reader) string {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: server.dial, DisableKeepAlives: true}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://x/", body)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}
