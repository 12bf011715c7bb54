package dialect_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

// counted is a store that counts its snapshots and transactions.
type counted struct {
	ringdex.Store
	views, updates *atomic.Int64
}

func (c counted) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	c.views.Add(1)
	return c.Store.View(ctx, org, fn)
}

func (c counted) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	c.updates.Add(1)
	return c.Store.Update(ctx, org, fn)
}

// bulk are the calls that take many records: of each, the request with n of them. views counts the
// snapshots: one finds who calls, and one plans because the call before changed nothing, or because
// it is a file.
var bulk = map[string]struct {
	path  string
	most  int
	views int64
	body  func(from, n int) string
}{
	"helpdesk users": {"/api/Import/SyncRequestorUsers", 100, 2, func(from, n int) string {
		return many(from, n, `{"ExternalId":"U-%[1]d","Operations":[{"Operation":"Replace","Path":"/LastName","Value":"N"},{"Operation":"Replace","Path":"/DefaultCustomer/CustomerExternalId","Value":"C-%[1]d"}]}`)
	}},
	"helpdesk companies": {"/api/Import/SyncRequestorCustomers", 500, 2, func(from, n int) string {
		return many(from, n, `{"ExternalId":"C-%[1]d","Operations":[{"Operation":"Replace","Path":"/Name","Value":"Firma %[1]d"}]}`)
	}},
	"v3 batch with ids": {"/v3/contacts/batch", 1000, 2, func(from, n int) string {
		return many(from, n, `{"externalId":"B-%[1]d","lastName":"N","phone1":"+42060330%04[1]d"}`)
	}},
	"v3 batch with numbers": {"/v3/contacts/batch", 1000, 2, func(from, n int) string {
		return many(from, n, `{"lastName":"N %[1]d","phone1":"+42060340%04[1]d"}`)
	}},
	"v3 upload": {"/v3/contacts/upload", 1000, 2, func(from, n int) string {
		rows := &strings.Builder{}
		rows.WriteString("lastName;phone1;externalId\n")
		for i := range n { // all of the file before, since an upload deletes what does not come
			fmt.Fprintf(rows, "N %d;+42060350%04d;%d\n", from, i, i)
		}
		return dialecttest.FormFile(rows.String())
	}},
}

func many(from, n int, form string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(form, from+i)
	}
	return "[" + strings.Join(items, ",") + "]"
}

// TestTransactionsOfACall: how many snapshots and transactions a call opens does not depend on how
// many records it has.
func TestTransactionsOfACall(t *testing.T) {
	t.Parallel()
	var views, updates atomic.Int64
	w := newWorld(t, func(st ringdex.Store) ringdex.Store { return counted{st, &views, &updates} })
	for name, call := range bulk {
		source := strings.ReplaceAll(name, " ", "-")
		key := dialecttest.Basic("x", w.AddKey(w.Org, "", dialecttest.Key{Name: name, Scope: "write", Source: source}))
		want := [2]int64{call.views, 1}
		for _, n := range []int{1, 10, call.most} {
			_, _ = w.Call(http.MethodPost, call.path, key, call.body(0, 0)) // so that the key, which is read once a second, is known
			views.Store(0)
			updates.Store(0)
			if status, answer := w.Call(http.MethodPost, call.path, key, call.body(n, n)); status != http.StatusOK || strings.Contains(answer, `refused"`) {
				t.Fatalf("%s: %d %.300s", name, status, answer)
			}
			got := [2]int64{views.Load(), updates.Load()}
			if got != want {
				t.Errorf("%s: %d records open %d snapshots and %d transactions, want %d and %d", name, n, got[0], got[1], want[0], want[1])
			}
		}
	}
}
