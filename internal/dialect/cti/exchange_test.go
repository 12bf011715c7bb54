package cti_test

import (
	"os"
	"testing"

	"ringdex/internal/dialect/dialecttest"
)

func TestMain(m *testing.M) { os.Exit(dialecttest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	dialecttest.OnPostgreSQL(t)
}

func TestExchanges(t *testing.T) {
	t.Parallel()
	dialecttest.Replay(t)
}
