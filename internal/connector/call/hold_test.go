package call_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector/call"
)

// One call that is refused for too many calls holds the others of its client.
func TestHold(t *testing.T) {
	t.Parallel()
	s := system{answers: []answer{{status: 429, after: "60"}, {status: 200}}}
	client := s.client(t)
	do := func() string {
		_, err := client.Do(t.Context(), call.Request{Path: "/x"})
		return text(err)
	}
	const refused = "the system answered 429 Too Many Requests"
	for _, step := range []struct {
		pass  time.Duration
		want  string
		calls int
		slept []time.Duration
	}{
		{0, refused, 1, nil},
		{20 * time.Second, refused, 1, nil},
		{35 * time.Second, "", 2, []time.Duration{5 * time.Second}},
		{10 * time.Second, "", 3, []time.Duration{5 * time.Second}},
	} {
		s.passed += step.pass
		if got := do(); got != step.want || len(s.called()) != step.calls {
			t.Errorf("after %s: %q and %d calls, want %q and %d", step.pass, got, len(s.called()), step.want, step.calls)
		}
		if diff := cmp.Diff(step.slept, s.slept); diff != "" {
			t.Errorf("after %s: pauses (-want +got):\n%s", step.pass, diff)
		}
	}
}
