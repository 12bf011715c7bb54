package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"ringdex/internal/ringdex"
)

// Bare connects to a database the way Open does for writing, without any schema: the floor that
// benchmarks compare with.
func Bare(url string) (*sql.DB, error) {
	config, err := settings(url)
	if err != nil {
		return nil, err
	}
	return pool(writing(config)), nil
}

// BareCopy writes rows by COPY, in the transaction that was begun on the connection, if any: the
// fastest way in.
func BareCopy(ctx context.Context, conn *sql.Conn, table string, columns []string, rows [][]any) error {
	return conn.Raw(func(driver any) error { // database/sql knows no COPY
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	})
}

// Scratch creates temporary databases for a measurement on an existing server, and drops them.
type Scratch struct {
	db     *sql.DB
	url    *url.URL
	config *pgx.ConnConfig
	names  []string
}

// NewScratch connects to the server of a postgres:// URL. The user needs the right CREATEDB, and
// the database of the URL serves to connect only. Errors are those of Open.
func NewScratch(ctx context.Context, address string) (*Scratch, error) {
	config, err := settings(address)
	if err != nil {
		return nil, err
	}
	parsed, err := url.Parse(address)
	if err != nil { // the message would contain the password
		return nil, ringdex.Fail(ringdex.Invalid, "postgres.address")
	}
	s := &Scratch{db: pool(config), url: parsed, config: config}
	if err := s.db.PingContext(ctx); err != nil {
		_ = s.db.Close()
		return nil, unopened(config, err)
	}
	return s, nil
}

// Database creates an empty database and returns its URL.
func (s *Scratch) Database(ctx context.Context) (address string, err error) {
	name := "ringdex_bench_" + strings.ToLower(rand.Text())
	_, err = s.db.ExecContext(ctx, "CREATE DATABASE "+name+" ENCODING 'UTF8' TEMPLATE template0")
	if stateOf(err) == "42501" {
		user := pgx.Identifier{s.config.User}.Sanitize()
		return "", ringdex.Fail(ringdex.Denied, "postgres.no_create", user, user)
	}
	if err != nil {
		return "", fmt.Errorf("make a database: %w", err)
	}
	s.names = append(s.names, name)
	made := *s.url
	query := made.Query()
	query.Del("dbname") // it would take precedence
	made.Path, made.RawQuery = "/"+name, query.Encode()
	return made.String(), nil
}

// told are the server settings that affect writes most.
var told = []string{"server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"}

// Told returns the server's version and settings: "PostgreSQL, server_version 15.8, fsync on, …".
func (s *Scratch) Told(ctx context.Context) (string, error) {
	text := "PostgreSQL"
	for _, name := range told {
		var value string
		if err := s.db.QueryRowContext(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return "", fmt.Errorf("ask for the setting %s: %w", name, err)
		}
		text += ", " + name + " " + value
	}
	return text, nil
}

// Close drops the databases even if clients are connected or ctx has ended.
func (s *Scratch) Close(ctx context.Context) (err error) {
	for _, name := range s.names {
		if _, dropErr := s.db.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); dropErr != nil {
			err = errors.Join(err, fmt.Errorf("drop the database %s, which is not needed any more: %w", name, dropErr))
		}
	}
	return errors.Join(err, s.db.Close())
}
