package connectortest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringdex/internal/connector"
)

// Server is a system over HTTP that keeps the calls it gets. Its address is URL.
type Server struct {
	*httptest.Server
	*Clock // of the connector, and of the system if it has been given the same

	mu    sync.Mutex
	calls []string
}

// Serve serves a system until the test ends.
func Serve(t testing.TB, clock *Clock, system http.Handler) *Server {
	t.Helper()
	s := &Server{Clock: clock}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.record(t, r)
		system.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// Deps returns what a connector needs to call the server. A call is repeated at once.
func (s *Server) Deps() connector.Deps {
	return connector.Deps{
		HTTP: s.Client(), Clock: s.Now, Log: slog.New(slog.DiscardHandler),
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// Calls returns the calls since the last one of Calls, as texts.
func (s *Server) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := s.calls
	s.calls = nil
	return calls
}

func (s *Server) record(t testing.TB, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	text := textOf(t, r, body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, text)
}

// textOf returns a call as a person reads it: the query sorted and without escapes, JSON in lines,
// a fixed boundary between parts.
func textOf(t testing.TB, r *http.Request, body []byte) string {
	text := r.Method + " " + r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		parameters := strings.Split(r.URL.RawQuery, "&")
		slices.Sort(parameters)
		query, err := url.QueryUnescape(strings.Join(parameters, "&"))
		if err != nil {
			t.Error(err)
		}
		text += "?" + query
	}
	if len(body) == 0 {
		return text + "\n"
	}
	media := r.Header.Get("Content-Type")
	if _, of, err := mime.ParseMediaType(media); err == nil && of["boundary"] != "" {
		media = strings.ReplaceAll(media, of["boundary"], "BOUNDARY")
		body = bytes.ReplaceAll(bytes.ReplaceAll(body, []byte(of["boundary"]), []byte("BOUNDARY")), []byte("\r\n"), []byte("\n"))
	}
	var lines bytes.Buffer
	if json.Indent(&lines, body, "", "  ") == nil {
		body = lines.Bytes()
	}
	return text + "\nContent-Type: " + media + "\n\n" + strings.TrimRight(string(body), "\n") + "\n"
}
