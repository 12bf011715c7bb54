package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"ringdex/internal/auth/user"
	"ringdex/internal/directory"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/postgres"
	"ringdex/internal/store/sqlite"
)

// open opens the configured database, which must exist. A mistyped path is an error, not a new
// empty directory.
func (e *environment) open() (*store.Store, error) { return e.openBy(sqlite.Open) }

// openOrCreate is open for the few commands that may start a directory. It prints the path of a
// created file.
func (e *environment) openOrCreate() (*store.Store, error) {
	return e.openBy(func(ctx context.Context, path string) (*store.Store, error) {
		_, missing := os.Stat(path)
		st, err := sqlite.Create(ctx, path)
		if err == nil && missing != nil {
			e.warn("cmd.created", path)
		}
		return st, err
	})
}

// opening opens an SQLite file.
type opening func(ctx context.Context, path string) (*store.Store, error)

// openBy refuses a database with an incomplete transfer.
func (e *environment) openBy(sqliteBy opening) (*store.Store, error) {
	st, err := openDatabase(e.ctx, e.cli.Database, sqliteBy)
	if err != nil {
		return nil, err
	}
	if err := st.Whole(e.ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// openDatabase opens sqlite:PATH or postgres://….
func openDatabase(ctx context.Context, database string, sqliteBy opening) (*store.Store, error) {
	kind, path, _ := strings.Cut(database, ":")
	switch {
	case kind == "sqlite" && path != "":
		st, err := sqliteBy(ctx, path)
		if errors.Is(err, sqlite.ErrNone) {
			err = message.Err("cmd.no_database", path)
		}
		return st, err
	case isPostgres(kind):
		return postgres.Open(ctx, database)
	}
	return nil, usage(message.Err("cmd.not_a_database", shownDatabase(database)))
}

// organization opens the database and finds the command's organization.
func (e *environment) organization() (*store.Store, ringdex.Organization, error) {
	st, err := e.open()
	return e.find(st, err)
}

// organizationOpener opens a database and finds the command's organization.
type organizationOpener func() (*store.Store, ringdex.Organization, error)

// with calls do with the opened database and the organization, and closes the database.
func (e *environment) with(open organizationOpener, do func(*store.Store, ringdex.Organization) error) error {
	st, org, err := open()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	return do(st, org)
}

// inDirectory is with for commands that need the directory only.
func (e *environment) inDirectory(open organizationOpener, do func(*directory.Directory, ringdex.OrganizationID) error) error {
	return e.with(open, func(st *store.Store, org ringdex.Organization) error {
		return do(directory.New(st, e.clock), org.ID)
	})
}

// prepared is organization after bootstrap, so that commands that add something also work on a
// database that was never served.
func (e *environment) prepared() (*store.Store, ringdex.Organization, error) {
	return e.prepare(e.open, adminPassword())
}

// prepare bootstraps an opened database with a password for its first administrator, "" to generate
// one, and finds the organization.
func (e *environment) prepare(open func() (*store.Store, error), password string) (*store.Store, ringdex.Organization, error) {
	st, err := open()
	if err != nil {
		return nil, ringdex.Organization{}, err
	}
	if _, err = e.bootstrap(st, password); ringdex.CodeOf(err) == ringdex.Conflict {
		err = nil // no administrator yet: a command may create one
	}
	st.LimitWaiting(commandPatience)
	return e.recovered(e.find(st, err))
}

// commandPatience is the timeout of a waiting command: a server's import may be running, or a
// killed one not yet declared dead.
const commandPatience = 2 * time.Minute

// recovered rolls back the staged changes of a killed command, in case no server runs to do it.
func (e *environment) recovered(st *store.Store, o ringdex.Organization, err error) (*store.Store, ringdex.Organization, error) {
	if err != nil {
		return st, o, err
	}
	in := intake.New(intake.Deps{Store: st, Clock: e.clock, Log: slog.New(slog.DiscardHandler), Nodes: st.Nodes})
	if err := in.RecoverIn(e.ctx, o.ID); err != nil {
		return nil, o, errors.Join(err, st.Close())
	}
	return st, o, nil
}

// find finds the organization in st, or returns err. It closes st if it fails.
func (e *environment) find(st *store.Store, err error) (*store.Store, ringdex.Organization, error) {
	if st == nil {
		return nil, ringdex.Organization{}, err
	}
	var all []ringdex.Organization
	if err == nil {
		all, err = st.Organizations(e.ctx)
	}
	for _, o := range all {
		if o.Key == e.cli.Organization {
			return st, o, nil
		}
	}
	if err == nil {
		err = message.Err("cmd.no_organization", ringdex.Show(e.cli.Organization))
	}
	return nil, ringdex.Organization{}, errors.Join(err, st.Close())
}

// bootstrap creates the first organization and administrator if missing, and prints a generated
// password. The organization keeps the regions of this start, so that every later command reads
// numbers as the server does.
func (e *environment) bootstrap(st ringdex.Store, password string) (generated string, err error) {
	regions, err := e.regions()
	if err != nil {
		return "", err
	}
	first := user.First{Password: password, Settings: ringdex.Settings{Regions: regions}}
	generated, err = user.Bootstrap(e.ctx, st, e.clock, first)
	if err == nil && generated != "" {
		fmt.Fprintln(e.stderr, e.say("cmd.first_start", generated))
	}
	return generated, err
}

// adminPassword returns the configured password of the first administrator. It is not a flag,
// because the process list would show it.
func adminPassword() string { return os.Getenv("RINGDEX_ADMIN_PASSWORD") }

func isPostgres(kind string) bool { return kind == "postgres" || kind == "postgresql" }

// shownDatabase returns the database's address for logs and screens, without passwords and anything
// that may be one.
func shownDatabase(database string) string {
	kind, path, _ := strings.Cut(database, ":")
	if kind == "sqlite" || !strings.ContainsAny(path, "@:?=") {
		return database
	}
	u, err := url.Parse(database)
	if err != nil || u.Host == "" && u.Path == "" || strings.Contains(u.Path, "@") { // an unescaped password: only the part after @ is the host
		return kind + ":…"
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.User != nil {
		shown.User = url.User(u.User.Username())
	}
	if host := u.Query().Get("host"); host != "" { // folder of a socket
		shown.RawQuery = "host=" + host
	}
	return shown.String()
}
