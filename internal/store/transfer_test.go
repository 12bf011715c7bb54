package store_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/postgres"
	"ringdex/internal/store/sqlite"
	"ringdex/internal/store/storetest"
	"ringdex/internal/store/storetest/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// onRoutes runs a test for each way from one engine to another, from a database to an empty one.
func onRoutes(t *testing.T, test func(t *testing.T, from, to *store.Store)) {
	t.Helper()
	open := map[string]func(*testing.T) *store.Store{"sqlite": openSQLite, "postgres": openPostgres}
	for _, route := range [][2]string{{"sqlite", "sqlite"}, {"sqlite", "postgres"}, {"postgres", "sqlite"}, {"postgres", "postgres"}} {
		t.Run(route[0]+" to "+route[1], func(t *testing.T) {
			t.Parallel()
			test(t, open[route[0]](t), open[route[1]](t))
		})
	}
}

func openSQLite(t *testing.T) *store.Store {
	t.Helper()
	return opened(t, sqlite.Create, filepath.Join(t.TempDir(), "ringdex.db"))
}

func openPostgres(t *testing.T) *store.Store {
	t.Helper()
	return opened(t, postgres.Open, pgtest.Filled(t, func(ctx context.Context, url string) error {
		st, err := postgres.Open(ctx, url)
		if err != nil {
			return err
		}
		return st.Close()
	}))
}

func opened(t *testing.T, open func(context.Context, string) (*store.Store, error), where string) *store.Store {
	t.Helper()
	st, err := open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func wantCode(t *testing.T, err error, want ringdex.Code) {
	t.Helper()
	if got := ringdex.CodeOf(err); got != want {
		t.Errorf("got code %q (%v), want %q", got, err, want)
	}
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	onRoutes(t, func(t *testing.T, from, to *store.Store) {
		storetest.Fill(t, from, 4000)
		last := store.TransferProgress{}
		done, err := (&store.Transfer{From: from, To: to, Progress: func(p store.TransferProgress) { last = p }}).Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range done.Tables {
			if table.Rows == 0 {
				t.Errorf("nothing in %s was copied: this proves nothing about it", table.Table)
			}
		}
		if last.Rows != last.Total || last.Total < 12_000 {
			t.Errorf("the progress ended at %+v", last)
		}
		wantCode(t, to.Whole(t.Context()), "")
		storetest.Verify(t, to)
	})
}

// TestTransferGoesOn interrupts a transfer half way, and changes the original before it goes on.
func TestTransferGoesOn(t *testing.T) {
	t.Parallel()
	onRoutes(t, func(t *testing.T, from, to *store.Store) {
		storetest.Fill(t, from, 4000)
		ctx, cancel := context.WithCancel(t.Context())
		transfer := store.Transfer{From: from, To: to, Progress: func(p store.TransferProgress) {
			if p.Rows > p.Total/2 {
				cancel()
			}
		}}
		if _, err := transfer.Run(ctx); err == nil {
			t.Fatal("it was cancelled half way and says nothing of it")
		}
		wantCode(t, to.Whole(t.Context()), ringdex.Unavailable)
		org, c := firstOrganization(t, from), newContact()
		wantCode(t, from.Update(t.Context(), org, c.create), "")
		transfer.Progress = nil
		if _, err := transfer.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		storetest.Verify(t, to)
		wantCode(t, to.View(t.Context(), org, func(r ringdex.Reader) error {
			_, err := ringdex.ContactByID(r, c.ID)
			return err
		}), "") // it was written between both attempts
	})
}

func firstOrganization(t *testing.T, st *store.Store) ringdex.OrganizationID {
	t.Helper()
	all, err := st.Organizations(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatalf("%d organizations: %v", len(all), err)
	}
	return all[0].ID
}

// contact is one whose id comes before all others.
type contact struct{ *ringdex.Contact }

func newContact() contact {
	return contact{&ringdex.Contact{ID: ringdex.NewID(time.UnixMilli(1)), LastName: "first of all", Roles: ringdex.EndUser, Version: 1}}
}

func (c contact) create(w ringdex.Writer) error {
	return w.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c.Contact}}})
}

func TestTransferRefuses(t *testing.T) {
	t.Parallel()
	onRoutes(t, func(t *testing.T, from, to *store.Store) {
		storetest.Fill(t, from, 0)
		run := func() error {
			_, err := (&store.Transfer{From: from, To: to}).Run(t.Context())
			return err
		}
		node := ringdex.Node{ID: "n1", Host: "box:7"}
		for _, served := range []*store.Store{from, to} {
			wantCode(t, served.Beat(t.Context(), node), "")
			wantCode(t, run(), ringdex.Conflict)
			wantCode(t, served.Leave(t.Context(), node.ID), "")
		}
		_, err := to.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization})
		wantCode(t, err, "")
		wantCode(t, run(), ringdex.Conflict)
	})
}

// TestTransferSeesAServer: the transfer detects a server started on the original, even one that has
// not written.
func TestTransferSeesAServer(t *testing.T) {
	t.Parallel()
	node := ringdex.Node{ID: "n1", Host: "box:7"}
	for name, meanwhile := range map[string]func(ctx context.Context, st *store.Store, org ringdex.OrganizationID) error{
		"that is alive": func(ctx context.Context, st *store.Store, _ ringdex.OrganizationID) error { return st.Beat(ctx, node) },
		"that has written": func(ctx context.Context, st *store.Store, org ringdex.OrganizationID) error {
			return st.Update(ctx, org, newContact().create)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRoutes(t, func(t *testing.T, from, to *store.Store) {
				storetest.Fill(t, from, 0)
				org, done := firstOrganization(t, from), false
				_, err := (&store.Transfer{From: from, To: to, Progress: func(store.TransferProgress) {
					if !done {
						done = true
						wantCode(t, meanwhile(t.Context(), from, org), "")
					}
				}}).Run(t.Context())
				wantCode(t, err, ringdex.Conflict)
				wantCode(t, to.Whole(t.Context()), ringdex.Unavailable)
			})
		})
	}
}

// TestTransferByTwo: two programs that fill the same target get into nobody's way, and the one that
// comes second adds nothing to a target that is in use by then.
func TestTransferByTwo(t *testing.T) {
	t.Parallel()
	onRoutes(t, func(t *testing.T, from, to *store.Store) {
		storetest.Fill(t, from, 500)
		overtaken := false
		_, err := (&store.Transfer{From: from, To: to, Progress: func(store.TransferProgress) {
			if !overtaken { // before anything of the first one is written
				overtaken = true
				_, err := (&store.Transfer{From: from, To: to}).Run(t.Context())
				wantCode(t, err, "")
			}
		}}).Run(t.Context())
		wantCode(t, err, ringdex.Conflict)
		wantCode(t, to.Whole(t.Context()), "")
		storetest.Verify(t, to)
	})
}

// TestTransferNamesSpoiledTexts: SQLite itself keeps texts that PostgreSQL cannot, and an old file,
// or one that somebody has worked on by hand, may have some.
func TestTransferNamesSpoiledTexts(t *testing.T) {
	t.Parallel()
	for name, spoiled := range map[string][]byte{"zero byte": []byte("a\x00b"), "not UTF-8": []byte("a\xffb")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, c := filepath.Join(t.TempDir(), "ringdex.db"), newContact()
			from := opened(t, sqlite.Create, path)
			storetest.Fill(t, from, 0)
			wantCode(t, from.Update(t.Context(), firstOrganization(t, from), c.create), "")
			spoil(t, path, "UPDATE contacts SET body = CAST(x'"+hex.EncodeToString(spoiled)+"' AS TEXT) WHERE id = x'"+hex.EncodeToString(c.ID[:])+"'")
			to := openPostgres(t)
			_, err := (&store.Transfer{From: from, To: to}).Run(t.Context())
			wantCode(t, err, ringdex.Invalid)
			for _, word := range []string{"table contacts", "organization 1", "id " + c.ID.String(), "column body"} {
				if err == nil || !strings.Contains(err.Error(), word) {
					t.Errorf("got %v, want it to say %q", err, word)
				}
			}
			spoil(t, path, "UPDATE contacts SET body = '{}' WHERE id = x'"+hex.EncodeToString(c.ID[:])+"'")
			_, err = (&store.Transfer{From: from, To: to}).Run(t.Context())
			wantCode(t, err, "") // it goes on once that is mended
		})
	}
}

// spoil changes one row behind the store's back.
func spoil(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	result, err := db.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := result.RowsAffected(); n != 1 {
		t.Fatalf("%d rows were changed by %s", n, statement)
	}
}
