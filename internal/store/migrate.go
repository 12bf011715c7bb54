package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/migrations"
)

// Schema is what the migrations need to know of an engine.
type Schema struct {
	Dialect goose.Dialect
	Adapt   *strings.Replacer // replaces /*clustered*/ and types by the engine's
	Now     string            // an expression for the time in milliseconds
	Foreign string            // a query for a table of a database that is not ours; no row if it is, or is empty
}

// Migrate migrates the schema of db to the newest version. It refuses a database of another program
// or of a newer ringdex, and a breaking step while an older server is alive.
func Migrate(ctx context.Context, db *sql.DB, schema Schema) error {
	if err := schema.refuseForeign(ctx, db); err != nil {
		return err
	}
	steps, err := goSteps(schema.Adapt)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(schema.Dialect, db, nil, goose.WithGoMigrations(steps...), goose.WithVerbose(false))
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
	if err := schema.refuseBreaking(ctx, db, version, newest); err != nil {
		return err
	}
	return climb(ctx, provider, version, newest)
}

// refuseForeign returns Invalid for a database with tables, but without those of our first step. A
// mistyped path must not add our tables to another program's database. The first step was changed
// until 22 November 2026, so a database of an earlier ringdex counts as foreign, too.
func (s Schema) refuseForeign(ctx context.Context, db *sql.DB) error {
	var table string
	switch err := db.QueryRowContext(ctx, s.Foreign).Scan(&table); {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("read the tables of the database: %w", err)
	}
	return ringdex.Fail(ringdex.Invalid, "store.foreign", table)
}

// breaking are the steps that programs before them cannot work beside: those that remove what they
// use, and the log of keys, which they neither read nor write. All other steps only add, so that
// nodes can be upgraded one by one.
var breaking = []int64{5, 6, 8}

// refuseBreaking returns a Conflict if a breaking step is due while a server of the older version
// is alive. A server of the newer version has migrated before its first heartbeat.
func (s Schema) refuseBreaking(ctx context.Context, db *sql.DB, version, newest int64) error {
	due := slices.ContainsFunc(breaking, func(step int64) bool { return version < step && step <= newest })
	if !due || version < 2 { // the table of nodes is from step 2
		return nil
	}
	var host string
	err := db.QueryRowContext(ctx, "SELECT host FROM nodes WHERE seen > "+s.Now+" - $1", ringdex.NodeTimeout.Milliseconds()).Scan(&host)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("look for servers of an older version: %w", err)
	}
	return ringdex.Fail(ringdex.Conflict, "store.older_server", host, int64(ringdex.NodeTimeout/time.Second))
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
