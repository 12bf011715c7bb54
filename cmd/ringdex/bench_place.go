package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"ringdex/internal/bench"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/postgres"
	"ringdex/internal/store/sqlite"
)

// Help is shown below the flags.
func (*benchCommand) Help() string {
	return "A directory of its own is measured, and removed again: a file in a temporary folder, or with --database postgres://… " +
		"two databases, named ringdex_bench_…, which are made on that server and dropped. The user of the URL needs the right " +
		"CREATEDB (ALTER ROLE … CREATEDB); the database of the URL serves to connect only, and nothing in it is read or " +
		"written. The whole server is busy meanwhile: take none that others work with. What a killed run leaves behind can be " +
		"dropped by hand: DROP DATABASE ringdex_bench_…"
}

// benchPlace is the temporary folder and database of a measurement.
type benchPlace struct {
	folder   string // for files
	database string // the temporary database
	engine   string // and its settings
	floor    bench.Floor
	scratch  *postgres.Scratch // nil on SQLite
}

// benchPlace creates one on the configured engine, next to existing databases.
func (e *environment) benchPlace() (*benchPlace, error) {
	folder, err := os.MkdirTemp("", "ringdex-bench-")
	if err != nil {
		return nil, err
	}
	p := &benchPlace{folder: folder}
	if kind, _, _ := strings.Cut(e.cli.Database, ":"); isPostgres(kind) {
		e.warn("cmd.bench_server", shownDatabase(e.cli.Database))
		if err := p.onServer(e.ctx, e.cli.Database); err != nil {
			return nil, errors.Join(err, p.end(e.ctx))
		}
		return p, nil
	}
	p.database, p.engine, p.floor = "sqlite:"+filepath.Join(folder, "ringdex.db"), "SQLite, synchronous FULL", bench.SQLite{Folder: folder}
	return p, nil
}

func (p *benchPlace) onServer(ctx context.Context, address string) (err error) {
	if p.scratch, err = postgres.NewScratch(ctx, address); err != nil {
		return err
	}
	if p.engine, err = p.scratch.Told(ctx); err != nil {
		return err
	}
	if p.database, err = p.scratch.Database(ctx); err != nil {
		return err
	}
	floor, err := p.scratch.Database(ctx)
	p.floor = bench.Postgres{URL: floor}
	return err
}

// preparedForBench is prepared for a new database.
func (e *environment) preparedForBench() (*store.Store, ringdex.Organization, error) {
	return e.prepare(func() (*store.Store, error) { return e.openBy(sqlite.Create) }, adminPassword())
}

// files returns what measures the database on disk, nil on PostgreSQL: the server has its files.
func (p *benchPlace) files() func() (int64, error) {
	if p.scratch != nil {
		return nil
	}
	return func() (size int64, err error) {
		entries, err := os.ReadDir(p.folder)
		for _, entry := range entries {
			info, failed := entry.Info()
			if failed != nil {
				return 0, failed
			}
			size += info.Size()
		}
		return size, err
	}
}

// end removes the folder and the database.
func (p *benchPlace) end(ctx context.Context) error {
	err := os.RemoveAll(p.folder)
	if p.scratch != nil {
		err = errors.Join(err, p.scratch.Close(ctx))
	}
	return err
}
