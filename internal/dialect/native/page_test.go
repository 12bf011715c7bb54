package native_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

// TestPages: whoever follows next reads every contact and every company once, by id and by time.
func TestPages(t *testing.T) {
	t.Parallel()
	w := dialecttest.NewWorld(t, nil)
	for i := range 7 {
		w.Take(w.Org, ringdex.KindContact, dialecttest.Record{ExternalID: fmt.Sprint("K-", i), Set: map[string]any{"lastName": fmt.Sprint("Novák ", i)}})
		w.Take(w.Org, ringdex.KindCompany, dialecttest.Record{ExternalID: fmt.Sprint("C-", i), Set: map[string]any{"name": fmt.Sprint("Alfa ", i)}})
	}
	for path, want := range map[string]int{"/v1/contacts?": 8, "/v1/companies?": 7} { // and the administrator
		for _, filter := range []string{"", "&updatedFrom=2026-01-01T00:00:00Z"} {
			seen := readPages(t, w, path+"limit=3"+filter)
			slices.Sort(seen)
			if len(seen) != want || len(slices.Compact(seen)) != want {
				t.Errorf("%s%s: got %d records, %v; want %d", path, filter, len(seen), seen, want)
			}
		}
	}
}

func readPages(t *testing.T, w *dialecttest.World, path string) (seen []string) {
	t.Helper()
	for after := ""; ; {
		status, body := w.Call(http.MethodGet, path+after, dialecttest.Basic("x", w.Names.Keys["read"]), "")
		var page struct {
			Items []struct{ ID any }
			Next  string
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusOK {
			t.Fatal(status, body)
		}
		for _, item := range page.Items {
			seen = append(seen, fmt.Sprint(item.ID))
		}
		if page.Next == "" {
			return seen
		}
		after = "&after=" + page.Next
	}
}
