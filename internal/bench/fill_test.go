package bench

import (
	"path/filepath"
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/sqlite"
)

// BenchmarkFill is the store's write path alone: contacts a second through Apply.
func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		st, err := sqlite.Create(b.Context(), filepath.Join(b.TempDir(), "fill.db"))
		if err != nil {
			b.Fatal(err)
		}
		o, err := st.PutOrganization(b.Context(), ringdex.Organization{Key: "default", Created: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
		const n = 50_000
		began := time.Now()
		if err := fill(b.Context(), st, o.ID, 0, n, time.Now()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(n/time.Since(began).Seconds(), "contacts/s")
		_ = st.Close()
	}
}
