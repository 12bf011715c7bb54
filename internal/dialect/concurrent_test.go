package dialect_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

// Concurrent writers at different doors on one contact: every acknowledged write is there
// afterwards.

func TestWritersOfOneContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	key := dialecttest.Basic("x", w.AddKey(w.Org, "", dialecttest.Key{Name: "erp", Scope: "write", Source: "erp"}))
	status, answer := w.Call(http.MethodPost, "/v3/contacts", key, `{"externalId":"K-1","lastName":"Nová","phone1":"+420603303000"}`)
	id := idIn(t, status, answer)
	const rounds = 40
	var all sync.WaitGroup
	for round := range rounds {
		all.Go(func() { // a number of its own, by operations
			body := fmt.Sprintf(`[{"ExternalId":"K-1","Operations":[{"Operation":"Add","Path":"/Phones/-","Value":"+42060330%04d"}]}]`, 4000+round)
			if _, answer := w.Call(http.MethodPost, "/api/Import/SyncRequestorUsers", key, body); !strings.Contains(answer, `"Success":true`) {
				t.Errorf("helpdesk: %s", answer)
			}
		})
		all.Go(func() { // one field of the contact
			if status, answer := w.Call(http.MethodPatch, "/v3/contacts/"+id, key, fmt.Sprintf(`{"phone1":"+42060330%04d"}`, 3000+round)); status != http.StatusOK {
				t.Errorf("patch: %d %s", status, answer)
			}
		})
		all.Go(func() {
			if status, answer := w.Call(http.MethodPost, "/v3/contacts/batch", key, `[{"externalId":"K-1","agent1":"22"}]`); status != http.StatusOK {
				t.Errorf("batch: %d %s", status, answer)
			}
		})
	}
	all.Wait()
	w.View(w.Org, func(r ringdex.Reader) error {
		c, err := w.contactOf(r, "erp", "K-1")
		if err != nil {
			return err
		}
		var lost []string
		for round := range rounds {
			number := fmt.Sprintf("+42060330%04d", 4000+round)
			if !slices.ContainsFunc(e164s(c), func(n string) bool { return n == number }) {
				lost = append(lost, number)
			}
		}
		if len(lost) > 0 || len(c.Agents) != 1 {
			t.Errorf("lost %v; there are %v, agents %v", lost, e164s(c), c.Agents)
		}
		return nil
	})
}

// TestOneOfManyIsCreated: of concurrent creations with one external id, exactly one succeeds.
func TestOneOfManyIsCreated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	key := dialecttest.Basic("x", w.Names.Keys["write"])
	for round := range 10 {
		var all sync.WaitGroup
		var created, refused atomic.Int64
		for caller := range 8 {
			all.Go(func() {
				body := fmt.Sprintf(`{"externalId":"N-%d","lastName":"Caller %d","phone1":"+420603303963"}`, round, caller)
				switch status, answer := w.Call(http.MethodPost, "/v3/contacts", key, body); status {
				case http.StatusCreated:
					created.Add(1)
				case http.StatusConflict:
					refused.Add(1)
				default:
					t.Errorf("%d %s", status, answer)
				}
			})
		}
		all.Wait()
		if created.Load() != 1 || refused.Load() != 7 {
			t.Errorf("round %d: %d created, %d refused", round, created.Load(), refused.Load())
		}
	}
}

func idIn(t *testing.T, status int, answer string) string {
	t.Helper()
	_, rest, found := strings.Cut(answer, `"id":"`)
	if status != http.StatusCreated || !found {
		t.Fatalf("%d %s", status, answer)
	}
	return rest[:36]
}

func e164s(c *ringdex.Contact) (numbers []string) {
	for _, n := range c.Phones {
		numbers = append(numbers, n.E164)
	}
	return numbers
}

func (w *world) contactOf(r ringdex.Reader, source, external string) (*ringdex.Contact, error) {
	found, err := ringdex.ContactsByExternalID(r, source, []string{external})
	if err != nil {
		return nil, err
	}
	return ringdex.ContactByID(r, found[external].Contact)
}
