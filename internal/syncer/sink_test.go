package syncer

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

// What a source remembers of records is there for its next read, and for no other connector.
func TestRemember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("crm", map[string]string{"1": "A", "2": "B"})
	one, two := w.contact("crm", "1").Ref(), w.contact("crm", "2").Ref()
	open := func(name string, dry bool) *sink {
		t.Helper()
		state, err := w.Show(t.Context(), w.org, name)
		if err != nil {
			t.Fatal(err)
		}
		k, err := w.newSink(t.Context(), w.org, &state.Connector, Reading{DryRun: dry})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	w.add(Config{Name: "erp", Kind: "reader"})
	w.add(Config{Name: "other", Kind: "reader"})
	for _, kept := range []map[ringdex.Ref][]byte{{one: []byte("v1"), two: []byte("v2")}, {one: []byte("v3"), two: nil}} {
		if err := open("erp", false).Remember(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
	}
	if err := open("erp", true).Remember(t.Context(), map[ringdex.Ref][]byte{two: []byte("dry")}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]map[ringdex.Ref][]byte{"erp": {one: []byte("v3")}, "other": {}} {
		got, err := open(name, false).Recall(t.Context(), []ringdex.Ref{one, two})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}
