package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// probe sends contacts one by one to one node. After each answer it polls the next node until that
// finds the number.
type probe struct {
	c    *Cluster
	next int // contact
}

const (
	firstProbe  = 6_000_000 // a contact outside all imports
	quietProbes = 200
	every       = time.Millisecond // interval of polling the other node
	patience    = time.Minute
)

// found runs probes and adds their figures.
func (p *probe) found(ctx context.Context, r *Report, meanwhile string, send func() ([]time.Duration, error)) error {
	waits, err := send()
	if err != nil || ctx.Err() != nil {
		return errOr(err, ctx.Err())
	}
	slices.Sort(waits)
	for _, q := range []struct {
		name string
		q    float64
	}{{"p50", 0.5}, {"p99", 0.99}, {"worst", 1}} {
		work := fmt.Sprintf("found by another node while %s, %s of %d", meanwhile, q.name, len(waits))
		r.add(Figure{Work: work, Value: quantile(waits, q.q) / 1000, Unit: "ms"})
	}
	return nil
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// fixed sends a number of probes.
func (p *probe) fixed(ctx context.Context, key string) func() ([]time.Duration, error) {
	return func() (waits []time.Duration, err error) {
		for len(waits) < quietProbes {
			wait, err := p.one(ctx, key)
			if err != nil {
				return nil, err
			}
			waits = append(waits, wait)
		}
		return waits, nil
	}
}

// beside sends probes while do runs. The last one may end later.
func (p *probe) beside(ctx context.Context, key string, do func() error) func() ([]time.Duration, error) {
	return func() (waits []time.Duration, err error) {
		var failed error
		done := make(chan struct{})
		var doing sync.WaitGroup
		doing.Go(func() { failed = do(); close(done) })
		for err == nil {
			var wait time.Duration
			wait, err = p.one(ctx, key)
			waits = append(waits, wait)
			select {
			case <-done:
				return waits, errOr(failed, err)
			default:
			}
		}
		doing.Wait()
		return nil, err
	}
}

func (p *probe) one(ctx context.Context, key string) (time.Duration, error) {
	i := firstProbe + p.next
	from := p.next % len(p.c.Nodes)
	p.next++
	body, err := json.Marshal([]any{item(i, i, false)})
	if err != nil {
		return 0, err
	}
	call := request(http.MethodPost, "/api/Import/SyncRequestorUsers", basic(key), body)
	if err := postEvery(ctx, p.c.Nodes[from].Addr, [][]byte{call}, 0); err != nil {
		return 0, err
	}
	return until(ctx, p.c.other(from).Addr, key, mobile(i))
}

// until polls the node until it finds the number, and returns how long that took.
func until(ctx context.Context, addr, key, number string) (time.Duration, error) {
	began := time.Now()
	c, err := dial(ctx, addr)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.conn.Close() }()
	ask := request(http.MethodGet, "/v1/lookup?number="+url.QueryEscape(number), "Bearer "+key, nil)
	for time.Since(began) < patience {
		var body []byte
		status, err := c.ask(ask, &body)
		switch {
		case err != nil:
			return 0, err
		case status == http.StatusOK:
			return time.Since(began), nil
		case status != http.StatusNotFound:
			return 0, fmt.Errorf("lookup of %s: status %d: %.300s", number, status, body)
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(every):
		}
	}
	return 0, fmt.Errorf("another node has not found %s for %v", number, patience)
}
