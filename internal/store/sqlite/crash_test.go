package sqlite

import (
	"testing"

	"ringdex/internal/store/storetest"
)

func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	storetest.Killed(t, path, func(t *testing.T) storetest.Store {
		st := openStore(t, path)
		var answer string
		if err := openRaw(t, path).QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&answer); err != nil || answer != "ok" {
			t.Errorf("the integrity check says %q, %v", answer, err)
		}
		return st
	})
}
