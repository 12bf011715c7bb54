package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// listen serves h on a free loopback port until stop is called.
func listen(ctx context.Context, h http.Handler) (addr string, stop func(), err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(listener) }() // Close ends it
	return listener.Addr().String(), func() { _ = srv.Close() }, nil
}

// client is a connection that sends prepared requests and reads complete answers. The client of
// net/http takes more time than the measured handlers.
type client struct {
	conn net.Conn
	in   *bufio.Reader
}

func dial(ctx context.Context, addr string) (*client, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &client{conn, bufio.NewReaderSize(conn, 64<<10)}, nil
}

// ask sends one request and returns the status and the body. If keep is nil, the body is valid
// until the next request.
func (c *client) ask(request []byte, keep *[]byte) (status int, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, fmt.Errorf("answer %q: %w", line, err)
	}
	status, _ = strconv.Atoi(string(line[9:12]))
	length, err := c.headers()
	if err != nil {
		return status, err
	}
	if keep == nil {
		_, err = c.in.Discard(length)
		return status, err
	}
	*keep = make([]byte, length)
	_, err = io.ReadFull(c.in, *keep)
	return status, err
}

var contentLength = []byte("Content-Length: ")

func (c *client) headers() (length int, err error) {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			return length, nil
		}
		if rest, ok := bytes.CutPrefix(line, contentLength); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(rest))); err != nil {
				return 0, err
			}
		}
	}
}

// pace is a rate in requests a second, and the CPU time of one, client included, in microseconds.
type pace struct{ rate, cpu float64 }

// hammer sends requests over many connections for a while. Every
// status must be 200.
func hammer(ctx context.Context, addr string, requests [][]byte, connections int, span time.Duration) (pace, error) {
	var answered atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	began, before := time.Now(), processorTime()
	for n := range connections {
		all.Go(func() {
			if err := hammerOne(ctx, addr, requests, n, began.Add(span), &answered); err != nil {
				failed.Store(&err)
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return pace{}, *err
	}
	n := answered.Load()
	return pace{float64(n) / time.Since(began).Seconds(), (processorTime() - before).of(int(n))}, nil
}

func hammerOne(ctx context.Context, addr string, requests [][]byte, from int, until time.Time, answered *atomic.Int64) error {
	c, err := dial(ctx, addr)
	if err != nil {
		return err
	}
	defer func() { _ = c.conn.Close() }()
	count := int64(0)
	for i := from * len(requests) / 8; time.Now().Before(until); i++ {
		status, err := c.ask(requests[i%len(requests)], nil)
		if err != nil || status != http.StatusOK {
			return fmt.Errorf("request %d: status %d: %w", i, status, err)
		}
		count++
	}
	answered.Add(count)
	return nil
}

// request returns the bytes of a request.
func request(method, path, authorization string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: bench\r\nAuthorization: %s\r\n", method, path, authorization)
	if body != nil {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}
