package bench

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// Calls of the helpdesk's import, as seed 000 has them: a hundred items, fourteen operations each.
const (
	itemsPerCall = 100
	importers    = 4
)

// Helpdesk measures SyncRequestorUsers with n contacts, a hundred a call from four clients, against
// bare upserts of the same rows through the same driver.
func Helpdesk(ctx context.Context, t Target, n int, floor Floor) (*Report, error) {
	r := &Report{Name: "helpdesk import", Records: n}
	addr, stop, err := listen(ctx, t.Handler)
	if err != nil {
		return nil, err
	}
	defer stop()
	first, err := floor.Upserts(ctx, n, t.Keys)
	if err != nil {
		return nil, err
	}
	calls := makeCalls(t.Keys, 0, n, t.Key, 0)
	before := processorTime()
	ours, err := post(ctx, addr, calls)
	if err != nil {
		return nil, err
	}
	cpu := processorTime() - before
	ratio := ours.Seconds() / first.Seconds()
	rate := func(d time.Duration) float64 { return float64(n) / d.Seconds() }
	r.add(Figure{Work: "first import", Value: rate(ours), Unit: "contacts/s", Floor: rate(first), Ratio: ratio, CPU: cpu.of(n)}.atMost(4, ratio, "≤ 4 × the floor's time"))
	before = processorTime()
	again, err := post(ctx, addr, calls)
	if err != nil {
		return nil, err
	}
	cpu = processorTime() - before
	faster := ours.Seconds() / again.Seconds()
	r.add(Figure{Work: "the same again, unchanged", Value: rate(again), Unit: "contacts/s", Ratio: faster, CPU: cpu.of(n)}.atLeast(4, faster, "≥ 4 × faster than the first"))
	changed, err := post(ctx, addr, makeCalls(t.Keys, 0, n, t.Key, 10))
	if err != nil {
		return nil, err
	}
	r.add(Figure{Work: "again, one in ten changed", Value: rate(changed), Unit: "contacts/s"})
	return r, nil
}

// post sends the calls from four clients and returns the time until the last answer.
func post(ctx context.Context, addr string, calls [][]byte) (time.Duration, error) {
	return together(func(k int) error { return postEvery(ctx, addr, calls, k) })
}

// together runs the importers concurrently and returns the time until the last one ends.
func together(part func(k int) error) (time.Duration, error) {
	var all errgroup.Group
	began := time.Now()
	for k := range importers {
		all.Go(func() error { return part(k) })
	}
	err := all.Wait()
	return time.Since(began), err
}

func postEvery(ctx context.Context, addr string, calls [][]byte, from int) error {
	c, err := dial(ctx, addr)
	if err != nil {
		return err
	}
	defer func() { _ = c.conn.Close() }()
	for i := from; i < len(calls); i += importers {
		var body []byte
		status, err := c.ask(calls[i], &body)
		if err != nil || status != http.StatusOK || strings.Contains(string(body), `"Success":false`) {
			return fmt.Errorf("call %d: status %d: %.300s: %w", i, status, body, err)
		}
	}
	return nil
}

// makeCalls returns the requests for n contacts, from number from on. One item in oneIn differs;
// none if oneIn is 0.
func makeCalls(keys Keys, from, n int, key string, oneIn int) [][]byte {
	authorization := basic(key)
	var calls [][]byte
	for i := from; i < from+n; i += itemsPerCall {
		items := make([]any, 0, itemsPerCall)
		for j := i; j < min(i+itemsPerCall, from+n); j++ {
			items = append(items, item(j, keys(j), oneIn > 0 && j%oneIn == 0))
		}
		body, _ := json.Marshal(items) // cannot fail: texts and numbers
		calls = append(calls, request(http.MethodPost, "/api/Import/SyncRequestorUsers", authorization, body))
	}
	return calls
}

// basic returns an Authorization header with an API key as the password.
func basic(key string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte("key:"+key))
}

func item(i, key int, changed bool) any {
	name := firstNames[i%len(firstNames)]
	if changed {
		name += " II"
	}
	ops := []any{}
	set := func(path string, value any) {
		ops = append(ops, map[string]any{"Operation": "Replace", "Path": path, "Value": value})
	}
	email := fmt.Sprintf("user%d@example.com", key)
	set("/UserName", email)
	set("/Email", email)
	set("/FirstName", name)
	set("/LastName", lastNames[i/7%len(lastNames)])
	set("/Phone", mobile(key))
	set("/RoleEndUser", true)
	set("/Language", 2)
	set("/DefaultCustomer/CustomerName", fmt.Sprintf("Stavby %d s.r.o.", i%sampleCompanies))
	set("/DefaultCustomer/CustomerExternalId", fmt.Sprintf("ea045f14-9303-11ec-bdd6-%012d", i%sampleCompanies))
	set("/CustomFields/36/TextBoxValue", fmt.Sprintf("https://yoursystem.com/contact/%d", i))
	set("/CustomFields/37/TextBoxValue", "Koncový zákazník")
	set("/CustomFields/39/TextBoxValue", "Hlavní ceník")
	set("/CustomFields/40/DateValue", "2022-02-21T10:49:16.000Z")
	set("/CustomFields/38/DoubleValue", i)
	return map[string]any{"ExternalId": fmt.Sprintf("aa9e70-91111-11ec-859a-%012d", key), "Operations": ops}
}
