package httpx_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"ringdex/internal/httpx"
)

// impatient is a server whose own timeouts are far shorter than the exchanges of these tests.
func impatient(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(httpx.AccessLog(slog.New(slog.DiscardHandler))(h))
	server.Config.ReadTimeout = 40 * time.Millisecond
	server.Config.WriteTimeout = 40 * time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// later waits until after the server's timeouts; only the passing of time can show that they do not strike.
func later() { <-time.After(100 * time.Millisecond) }

func TestPatientUpload(t *testing.T) {
	t.Parallel()
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
}

func TestPatientStream(t *testing.T) {
	t.Parallel()
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
}

// An upload that stops moving is cut, patience or not.
func TestPatienceEnds(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	server := impatient(t, func(w http.ResponseWriter, r *http.Request) {
		httpx.Patient(w, r, 50*time.Millisecond)
		_, err := io.ReadAll(r.Body)
		failed <- err
	})
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nthe beginning")
	select {
	case err := <-failed:
		if err == nil {
			t.Error("the handler got a whole body of a client that stopped sending")
		}
	case <-time.After(10 * time.Second):
		t.Error("the handler still waits for a client that stopped sending")
	}
}

func exchange(t *testing.T, server *httptest.Server, body io.Reader) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, body)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.Client().Do(r)
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
