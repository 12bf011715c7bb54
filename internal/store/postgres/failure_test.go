package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest"
	"ringdex/internal/store/storetest/pgtest"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	const source, key = "INSERT INTO documents (organization, id, kind, body) VALUES ", "INSERT INTO documents (organization, id, name, kind, body) VALUES "
	for text, want := range map[string]ringdex.Code{
		source + "(1, 'a', 'source', ''), (1, 'a', 'source', '')":                                                                         ringdex.Conflict,
		source + "(1, 'a', 'source', ''), (1, 'a', 'source', '') ON CONFLICT (organization, kind, id) DO UPDATE SET body = excluded.body": ringdex.Conflict,
		key + "(1, 'a', 'h', 'key', ''), (1, 'b', 'h', 'key', '')":                                                                        ringdex.Conflict,
		source + "(1, 'a', 'source', NULL)":                                                                                               ringdex.Internal, // a constraint, but not of a key
		"SELECT nonsense":                                                                                                                 ringdex.Internal,
		"SET LOCAL statement_timeout = 1; SELECT pg_sleep(60)":                                                                            ringdex.Unavailable,
		"SELECT pg_terminate_backend(pg_backend_pid())":                                                                                   ringdex.Unavailable,
	} {
		_, err := connect(t, url).PgConn().Exec(t.Context(), text).ReadAll()
		wantCode(t, orNone(err), want)
	}
	conn := connect(t, url)
	_, err := conn.Exec(t.Context(), "SELECT pg_terminate_backend(pg_backend_pid())")
	wantCode(t, orNone(err), ringdex.Unavailable)
	_, err = conn.Exec(t.Context(), "SELECT 1")
	wantCode(t, orNone(err), ringdex.Unavailable) // the connection is gone
	for code, want := range map[string]ringdex.Code{
		"40001": ringdex.Unavailable, "40P01": ringdex.Unavailable, "53100": ringdex.Unavailable, "53300": ringdex.Unavailable, "08006": ringdex.Unavailable,
		"55P03": ringdex.Unavailable, "57P03": ringdex.Unavailable, "25P03": ringdex.Unavailable, "25006": ringdex.Unavailable,
		"23502": ringdex.Internal, "42P01": ringdex.Internal, "22021": ringdex.Internal, "25P02": ringdex.Internal,
	} {
		wantCode(t, orNone(&pgconn.PgError{Code: code}), want)
	}
	wantCode(t, orNone(&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}), ringdex.Unavailable)
	wantCode(t, orNone(errors.New("a mistake")), ringdex.Internal)
}

// orNone is the code that an error of the database gets, nil for none.
func orNone(err error) error {
	if err == nil {
		return nil
	}
	code, _ := classify(fmt.Errorf("wrapped: %w", err))
	return code
}

func TestTroubles(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]store.Trouble{
		"53100": store.Full, "25006": store.ReadOnly, "58030": store.Broken,
		"53300": "", "57P01": "", "23505": "", "42P01": "",
	} {
		if _, got := classify(fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: state})); got != want {
			t.Errorf("%s: got %q, want %q", state, got, want)
		}
	}
	if _, got := classify(io.EOF); got != "" {
		t.Errorf("a connection that broke is %q", got)
	}
}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	if err := migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if _, err := connect(t, url).Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), url)
	wantCode(t, err, ringdex.Invalid)
	wantWords(t, err, "ringdex_test_", "schema 9999", "newer ringdex", "backup")
}

func TestOpenRefusesAForeignDatabase(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	if _, err := connect(t, url).Exec(t.Context(), "CREATE TABLE books (title TEXT)"); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), url)
	wantCode(t, err, ringdex.Invalid)
	wantWords(t, err, "of another program", "the table books", "--database")
	if _, err := connect(t, url).Exec(t.Context(), "DROP TABLE books"); err != nil {
		t.Fatal(err)
	}
	openStore(t, url)
}

func TestOpenRefusesToBreakAServer(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	if err := migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	node := ringdex.Node{ID: "old", Host: "crm.example/42"}
	if err := openStore(t, url).Beat(t.Context(), node); err != nil {
		t.Fatal(err)
	}
	if _, err := connect(t, url).Exec(t.Context(), "DELETE FROM goose_db_version WHERE version_id >= 6"); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), url)
	wantCode(t, err, ringdex.Conflict)
	wantWords(t, err, "crm.example/42", "older version", "stop it", "10 seconds")
}

// with is the URL with something else in it.
func with(t *testing.T, base string, edit func(u *url.URL)) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	edit(u)
	return u.String()
}

const secret = "s3cr3t-Passw0rd"

// TestOpenSaysWhatToDo: and whatever it says, a password is not in it.
func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	base := pgtest.Empty(t)
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	_ = closed.Close()
	for where, words := range map[string][]string{
		with(t, base, func(u *url.URL) { u.User = url.UserPassword("ringdex", secret); u.Path = "/no such one" }): {`"no such one"`, "does not exist", `CREATE DATABASE "no such one"`},
		with(t, base, func(u *url.URL) { u.User = url.UserPassword("nobody at all", secret) }):                    {"nobody at all"},
		"postgres://ringdex:" + secret + "@" + address + "/ringdex?sslmode=disable":                               {address, "no PostgreSQL server answers", "host and port"},
		"postgres://ringdex:" + secret + "@no-such-host.invalid/ringdex":                                          {"no-such-host.invalid:5432", "no PostgreSQL server answers"},
		"postgres://ringdex:" + secret + "@[/ringdex":                                                             {"postgres://USER:PASSWORD@HOST:PORT/NAME", "%40"},
		"postgres://ringdex:" + secret + "/x@localhost:port/ringdex":                                              {"postgres://USER:PASSWORD@HOST:PORT/NAME"},
		"postgres://ringdex:12/" + secret + "@localhost/ringdex":                                                  {"%2F"},
		"postgres://ringdex:" + secret + "@localhost/ringdex?sslmode=maybe":                                       {"an unknown setting"},
	} {
		_, err := Open(t.Context(), where)
		wantWords(t, err, words...)
		for _, shown := range []string{fmt.Sprint(err), causes(err)} {
			if strings.Contains(shown, secret) {
				t.Errorf("the password is shown: %s", shown)
			}
		}
	}
}

// causes are all errors that an error is made of.
func causes(err error) string {
	known, ok := errors.AsType[*ringdex.Error](err)
	if !ok || known.Cause == nil {
		return ""
	}
	return known.LogValue().String() + known.Cause.Error()
}

func TestOpenNeedsUTF8(t *testing.T) {
	t.Parallel()
	base := pgtest.Empty(t)
	name := strings.TrimPrefix(with(t, base, func(u *url.URL) { *u = url.URL{Path: u.Path + "_latin"} }), "/")
	conn := connect(t, base)
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name+" ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = conn.Exec(context.Background(), "DROP DATABASE "+name) })
	_, err := Open(t.Context(), with(t, base, func(u *url.URL) { u.Path = "/" + name }))
	wantCode(t, err, ringdex.Invalid)
	wantWords(t, err, "LATIN1", "ENCODING 'UTF8'")
}

// TestServerCrash: what is under way when the server crashes fails and leaves nothing, and then all
// goes on.
func TestServerCrash(t *testing.T) {
	t.Parallel()
	cluster := pgtest.New(t)
	st := openStore(t, cluster.Database("postgres"))
	org := addOrganization(t, st)
	wantCode(t, st.Update(t.Context(), org, create), "")
	wantCode(t, st.Update(t.Context(), org, func(w ringdex.Writer) error {
		if err := create(w); err != nil {
			return err
		}
		cluster.Stop(t)
		return nil
	}), ringdex.Unavailable)
	wantCode(t, st.Update(t.Context(), org, create), ringdex.Unavailable)
	wantCode(t, st.View(t.Context(), org, func(ringdex.Reader) error { return nil }), ringdex.Unavailable)
	cluster.Start(t)
	wantCode(t, st.Update(t.Context(), org, create), "")
	storetest.Verify(t, st)
	heads, err := st.Heads(t.Context())
	if wantCode(t, err, ""); heads[org] != 2 {
		t.Errorf("got head %d, want 2", heads[org])
	}
}

// TestConnectionLost: the server ends a writer's connection, as it does to one that was idle for
// too long.
func TestConnectionLost(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	st := openStore(t, url)
	org := addOrganization(t, st)
	killer := connect(t, url)
	err := st.Update(t.Context(), org, func(w ringdex.Writer) error {
		if err := create(w); err != nil {
			return err
		}
		_, err := killer.Exec(t.Context(), "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()")
		return err
	})
	wantCode(t, err, ringdex.Unavailable)
	wantCode(t, st.Update(t.Context(), org, create), "")
	heads, err := st.Heads(t.Context())
	if wantCode(t, err, ""); heads[org] != 1 {
		t.Errorf("got head %d, want 1", heads[org])
	}
}

// TestFrozenNodeLetsGo: a node that has stopped in the middle of a transaction does not keep the
// others waiting.
func TestFrozenNodeLetsGo(t *testing.T) {
	t.Parallel()
	base := newDatabase(t)
	frozen := openStore(t, with(t, base, func(u *url.URL) { u.RawQuery += "&idle_in_transaction_session_timeout=100" }))
	other := openStore(t, base)
	org := addOrganization(t, other)
	wantCode(t, frozen.Update(t.Context(), org, func(w ringdex.Writer) error {
		if err := create(w); err != nil {
			return err
		}
		return other.Update(t.Context(), org, create) // waits until the server has ended the first one
	}), ringdex.Unavailable)
	heads, err := other.Heads(t.Context())
	if wantCode(t, err, ""); heads[org] != 1 {
		t.Errorf("got head %d, want 1", heads[org])
	}
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	config, err := settings("postgres://jana:" + secret + "@db.example/hub")
	if err != nil {
		t.Fatal(err)
	}
	for state, words := range map[string][]string{
		"28P01": {"password", `"jana"`, "wrong"}, "28000": {"pg_hba.conf"}, "3D000": {`CREATE DATABASE "hub"`}, "42501": {"owner"}, "53300": {"max_connections"}, "57P03": {"again in a moment"}, "XX000": {"below"},
	} {
		failure := unopened(config, fmt.Errorf("connect: %w", &pgconn.PgError{Code: state}))
		wantWords(t, failure, append(words, "db.example:5432")...)
		if strings.Contains(failure.Error()+causes(failure), secret) {
			t.Errorf("the password is shown: %v", failure)
		}
	}
}
