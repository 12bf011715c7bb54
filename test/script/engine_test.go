package script

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"ringdex/internal/store/storetest/pgtest"
)

// onEngines tells a story on each engine. database gives it a new one, as --database takes it.
func onEngines(t *testing.T, tell func(t *testing.T, database func(t testing.TB, name string) string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		tell(t, func(_ testing.TB, name string) string { return "sqlite:" + name + ".db" })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		pgtest.Server(t)
		tell(t, func(t testing.TB, _ string) string { return pgtest.Filled(t, migrate) })
	})
}

// migrate has the program itself make its schema.
func migrate(ctx context.Context, url string) error {
	check := exec.CommandContext(ctx, binary, "check")
	check.Env = append(os.Environ(), "RINGDEX_DATABASE="+url)
	if said, err := check.CombinedOutput(); err != nil {
		return fmt.Errorf("ringdex check: %w\n%s", err, said)
	}
	return nil
}

// environ is what the program is started with.
func environ(database string) []string {
	return append(os.Environ(), "RINGDEX_ADMIN_PASSWORD=secret", "RINGDEX_DATABASE="+database)
}
