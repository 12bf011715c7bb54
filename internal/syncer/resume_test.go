package syncer

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/await"
	"ringdex/internal/connector/call"
	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
)

// A connector that was disabled goes on at once when it is enabled; what may have been sent before
// is unsure.
func TestResume(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remote.fail, w.remote.after = slices.Repeat([]error{&call.Error{Status: http.StatusBadGateway}}, patientFor+1), true
	w.put("crm", map[string]string{"1": "A"})
	w.add(Config{Name: "desk", Kind: "writer"})
	if _, err := w.send(); err == nil {
		t.Fatal("the call did not fail")
	}
	w.remote.sent()
	set := func(disabled bool) {
		t.Helper()
		if _, err := w.Change(t.Context(), w.org, "desk", func(c *Config) { c.Disabled = disabled }); err != nil {
			t.Fatal(err)
		}
	}
	set(true)
	set(false)
	await.Until(t, "the contact", func() bool {
		state, err := w.Show(t.Context(), w.org, "desk")
		return err == nil && state.Sent == 1
	})
	w.remote.mu.Lock()
	defer w.remote.mu.Unlock()
	if diff := cmp.Diff(slices.Repeat([]string{"A"}, patientFor+1), w.remote.unsure); diff != "" {
		t.Errorf("sent as unsure (-want +got):\n%s", diff)
	}
}

// A read that was asked for is not lost when the configuration changes before it runs.
func TestChangeKeepsRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(Config{Name: "erp", Kind: "reader", Schedule: "0 4 * * *"})
	if err := w.Trigger(t.Context(), w.org, "erp", Reading{Full: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Change(t.Context(), w.org, "erp", func(c *Config) { c.Schedule = "0 5 * * *" }); err != nil {
		t.Fatal(err)
	}
	w.view(func(r ringdex.Reader) error {
		list, err := jobs.Of(r).Jobs(ringdex.JobFilter{Kind: JobRead}, ringdex.Page{Limit: 9})
		if len(list) != 2 || list[0].Key != "once" {
			t.Errorf("jobs: %+v", list)
		}
		return err
	})
}
