package intake

import (
	"testing"

	"ringdex/internal/ringdex"
)

// TestRecover closes the run that a crash has left, and no other.
func TestRecover(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ended := f.call(record("1", set("lastName", "Nová"))).Run
	left := f.newRun(f.job())
	left.Counts = ringdex.Counts{Read: 1000, Created: 1000}
	if err := f.Store.Update(t.Context(), f.job().Organization, func(w ringdex.Writer) error { return w.PutRun(left) }); err != nil {
		t.Fatal(err)
	}
	if err := f.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, f.kept(ended.ID).State, ringdex.RunFinished)
	got := f.kept(left.ID)
	wantEqual(t, got.Counts, left.Counts)
	if got.State != ringdex.RunStopped || got.Error == "" || got.Finished.IsZero() {
		t.Errorf("the run that was left is %+v", got)
	}
}
