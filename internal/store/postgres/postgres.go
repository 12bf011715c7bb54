// Package postgres opens the engine to grow with: any number of ringdex nodes on one PostgreSQL,
// all equal.
//
// It owns the settings of its connections and the differences of PostgreSQL; package store has the
// queries.
//
// Nodes coordinate in three ways. A writer locks its organization's row, so that an organization
// has one writer across all nodes. The creation of an organization and a migration take an advisory
// lock of the database. And a commit sends NOTIFY, which wakes other nodes sooner than polling; it
// is only an optimization.
package postgres

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// Open connects to the database of a postgres:// URL, and brings its schema up to date. Its errors
// say what to do, and never show a password.
func Open(ctx context.Context, url string) (*store.Store, error) {
	config, err := settings(url)
	if err != nil {
		return nil, err
	}
	// Separate pools: writers wait for each other while they hold a connection, and must not starve
	// readers.
	read, write := pool(config), pool(writing(config))
	if err := prepare(ctx, write); err != nil {
		_ = read.Close()
		_ = write.Close()
		return nil, unopened(config, err)
	}
	return store.New(engine(read, write, newRelay(config, write))), nil
}

// prepare checks the server's version and settings, and migrates the schema.
func prepare(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := suitable(ctx, conn); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", schemaLock); err != nil {
		return err
	}
	defer func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", schemaLock)
	}()
	return store.Migrate(ctx, db, store.Schema{Dialect: goose.DialectPostgres, Adapt: adapt, Now: now, Foreign: foreign})
}

// now is the time of the server in milliseconds.
const now = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint"

// foreign passes over tables of extensions, such as PostGIS.
const foreign = `SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
	AND c.relname <> 'goose_db_version' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
	AND NOT EXISTS (SELECT 1 FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = 'organizations' AND column_name = 'config_seq')
	ORDER BY c.relname LIMIT 1`

// Advisory locks are numbers that the whole database shares with other programs in it: ours begin
// like "ringdex".
const (
	schemaLock        int64 = 0x72696e67_00000001
	organizationsLock int64 = 0x72696e67_00000002
)

// adapt makes texts compare and sort by bytes, as in SQLite, regardless of the database's
// collation.
var adapt = strings.NewReplacer("/*clustered*/", "", " TEXT", ` TEXT COLLATE "C"`)

// oldest is the oldest server that ringdex is tested with.
const oldest = 15

func suitable(ctx context.Context, conn *sql.Conn) error {
	var number, encoding, version string
	err := conn.QueryRowContext(ctx, "SELECT current_setting('server_version_num'), current_setting('server_encoding'), current_setting('server_version')").
		Scan(&number, &encoding, &version)
	if err != nil {
		return err
	}
	if n, _ := strconv.Atoi(number); n/10_000 < oldest {
		return ringdex.Fail(ringdex.Invalid, "postgres.too_old", version, oldest)
	}
	if encoding != "UTF8" {
		return ringdex.Fail(ringdex.Invalid, "postgres.encoding", encoding)
	}
	return nil
}

// pool is a set of connections for reading or for writing. The server counts connections of all
// nodes together, and allows 100 by default.
func pool(config *pgx.ConnConfig) *sql.DB {
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(idleTime)
	db.SetConnMaxLifetime(lifetime)
	return db
}

func engine(read, write *sql.DB, r *relay) store.Engine {
	return store.Engine{
		Name: "postgres", Read: read, Write: write,
		TextList:    func(p string) string { return "SELECT json_array_elements_text(" + p + "::json)" },
		IntegerList: func(p string) string { return "SELECT json_array_elements_text(" + p + "::json)::bigint" },
		TextRows:    func(p string) string { return "json_array_elements_text(" + p + "::json) AS wanted(value)" },
		IDList:      func(p string) string { return "SELECT decode(json_array_elements_text(" + p + "::json), 'hex')" },
		In:          asArray,
		ForEach:     forEach,
		Insert:      insert,
		Keyed:       keyed,
		LockRow:     " FOR UPDATE",
		SkipLocked:  " FOR UPDATE OF one SKIP LOCKED",
		Now:         now,
		LockAll:     "SELECT pg_advisory_xact_lock(" + strconv.FormatInt(organizationsLock, 10) + ")",
		Classify:    classify,
		Prepares:    true,
		Sweep:       func(ctx context.Context, full bool) error { return sweep(ctx, write, full) },
		Relay:       r,
	}
}

// asArray makes a condition of an index out of the query. IN makes a join of it, for which the
// planner prefers to read all of an organization while it considers the table small.
func asArray(query string) string { return " = ANY (ARRAY(" + query + "))" }

// forEach prevents the planner from reversing the join: while it considers the table empty, it
// would read all rows of the other conditions, such as all records of a source, and scan the list
// for each. With more than one fixed column an array does not help either.
func forEach(rows, columns, from string) string {
	return "SELECT found.* FROM " + rows + " CROSS JOIN LATERAL (SELECT " + columns + " FROM " + from + " OFFSET 0) AS found"
}
