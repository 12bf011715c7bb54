// Package call makes the HTTP calls of connectors: JSON in and out, with a rate limit, retries, and
// failures as data.
//
// It owns when a call is tried again. It knows no wire: addresses, credentials and bodies are the
// connector's.
package call

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"ringdex/internal/connector"
)

// System is a system that is called.
type System struct {
	Base      string                    // its address, as the settings have it
	Path      string                    // of the API, which Base may end with or not; "" for none
	PerSecond int                       // calls at most; 0 for no limit
	Sign      func(*http.Request) error // adds the credentials; nil for none
	Tries     int                       // of a call that may be repeated; 0: Tries
	Body      int64                     // limit of an answer, in bytes; 0: 64 MiB
	// Probe is a call that changes nothing, see Client.shift; the zero Request for none.
	Probe Request
}

// Client makes calls to one system. It is safe for concurrent use. Calls of one client share the
// limit and the pause that the system asks for.
type Client struct {
	deps  connector.Deps
	to    System
	limit *rate.Limiter // nil for none
	held  hold
	lost  atomic.Int64 // calls in a row that were not repeated, and whose fate is unknown
}

// New returns a client of a system.
//
// A limit spaces the calls evenly, without bursts. No vendor documents in which window it counts
// calls (wire/thulium.md 4, wire/daktela.md 3.2), and evenly spaced calls are within the limit in
// each of them; a connector with much to send is not slower by that.
func New(deps connector.Deps, to System) *Client {
	to.Base = strings.TrimSuffix(to.Base, to.Path) + to.Path
	to.Tries, to.Body = cmp.Or(to.Tries, Tries), cmp.Or(to.Body, 64<<20)
	c := &Client{deps: deps, to: to}
	if to.PerSecond > 0 {
		c.limit = rate.NewLimiter(rate.Limit(to.PerSecond), 1)
	}
	return c
}

// Request is one call.
type Request struct {
	Method string // "" is GET
	Path   string // after Base, with a slash
	Query  url.Values
	Header http.Header
	Body   any // sent as JSON, or as it is if it is a []byte or an io.Reader; nil for none
	// Repeat says that the call may be sent again although the system may have processed it.
	// A GET always may. 429 is always tried again: the system has refused to process it.
	Repeat bool
	// Read reads the body of an answer; nil for none. An answer that it cannot read is as good as
	// none, as of a proxy or a sign-in page.
	Read func(body []byte) error
}

// Answer is the answer of a system with a status of 2xx.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do makes a call. The error is an *Error unless ctx ended.
func (c *Client) Do(ctx context.Context, r Request) (a Answer, err error) {
	body, err := encode(r.Body)
	if err != nil {
		return Answer{}, err
	}
	if !r.repeats() {
		c.shift(ctx)
		defer func() { c.count(err) }()
	}
	for try := 1; ; try++ {
		if err := c.wait(ctx); err != nil {
			return Answer{}, err
		}
		a, err = c.once(ctx, &r, body)
		failed, _ := err.(*Error)
		until := c.hold(failed, try)
		if failed == nil || try >= c.to.Tries || !failed.again(&r) {
			return a, err
		}
		if err := c.sleep(ctx, failed.pause(try)); err != nil {
			return Answer{}, err
		}
		c.held.end(until)
	}
}

// shift makes the Probe before a call that cannot be repeated, after each second failure of such
// calls. What became of a failed one is read before it is sent again, so a system that fails at
// every n-th call could meet the same call each time. One call more or less moves it on.
func (c *Client) shift(ctx context.Context) {
	if c.lost.Load()%2 == 1 && c.to.Probe.Path != "" {
		_, _ = c.once(ctx, &c.to.Probe, nil) // whether it fails does not matter
	}
}

// count counts a call that was not repeated.
func (c *Client) count(err error) {
	if Unknown(err) {
		c.lost.Add(1)
	} else {
		c.lost.Store(0)
	}
}

// JSON makes a call and decodes its answer into out.
func (c *Client) JSON(ctx context.Context, r Request, out any) error {
	r.Read = func(body []byte) error { return json.Unmarshal(body, out) }
	_, err := c.Do(ctx, r)
	return err
}

func encode(body any) ([]byte, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case []byte:
		return b, nil
	case io.Reader:
		return io.ReadAll(b)
	}
	return json.Marshal(body)
}

func (c *Client) once(ctx context.Context, r *Request, body []byte) (Answer, error) {
	if c.limit != nil {
		if err := c.limit.Wait(ctx); err != nil {
			return Answer{}, err
		}
	}
	request, err := c.request(ctx, r, body)
	if err != nil {
		return Answer{}, err
	}
	response, err := c.deps.HTTP.Do(request)
	if err != nil {
		return Answer{}, unanswered(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	a, err := c.read(ctx, response)
	if err == nil && r.Read != nil {
		if why := r.Read(a.Body); why != nil {
			return Answer{}, a.Garbled(why)
		}
	}
	return a, err
}

func (c *Client) request(ctx context.Context, r *Request, body []byte) (*http.Request, error) {
	address := c.to.Base + r.Path
	if len(r.Query) > 0 {
		address += "?" + r.Query.Encode()
	}
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, &Error{Cause: err}
	}
	for name, values := range r.Header {
		request.Header[name] = values
	}
	if body != nil && request.Header.Get("Content-Type") == "" {
		request.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	request.Header.Set("User-Agent", "ringdex")
	if c.to.Sign != nil {
		return request, c.to.Sign(request)
	}
	return request, nil
}

func (c *Client) read(ctx context.Context, response *http.Response) (Answer, error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, c.to.Body+1))
	switch {
	case err != nil:
		return Answer{}, unanswered(ctx, err) // it was cut off, so its content is unknown
	case int64(len(body)) > c.to.Body:
		return Answer{}, &Error{Status: response.StatusCode, Garbled: true, Header: response.Header}
	case response.StatusCode < 200 || response.StatusCode > 299:
		return Answer{}, &Error{
			Status: response.StatusCode, Body: body, Header: response.Header, After: c.after(response.Header),
		}
	}
	return Answer{Status: response.StatusCode, Header: response.Header, Body: body}, nil
}

// Tries is how often a call is made that may be repeated: with its pauses that takes about 4 s.
const Tries = 6

// Rest waits for the pause after that many failures in a row. It serves connectors that repeat
// what a call alone may not repeat.
func (c *Client) Rest(ctx context.Context, failures int) error {
	return c.sleep(ctx, min(Pause(failures), longestPause))
}

func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	if c.deps.Sleep != nil {
		return c.deps.Sleep(ctx, d)
	}
	return Sleep(ctx, d)
}

// Sleep waits for a time or until ctx ends, and returns the error of ctx.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Basic returns a Sign for HTTP Basic.
func Basic(username, password string) func(*http.Request) error {
	return func(r *http.Request) error {
		r.SetBasicAuth(username, password)
		return nil
	}
}

// Segment returns a value as one segment of a path.
func Segment(value string) string { return strings.ReplaceAll(url.PathEscape(value), ".", "%2E") }
