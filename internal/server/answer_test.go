package server_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringdex/internal/await"
	"ringdex/internal/server"
)

// refuse answers without reading the body, as a door does that does not know the caller.
func refuse(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) }

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	s := started(t, config(), refuse)
	for _, path := range []string{"/healthz", "/readyz", "/v1/lookup"} {
		h := headers(t, &http.Client{}, "http://"+s.Addr()+path)
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" || h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: got %v", path, h)
		}
	}
}

func headers(t *testing.T, client *http.Client, url string) http.Header {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.Header
}

func TestTLSIsStrict(t *testing.T) {
	t.Parallel()
	c := config()
	var roots *x509.CertPool
	c.CertFile, c.KeyFile, roots = certificate(t)
	s := started(t, c, hello)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	if got := headers(t, client, "https://"+s.Addr()+"/").Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("HSTS is %q", got)
	}
	for suite, want := range map[uint16]bool{
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: true,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA:    false,
	} {
		old := &tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{suite}}
		conn, err := (&tls.Dialer{Config: old}).DialContext(t.Context(), "tcp", s.Addr())
		if (err == nil) != want {
			t.Errorf("%s: %v; want it taken: %t", tls.CipherSuiteName(suite), err, want)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
}

// A client that announces a body and does not send it gets its answer immediately, and is cut.
func TestUnfinishedBodyHoldsNothing(t *testing.T) {
	t.Parallel()
	c := config()
	c.Timeouts = server.Timeouts{Header: time.Hour, Read: time.Hour, Write: time.Hour, Idle: time.Hour} // not these cut it
	s := started(t, c, refuse)
	for name, head := range map[string]string{
		"small":          "POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100",
		"large":          "POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: 17000000",
		"chunked":        "POST /api/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked",
		"asks first":     "POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue",
		"probe":          "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100",
		"posted a probe": "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := dial(t, s.Addr())
			_, _ = fmt.Fprintf(conn, "%s\r\n\r\n", head)
			_ = conn.SetReadDeadline(await.Deadline(t))
			answer, err := io.ReadAll(conn)
			if err != nil || !strings.Contains(string(answer), "Connection: close") {
				t.Errorf("got %q, %v", answer, err)
			}
		})
	}
}

// A body that was read whole leaves the connection to the next request.
func TestReadBodyKeepsTheConnection(t *testing.T) {
	t.Parallel()
	s := started(t, config(), func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	})
	conn := dial(t, s.Addr())
	from := bufio.NewReader(conn)
	for range 2 {
		_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
		_ = conn.SetReadDeadline(await.Deadline(t))
		answer, err := http.ReadResponse(from, nil)
		if err != nil || answer.Close {
			t.Fatalf("got %v, %v", answer, err)
		}
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if string(body) != "hello" {
			t.Errorf("got %q", body)
		}
	}
}

// A client that sends the whole of a large body before it listens hears the refusal.
func TestRefusalIsHeardBySenders(t *testing.T) {
	t.Parallel()
	s := started(t, config(), refuse)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.Addr()+"/", strings.NewReader(strings.Repeat("x", 100_000)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %s", answer.Status)
	}
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
