package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
)

// recorder keeps the calls of a system, to make them again.
type recorder struct {
	system http.Handler

	mu    sync.Mutex
	calls []recorded
}

// recorded is one call.
type recorded struct {
	method, path string // with its query
	header       http.Header
	body         []byte
}

// ServeHTTP keeps a call and serves it.
func (r *recorder) ServeHTTP(w http.ResponseWriter, asked *http.Request) {
	body, _ := io.ReadAll(asked.Body)
	asked.Body = io.NopCloser(bytes.NewReader(body))
	r.mu.Lock()
	r.calls = append(r.calls, recorded{asked.Method, asked.URL.RequestURI(), asked.Header.Clone(), body})
	r.mu.Unlock()
	r.system.ServeHTTP(w, asked)
}

// made returns the calls so far, in order.
func (r *recorder) made() []recorded {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

// again makes the call at another address and reads the answer.
func (c *recorded) again(ctx context.Context, client *http.Client, addr string) error {
	request, err := http.NewRequestWithContext(ctx, c.method, "http://"+addr+c.path, bytes.NewReader(c.body))
	if err != nil {
		return err
	}
	request.Header = c.header
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %.300s", c.method, c.path, answer.Status, body)
	}
	return err
}
