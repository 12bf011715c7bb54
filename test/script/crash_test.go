package script

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestCrash kills the server in the middle of imports, several times. After each restart every
// acknowledged contact is there, whole, and found by its number; contacts that nobody was told of
// are there whole or not at all.
func TestCrash(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, database func(testing.TB, string) string) {
		crashing(t, environ(database(t, "ringdex")))
	})
}

func crashing(t *testing.T, env []string) {
	folder := t.TempDir()
	acknowledged := map[int]bool{}
	var mu sync.Mutex
	next := 0
	for range 4 {
		s, err := start(folder, env)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var importing sync.WaitGroup
		for range 3 {
			importing.Go(func() {
				for ctx.Err() == nil {
					mu.Lock()
					from := next
					next += callSize
					mu.Unlock()
					if importCall(ctx, s.addr, from) != nil {
						return // the server is gone: nothing of this call was acknowledged
					}
					mu.Lock()
					for i := from; i < from+callSize; i++ {
						acknowledged[i] = true
					}
					mu.Unlock()
				}
			})
		}
		time.Sleep(700 * time.Millisecond) // not a wait for something: this is how long imports run
		if err := s.end(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		cancel()
		importing.Wait()
	}
	if len(acknowledged) == 0 {
		t.Fatal("no call was acknowledged before the first crash")
	}
	s, err := start(folder, env)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.end(syscall.SIGTERM) }()
	verify(t, s.addr, acknowledged, next)
	t.Logf("%d contacts were acknowledged, in %d calls", len(acknowledged), next/callSize)
}

const callSize = 20

func number(i int) string { return fmt.Sprintf("+420%d", 601_000_000+i) }

// importBody is a call of the helpdesk's import.
func importBody(from int) string {
	var items []string
	for i := from; i < from+callSize; i++ {
		items = append(items, fmt.Sprintf(`{"ExternalId":"K-%d","Operations":[{"Operation":"Replace","Path":"/LastName","Value":"Contact %d"},
			{"Operation":"Replace","Path":"/UserName","Value":"user%d"},{"Operation":"Add","Path":"/Phones/-","Value":%q},
			{"Operation":"Replace","Path":"/DefaultCustomer/CustomerExternalId","Value":"C-%d"}]}`, i, i, i, number(i), i%7))
	}
	return "[" + strings.Join(items, ",") + "]"
}

func importCall(ctx context.Context, addr string, from int) error {
	status, body, err := call(ctx, http.MethodPost, addr+"/api/Import/SyncRequestorUsers", "admin:secret", "application/json", importBody(from))
	if err == nil && (status != http.StatusOK || strings.Count(body, `"Success":true`) != callSize) {
		err = fmt.Errorf("status %d: %s", status, body)
	}
	return err
}

// verify reads all contacts back, and asks for the numbers of some.
func verify(t *testing.T, addr string, acknowledged map[int]bool, total int) {
	t.Helper()
	there := readBack(t, addr)
	for i := range total {
		switch c := there[i]; {
		case c == nil && acknowledged[i]:
			t.Errorf("contact %d was acknowledged and is gone", i)
		case c != nil && !c.whole(i):
			t.Errorf("contact %d is there by half: %+v", i, *c)
		}
		if i%37 == 0 {
			status, name, err := call(t.Context(), http.MethodGet, addr+"/v1/lookup?format=text&number="+strings.Replace(number(i), "+", "%2B", 1), "admin:secret", "", "")
			if err != nil || (status == http.StatusOK) != (there[i] != nil) || status == http.StatusOK && !strings.HasPrefix(name, fmt.Sprintf("Contact %d ", i)) {
				t.Errorf("lookup of contact %d: %d %q %v; in the store: %v", i, status, name, err, there[i] != nil)
			}
		}
	}
}

// row is what matters of a contact that was read back.
type row struct {
	UserName, LastName, ExternalID string
	Phones                         []string
	CustomerID                     *int64 `json:"CustomerId"`
}

func (r *row) whole(i int) bool {
	return r.UserName == fmt.Sprintf("user%d", i) && r.LastName == fmt.Sprintf("Contact %d", i) && len(r.Phones) == 1 && r.Phones[0] == number(i) && r.CustomerID != nil
}

func readBack(t *testing.T, addr string) map[int]*row {
	t.Helper()
	there := map[int]*row{}
	for page := 0; ; page++ {
		status, body, err := call(t.Context(), http.MethodGet, fmt.Sprintf("%s/api/Account/GetUsers?pageSize=1000&pageIndex=%d", addr, page), "admin:secret", "", "")
		if err != nil || status != http.StatusOK {
			t.Fatalf("read back: %d %s %v", status, body, err)
		}
		var answer struct{ PagedUsers struct{ Items []*row } }
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		for _, r := range answer.PagedUsers.Items {
			var i int
			if _, err := fmt.Sscanf(r.ExternalID, "K-%d", &i); err == nil {
				if there[i] != nil {
					t.Errorf("contact %d is there twice", i)
				}
				there[i] = r
			}
		}
		if len(answer.PagedUsers.Items) < 1000 {
			return there
		}
	}
}
