package directory_test

import (
	"slices"
	"strings"
	"testing"

	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
)

// TestSearchWithinRights: a smart user finds its company and the contacts of that, an end user
// itself, others all, and a page ends where the next one begins.
func TestSearchWithinRights(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	callers := o.callers()
	for _, test := range []struct{ caller, text, want string }{
		{"operator", "colleague", "Colleague"},
		{"operator", "stranger", "Stranger"},
		{"operator", "alfa", "Alfa Colleague End Smart"},
		{"smart-user", "alfa", "Alfa Colleague End Smart"},
		{"smart-user", "col", "Colleague"},
		{"smart-user", "stranger", ""},
		{"smart-user", "beta", ""},
		{"end-user", "end", "End"},
		{"end-user", "colleague", ""},
		{"end-user", "alfa", ""},
		{"read", "s", "Smart Stranger Super"},
	} {
		var got []string
		q := directory.SearchQuery{Text: test.text, Limit: 2}
		for more := true; more; more = !q.After.IsZero() {
			page, err := o.records.Search(t.Context(), callers[test.caller], q)
			if err != nil {
				t.Fatal(test, err)
			}
			for _, hit := range page.Hits {
				if hit.Company != nil {
					got = append(got, hit.Company.Name)
					continue
				}
				got = append(got, hit.Contact.LastName)
				if hit.Contact.AdminNote != "" {
					t.Errorf("%v shows the note of administrators", test)
				}
			}
			q.After = page.Next
		}
		if !slices.Equal(got, strings.Fields(test.want)) {
			t.Errorf("%s finds by %q: %q, want %q", test.caller, test.text, got, test.want)
		}
	}
	if _, err := o.records.Search(t.Context(), callers["lookup"], directory.SearchQuery{Text: "a", Limit: 1}); ringdex.CodeOf(err) != ringdex.Denied {
		t.Errorf("a key for lookups: %v, want denied", err)
	}
}
