package sqlite

import (
	"context"
	"slices"
	"testing"
	"time"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest"
)

// TestTransferKnowsAllTables fails for a table that was added to the schema and would be left behind.
func TestTransferKnowsAllTables(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	openStore(t, path)
	rows, err := openRaw(t, path).QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	known := append(store.TransferredTables(), "goose_db_version", "nodes", "transfers")
	slices.Sort(known)
	var there []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		there = append(there, name)
	}
	if !slices.Equal(known, there) || rows.Err() != nil {
		t.Errorf("a transfer knows %v; the schema has %v (%v)", known, there, rows.Err())
	}
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	from, to := openStore(t, newFile(t)), openStore(t, newFile(t))
	storetest.Fill(t, from, 9000)
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
	if last.Rows != last.Total || last.Total < 18000 {
		t.Errorf("the progress ended at %+v", last)
	}
	if err := to.Whole(t.Context()); err != nil {
		t.Errorf("the copy is whole, but: %v", err)
	}
	storetest.Verify(t, to)
}

// TestTransferGoesOn interrupts a transfer half way, and changes the original before it goes on.
func TestTransferGoesOn(t *testing.T) {
	t.Parallel()
	from, to := openStore(t, newFile(t)), openStore(t, newFile(t))
	storetest.Fill(t, from, 9000)
	ctx, cancel := context.WithCancel(t.Context())
	transfer := store.Transfer{From: from, To: to, Progress: func(p store.TransferProgress) {
		if p.Table == "changes" {
			cancel()
		}
	}}
	if _, err := transfer.Run(ctx); err == nil {
		t.Fatal("it was cancelled half way and says nothing of it")
	}
	wantCode(t, to.Whole(t.Context()), ringdex.Unavailable)
	organizations, err := from.Organizations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := &ringdex.Contact{ID: ringdex.NewID(time.UnixMilli(1)), LastName: "first of all", Roles: ringdex.EndUser, Version: 1}
	if err := from.Update(t.Context(), organizations[0].ID, create(c)); err != nil {
		t.Fatal(err)
	}
	transfer.Progress = nil
	if _, err := transfer.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	storetest.Verify(t, to)
	if err := to.View(t.Context(), organizations[0].ID, func(r ringdex.Reader) error {
		_, err := r.Contact(c.ID)
		return err
	}); err != nil {
		t.Errorf("what was written between both attempts: %v", err)
	}
}

func TestTransferRefuses(t *testing.T) {
	t.Parallel()
	from, to := openStore(t, newFile(t)), openStore(t, newFile(t))
	storetest.Fill(t, from, 0)
	run := func() error {
		_, err := (&store.Transfer{From: from, To: to}).Run(t.Context())
		return err
	}
	node := ringdex.Node{ID: "n1", Host: "box:7"}
	if err := from.Beat(t.Context(), node); err != nil {
		t.Fatal(err)
	}
	wantCode(t, run(), ringdex.Conflict)
	if err := from.Leave(t.Context(), node.ID); err != nil {
		t.Fatal(err)
	}
	addOrganization(t, to)
	wantCode(t, run(), ringdex.Conflict)
}
