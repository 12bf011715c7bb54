package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/migrations"
)

// Migrate migrates the schema of db to the newest version, or refuses a database of a newer
// ringdex. adapt replaces /*clustered*/ and types by the engine's.
func Migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, adapt *strings.Replacer) error {
	steps, err := goSteps(adapt)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, db, nil, goose.WithGoMigrations(steps...), goose.WithVerbose(false))
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	newest := int64(len(steps))
	if version > newest {
		return ringdex.Fail(ringdex.Invalid, "store.newer", version, newest)
	}
	return climb(ctx, provider, version, newest)
}

// climb migrates from version to newest. It tolerates a step that another process takes
// concurrently, since two nodes may start together.
func climb(ctx context.Context, provider *goose.Provider, version, newest int64) error {
	for version < newest {
		_, failure := provider.Up(ctx)
		reached, err := provider.GetDBVersion(ctx)
		if err != nil {
			return fmt.Errorf("read the version of the database: %w", err)
		}
		if failure != nil && reached == version {
			return fmt.Errorf("migrate the database: %w", failure)
		}
		version = reached
	}
	return nil
}

// inGo has the parts of migrations that SQL cannot express on both engines; they run after the
// statements.
var inGo = map[string]func(context.Context, *sql.Tx) error{"0003_names.sql": refold, "0005_cursors.sql": nameCursors, "0006_documents.sql": moveDocuments}

func goSteps(adapt *strings.Replacer) ([]*goose.Migration, error) {
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]*goose.Migration, len(names))
	for i, name := range names {
		text, err := migrations.Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(name, want) {
			return nil, errors.New("migrations: " + name + " should begin with " + want)
		}
		statements := adapt.Replace(string(text))
		steps[i] = goose.NewGoMigration(int64(i+1), &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			if more := inGo[name]; err == nil && more != nil {
				err = more(ctx, tx)
			}
			return err
		}}, nil)
	}
	return steps, nil
}
