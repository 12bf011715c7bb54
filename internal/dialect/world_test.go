package dialect_test

import (
	"os"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

func TestMain(m *testing.M) { os.Exit(dialecttest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	dialecttest.OnPostgreSQL(t, "^TestLogHasNothingPersonal$")
}

// world has what the tests of this package do with one.
type world struct{ *dialecttest.World }

func newWorld(t testing.TB, around func(ringdex.Store) ringdex.Store, more ...connector.Kind) *world {
	t.Helper()
	return &world{dialecttest.NewWorld(t, around, more...)}
}
