package syncer

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// The back-off of a target grows with its failures, whichever job meets them.
func TestPace(t *testing.T) {
	t.Parallel()
	lost, refused := &call.Error{Status: http.StatusBadGateway}, &call.Error{Status: http.StatusUnauthorized}
	var p pace
	var got []time.Duration
	for range 12 {
		got = append(got, p.failed(lost).Round(time.Second))
	}
	want := []time.Duration{
		0, 0, 0, time.Second, 3 * time.Second, 10 * time.Second, 41 * time.Second, 164 * time.Second, 655 * time.Second, 2621 * time.Second,
		time.Hour, time.Hour,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("without an answer (-want +got):\n%s", diff)
	}
	p.failures.Store(0)
	if d := p.failed(refused); d != 2560*time.Millisecond {
		t.Errorf("refused: %s", d)
	}
}

// A call that fails now and then is repeated at once by the job that made it, and no job fails.
func TestFailsNowAndThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	names := map[string]string{"1": "A", "2": "B", "3": "C", "4": "D", "5": "E"}
	w.put("crm", names)
	w.remote.fail, w.remote.after = slices.Repeat([]error{&call.Error{}, nil}, 3), true
	w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	if state := w.mustSend(); state.Sent != 5 || !state.Done.Failure.IsZero() {
		t.Errorf("the state is %+v", state)
	}
	if diff := cmp.Diff(names, w.remote.has); diff != "" {
		t.Errorf("the system has (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"A", "B", "C", "D", "E"}, w.remote.unsure); diff != "" {
		t.Errorf("sent as unsure (-want +got):\n%s", diff)
	}
}

// What needs no call does not end the back-off.
func TestUnchangedIsNoSuccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("crm", map[string]string{"1": "A"})
	c := w.add(Config{Name: "desk", Kind: "writer", Sources: []string{"crm"}})
	w.mustSend()
	p := w.paceOf(c.ID)
	p.failures.Store(3)
	w.update(func(wr ringdex.Writer) error {
		return enqueueAll(wr, w.pushJobs(c.ID, []ringdex.Ref{w.contact("crm", "1").Ref()}))
	})
	w.mustSend()
	if n := p.failures.Load(); n != 3 {
		t.Errorf("after a batch without a change: %d failures", n)
	}
	w.put("crm", map[string]string{"1": "B"})
	w.mustSend()
	if n := p.failures.Load(); n != 0 {
		t.Errorf("after a change: %d failures", n)
	}
}
