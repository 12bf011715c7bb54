package main

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/sqlite"
	"ringdex/internal/terminal"
)

type migrateCommand struct {
	From string `help:"Database to copy: sqlite:PATH or postgres://…" required:"" placeholder:"URL"`
	To   string `help:"Target: an empty database, or one that an interrupted run of this command has begun to fill." required:"" placeholder:"URL"`
}

// Run copies everything, compares the counts and checksums of all tables, and prints them.
func (c *migrateCommand) Run(e *environment) error {
	from, err := openDatabase(e.ctx, c.From, sqlite.Open)
	if err != nil {
		return message.Wrap(err, "value.of", "--from")
	}
	defer func() { _ = from.Close() }()
	to, err := openDatabase(e.ctx, c.To, sqlite.Create)
	if err != nil {
		return message.Wrap(err, "value.of", "--to")
	}
	defer func() { _ = to.Close() }()
	debug.SetMemoryLimit(min(enough, debug.SetMemoryLimit(-1)))
	var rows, total atomic.Int64
	transfer := store.Transfer{From: from, To: to, Progress: func(p store.TransferProgress) {
		rows.Store(p.Rows)
		total.Store(p.Total)
	}}
	shown := terminal.Progress{Out: e.stderr.Raw(), Done: rows.Load, Total: total.Load, Rows: func() int { return int(rows.Load()) }}
	stop := shown.Start()
	done, err := transfer.Run(e.ctx)
	stop()
	if errors.Is(err, ringdex.Conflict) {
		return err // a refusal, with advice
	}
	if err != nil {
		return message.Wrap(err, "cmd.migrate_stopped")
	}
	return c.show(e, done)
}

func (c *migrateCommand) show(e *environment, done store.Transferred) error {
	table := e.table("TABLE", "ROWS", "CHECKSUM")
	for _, t := range done.Tables {
		table.row(t.Table, t.Rows, fmt.Sprintf("%016x%016x", t.Sum[0], t.Sum[1]))
	}
	if err := table.end(); err != nil {
		return err
	}
	e.printf("\n")
	e.tell("cmd.migrated", shownDatabase(c.To))
	moved, err := moveKey(c.From, c.To)
	if moved {
		e.tell("cmd.key_copied", keyFile(c.From), keyFile(c.To), secretKey)
	}
	return err
}
