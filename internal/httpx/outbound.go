package httpx

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"ringdex/internal/message"
)

// Outbound is the one way out: requests to addresses that others have given. It looks at the address that is really
// dialled, not at the name, which may resolve to something else a moment later. It follows no redirect and takes no
// proxy from the environment.
type Outbound struct {
	Client  *http.Client
	allowed []netip.Prefix
}

// OutboundConfig says what is let out.
type OutboundConfig struct {
	Allow   []netip.Prefix // private networks that may be reached, also without TLS
	Timeout time.Duration  // of a whole request; 0 means 15 s
	Answer  int64          // the longest body of an answer, in bytes; 0 means 1 MiB. What is beyond is an error of reading
}

// Limits of what a receiver may do with us.
const (
	outboundTimeout = 15 * time.Second
	outboundAnswer  = 1 << 20
	outboundHeaders = 64 << 10
	outboundIdle    = 30 * time.Second
	outboundPerHost = 16
)

// NewOutbound makes the client.
func NewOutbound(c OutboundConfig) *Outbound {
	if c.Timeout == 0 {
		c.Timeout = outboundTimeout
	}
	if c.Answer == 0 {
		c.Answer = outboundAnswer
	}
	o := &Outbound{allowed: c.Allow}
	o.Client = &http.Client{
		Timeout:       c.Timeout,
		Transport:     &ways{secure: transport(o.checkSecure), plain: transport(o.checkPlain), answer: c.Answer},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return o
}

// ways keeps plain connections apart from those with TLS: they may lead to fewer places.
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

func transport(check func(netip.Addr) error) *http.Transport {
	dialer := &net.Dialer{Timeout: outboundTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return refused(address, "outbound.no_address")
		}
		return check(bare(to.Addr()))
	}}
	return &http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true,
		TLSHandshakeTimeout: outboundTimeout, ResponseHeaderTimeout: outboundTimeout, IdleConnTimeout: outboundIdle,
		MaxResponseHeaderBytes: outboundHeaders, MaxConnsPerHost: outboundPerHost, MaxIdleConnsPerHost: outboundPerHost,
	}
}

// cappedBody fails when the answer is longer than anybody needs.
type cappedBody struct {
	io.ReadCloser
	left int64 // one more than it may have
}

func (b *cappedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	if b.left -= int64(n); b.left <= 0 {
		return n, errTooLong
	}
	return n, err
}

// RefusedError says that an address may not be reached from here.
type RefusedError struct{ Text message.Text }

func refused(address, why string, args ...any) *RefusedError {
	return &RefusedError{message.New("outbound.refused", address, message.New(why, args...))}
}

func (e *RefusedError) Error() string { return e.Text.String() }

// Message returns why.
func (e *RefusedError) Message() message.Text { return e.Text }

// errTooLong is for people who look at deliveries.
var errTooLong = message.Err("outbound.too_long")

// Check says what is wrong with an address before anything is dialled: its form, an address of numbers that is
// private, and http where https is needed. Names are looked at when they are dialled.
func (o *Outbound) Check(address string) error {
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

func (o *Outbound) checkSecure(to netip.Addr) error {
	if within(to, o.allowed) {
		return nil
	}
	if why := refusal(to); why != "" {
		return refused(to.String(), "outbound.not_allowed", message.New(why), to)
	}
	return nil
}

func (o *Outbound) checkPlain(to netip.Addr) error {
	if within(to, o.allowed) {
		return nil
	}
	return refused(to.String(), "outbound.plain")
}
