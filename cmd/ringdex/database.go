package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"ringdex/internal/store"
	"ringdex/internal/store/postgres"
	"ringdex/internal/store/sqlite"
)

// open opens the database of the settings, unless it is half of a copy.
func (e *environment) open() (*store.Store, error) {
	st, err := openDatabase(e.ctx, e.cli.Database)
	if err != nil {
		return nil, err
	}
	if err := st.Whole(e.ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// openDatabase opens sqlite:PATH or postgres://….
func openDatabase(ctx context.Context, database string) (*store.Store, error) {
	kind, path, _ := strings.Cut(database, ":")
	switch {
	case kind == "sqlite" && path != "":
		return sqlite.Open(ctx, path)
	case isPostgres(kind):
		return postgres.Open(ctx, database)
	}
	return nil, fmt.Errorf("%s is not a database; write sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME", shownDatabase(database))
}

func isPostgres(kind string) bool { return kind == "postgres" || kind == "postgresql" }

// shownDatabase is the database as logs and screens may have it: without a password, and without whatever else
// cannot be told from one.
func shownDatabase(database string) string {
	kind, path, _ := strings.Cut(database, ":")
	if kind == "sqlite" || !strings.ContainsAny(path, "@:?=") {
		return database
	}
	u, err := url.Parse(database)
	if err != nil || u.Host == "" && u.Path == "" || strings.Contains(u.Path, "@") { // what is behind @ is the host: a password was not escaped
		return kind + ":…"
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.User != nil {
		shown.User = url.User(u.User.Username())
	}
	if host := u.Query().Get("host"); host != "" { // a socket's folder
		shown.RawQuery = "host=" + host
	}
	return shown.String()
}
