// Package outbound sends requests to addresses that users configure: receivers of webhooks, systems
// that connectors call.
//
// It owns what every such request needs: Client refuses private networks, Paced has a semaphore and
// a circuit breaker for each receiver, Logged writes the log of deliveries. It leaves the content
// of a request to the caller.
package outbound

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"ringdex/internal/message"
)

// Client is an HTTP client that refuses private networks, and a dialler for other encrypted wires.
// It checks the dialled address, not the name, which may resolve differently a moment later. It
// follows no redirect and takes no proxy from the environment.
type Client struct {
	*http.Client
	allowed []netip.Prefix
	dialer  *net.Dialer // for encrypted wires
}

// Config sets the limits of a Client.
type Config struct {
	Allow   []netip.Prefix // private networks that may be reached, also without TLS
	Timeout time.Duration  // of a whole request; 0 means 15 s
	Answer  int64          // limit of an answer's body, in bytes; 0 means 1 MiB. Reading more fails
}

// Limits of a connection.
const (
	defaultTimeout = 15 * time.Second
	defaultAnswer  = 1 << 20
	maxHeaders     = 64 << 10
	idleTimeout    = 30 * time.Second
	perHost        = 16
)

// New returns a Client.
func New(c Config) *Client {
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	if c.Answer == 0 {
		c.Answer = defaultAnswer
	}
	o := &Client{allowed: c.Allow}
	o.dialer = dialer(o.checkSecure)
	o.Client = &http.Client{
		Timeout:       c.Timeout,
		Transport:     &ways{secure: c.transport(o.checkSecure), plain: c.transport(o.checkPlain), answer: c.Answer},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return o
}

// ways has separate transports for plain connections and TLS: plain ones may reach fewer networks.
type ways struct {
	secure, plain http.RoundTripper
	answer        int64
}

// RoundTrip implements http.RoundTripper.
func (w *ways) RoundTrip(r *http.Request) (*http.Response, error) {
	way := w.plain
	if r.URL.Scheme == "https" {
		way = w.secure
	}
	response, err := way.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = &cappedBody{response.Body, w.answer + 1}
	return response, nil
}

// Dial connects to a server whose wire is encrypted. It reaches what https reaches.
func (o *Client) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return o.dialer.DialContext(ctx, network, address)
}

func dialer(check func(netip.Addr) error) *net.Dialer {
	return &net.Dialer{Timeout: defaultTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return refused(address, "outbound.no_address")
		}
		return check(bare(to.Addr()))
	}}
}

func (c *Config) transport(check func(netip.Addr) error) *http.Transport {
	return &http.Transport{
		DialContext: dialer(check).DialContext, ForceAttemptHTTP2: true, DisableCompression: true,
		TLSHandshakeTimeout: defaultTimeout, ResponseHeaderTimeout: c.Timeout, IdleConnTimeout: idleTimeout,
		MaxResponseHeaderBytes: maxHeaders, MaxConnsPerHost: perHost, MaxIdleConnsPerHost: perHost,
	}
}

// cappedBody fails if the answer exceeds its limit.
type cappedBody struct {
	io.ReadCloser
	left int64 // limit plus one
}

func (b *cappedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	if b.left -= int64(n); b.left <= 0 {
		return n, errTooLong
	}
	return n, err
}

// RefusedError reports that requests to an address are not allowed.
type RefusedError struct{ Text message.Text }

func refused(address, why string, args ...any) *RefusedError {
	return &RefusedError{message.New("outbound.refused", address, message.New(why, args...))}
}

// Error returns the message in English.
func (e *RefusedError) Error() string { return e.Text.String() }

// Message returns why.
func (e *RefusedError) Message() message.Text { return e.Text }

// errTooLong is shown in the log of deliveries.
var errTooLong = message.Err("outbound.too_long")

// Check validates an address without dialling it: its form, a private IP address, and http where
// https is required. Names are checked when they are dialled.
func (o *Client) Check(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return &RefusedError{message.New("outbound.no_url")}
	case u.User != nil:
		return refused(u.Redacted(), "outbound.password")
	case u.Scheme == "http" && len(o.allowed) == 0:
		return refused(u.Redacted(), "outbound.https")
	}
	to, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return nil
	}
	if u.Scheme == "http" {
		return o.checkPlain(bare(to))
	}
	return o.checkSecure(bare(to))
}

func (o *Client) checkSecure(to netip.Addr) error {
	if within(to, o.allowed) {
		return nil
	}
	if why := refusal(to); why != "" {
		return refused(to.String(), "outbound.not_allowed", message.New(why), to)
	}
	return nil
}

func (o *Client) checkPlain(to netip.Addr) error {
	if within(to, o.allowed) {
		return nil
	}
	return refused(to.String(), "outbound.plain")
}

// bare normalizes an address for comparison with networks: 127.0.0.1 rather than ::ffff:127.0.0.1,
// without a zone.
func bare(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func within(ip netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(ip) })
}
