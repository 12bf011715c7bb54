// Package server owns the listener: it serves the given handler and the probes, cuts slow clients,
// and shuts down gracefully.
//
// It is independent of the product: the caller mounts the dialects in the handler and supplies the
// checks of readiness.
package server

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"ringdex/internal/httpx"
)

// DefaultAddr is loopback: access from other machines must be configured explicitly.
const DefaultAddr = "127.0.0.1:8080"

// maxHeader limits the headers of a request, in bytes; Go adds a small margin.
const maxHeader = 64 << 10

// Config configures a Server. Zero values mean the defaults.
type Config struct {
	Addr              string // host:port; DefaultAddr
	CertFile, KeyFile string // PEM; both or none. renewed certificates need a restart
	Timeouts          Timeouts
	Log               *slog.Logger // slog.Default
	Checks            []Check      // run by /readyz
}

// Timeouts limit how long one client can hold resources. Read counts from the first byte of a
// request, Write from the end of its headers. Handlers that need longer extend them
// (httpx.Patient).
type Timeouts struct {
	Header time.Duration // for the headers; 10 s
	Read   time.Duration // for the whole request; 1 min
	Write  time.Duration // for handling and answering; 1 min
	Idle   time.Duration // between two requests of one connection; 2 min
	Drain  time.Duration // between /readyz turning 503 and stopping; 0
	Grace  time.Duration // for running requests at shutdown; 15 s
}

func (t Timeouts) orDefault() Timeouts {
	return Timeouts{
		Header: cmp.Or(t.Header, 10*time.Second),
		Read:   cmp.Or(t.Read, time.Minute),
		Write:  cmp.Or(t.Write, time.Minute),
		Idle:   cmp.Or(t.Idle, 2*time.Minute),
		Drain:  t.Drain,
		Grace:  cmp.Or(t.Grace, 15*time.Second),
	}
}

// Server serves HTTP on one address. It cannot be restarted.
type Server struct {
	config   Config
	ready    *readiness
	handler  http.Handler // including the middleware of every answer
	failed   chan error
	mu       sync.Mutex // guards what follows
	http     *http.Server
	listener net.Listener
	end      context.CancelFunc // of the requests' parent context
}

// New returns a server that has not started yet. h gets every request except the probes: /healthz,
// /readyz.
func New(c Config, h http.Handler) *Server {
	ready := &readiness{checks: c.Checks}
	return newServer(c, ready, &probes{ready, h})
}

// NewBare returns a server without probes that has not started yet.
func NewBare(c Config, h http.Handler) *Server { return newServer(c, &readiness{}, h) }

func newServer(c Config, ready *readiness, h http.Handler) *Server {
	c.Addr, c.Timeouts = cmp.Or(c.Addr, DefaultAddr), c.Timeouts.orDefault()
	c.Log = cmp.Or(c.Log, slog.Default())
	handler := httpx.Chain(h, httpx.Headers(c.CertFile != ""), httpx.CloseUnread)
	return &Server{config: c, ready: ready, handler: handler, failed: make(chan error, 1)}
}

// Start listens, then serves in the background. The requests' contexts inherit the values of ctx
// but not its cancellation: Stop ends them. The error includes advice.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil {
		return errors.New("the server was started before; make a new one")
	}
	listener, err := s.listen(ctx)
	if err != nil {
		return err
	}
	base, end := context.WithCancelCause(context.WithoutCancel(ctx))
	s.http, s.listener = s.configured(base), listener
	s.end = func() { end(errStopping) } // distinct from the client leaving
	go s.serve(s.http, listener)
	s.config.Log.Debug("listening", "address", listener.Addr().String(), "tls", s.config.CertFile != "")
	return nil
}

var errStopping = errors.New("the server stops")

func (s *Server) configured(base context.Context) *http.Server {
	t := s.config.Timeouts
	return &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: t.Header, ReadTimeout: t.Read, WriteTimeout: t.Write, IdleTimeout: t.Idle,
		MaxHeaderBytes: maxHeader,
		BaseContext:    func(net.Listener) context.Context { return base },
		ErrorLog:       slog.NewLogLogger(complaints{s.config.Log.Handler()}, slog.LevelWarn),
	}
}

func (s *Server) serve(server *http.Server, l net.Listener) {
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.failed <- fmt.Errorf("serve on %s: %w", l.Addr(), err)
	}
}

func (s *Server) listen(ctx context.Context) (net.Listener, error) {
	certificates, err := Certificates(s.config.CertFile, s.config.KeyFile)
	if err != nil {
		return nil, err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; free the address or choose another one", s.config.Addr, err)
	}
	if certificates == nil {
		return l, nil
	}
	return tls.NewListener(l, &tls.Config{
		Certificates: certificates, MinVersion: tls.VersionTLS12, CipherSuites: suites,
		NextProtos: []string{"http/1.1"}, // deadlines, which cut slow clients, are exact here
	}), nil
}

// suites are the AEAD cipher suites of TLS 1.2. Go's default includes CBC suites as well; TLS 1.3
// has only AEAD.
var suites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

// Certificates loads a certificate and its key; none for two empty names. A wrong file fails the
// start and not the first client.
func Certificates(cert, key string) ([]tls.Certificate, error) {
	if cert == "" && key == "" {
		return nil, nil
	}
	if cert == "" || key == "" {
		return nil, errors.New("TLS needs both a certificate file and a key file; give both, or none")
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("read the certificate %s and its key %s: %w; both must be PEM and belong together", cert, key, err)
	}
	return []tls.Certificate{pair}, nil
}

// Addr returns the listening address, with the actual port for port 0; "" before Start.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return ""
	}
	return s.listener.Addr().String()
}

// Failed receives one error if serving ends without Stop.
func (s *Server) Failed() <-chan error { return s.failed }

// Stop makes /readyz answer 503, so that a load balancer sends requests elsewhere, and keeps
// serving for Drain. Then it closes the listener and waits for running requests up to Grace and
// until ctx ends. It cuts the remaining ones and returns an error if there are any. A second Stop,
// or one before Start, does nothing.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	server, end := s.http, s.end
	s.mu.Unlock()
	if server == nil {
		return nil
	}
	defer end()
	s.drain(ctx)
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeouts.Grace)
	defer cancel()
	err := server.Shutdown(ctx)
	if err == nil {
		return nil
	}
	end() // before the connections close, so that handlers stop
	_ = server.Close()
	return fmt.Errorf("requests still under way were cut off: %w", err)
}

func (s *Server) drain(ctx context.Context) {
	if s.ready.stopping.Swap(true) || s.config.Timeouts.Drain <= 0 {
		return
	}
	select {
	case <-time.After(s.config.Timeouts.Drain):
	case <-ctx.Done():
	}
}

// complaints handles the log of net/http. It lowers entries about single clients, which contain
// their addresses, to debug; the others stay warnings.
type complaints struct{ slog.Handler }

// Handle implements slog.Handler.
func (c complaints) Handle(ctx context.Context, r slog.Record) error {
	ours := strings.HasPrefix(r.Message, "http: Accept error") || strings.HasPrefix(r.Message, "http: superfluous")
	if !ours {
		r.Level = slog.LevelDebug
	}
	if !c.Enabled(ctx, r.Level) {
		return nil
	}
	return c.Handler.Handle(ctx, r)
}
