package main

import (
	"testing"
)

func TestShownDatabaseHasNoPassword(t *testing.T) {
	t.Parallel()
	for database, want := range map[string]string{
		"sqlite:ringdex.db":        "sqlite:ringdex.db",
		"sqlite:/var/lib/a@b:c.db": "sqlite:/var/lib/a@b:c.db",
		"postgres://ringdex:secret@db.example:5433/hub?sslmode=require": "postgres://ringdex@db.example:5433/hub",
		"postgresql://ringdex:secret@db.example/hub":                    "postgresql://ringdex@db.example/hub",
		"postgres://db.example/hub?user=ringdex&password=secret":        "postgres://db.example/hub",
		"postgres://ringdex:secret@/hub?host=/run/postgresql":           "postgres://ringdex@/hub?host=/run/postgresql",
		"postgres://ringdex:se/cret@db.example/hub":                     "postgres:…",
		"postgres://ringdex:12/cret@db.example/hub":                     "postgres:…",
		"postgres://ringdex:se%cret@db.example/hub":                     "postgres:…",
		"mysql://ringdex:secret@db.example/hub":                         "mysql://ringdex@db.example/hub",
		"postgres:ringdex:secret@db.example":                            "postgres:…",
		"nonsense":                                                      "nonsense",
	} {
		if got := shownDatabase(database); got != want {
			t.Errorf("%s is shown as %s, want %s", database, got, want)
		}
	}
}
