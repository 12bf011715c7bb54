package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"strings"

	"ringdex/internal/ringdex"
)

// Transfer copies a whole database into an empty one, of whichever engine: rows as they are, journal included. One
// that was interrupted goes on where it was. Until it has ended, and counts and checksums of every table agree, the
// target is refused to everybody else (Whole).
type Transfer struct {
	From, To *Store
	Progress func(TransferProgress) // called every few thousand rows; may be nil
}

// TransferProgress is how far a transfer has come.
type TransferProgress struct {
	Table       string
	Rows, Total int64 // of all tables
}

// Transferred is what a transfer came to: the rows of each table.
type Transferred struct {
	Tables []TableSum
}

// TableSum says what is in a table, whatever the order of its rows.
type TableSum struct {
	Table string
	Rows  int64
	Sum   [2]uint64
}

// transferTable is a table with its first columns, which are its primary key.
type transferTable struct {
	name string
	key  int
}

// transferred are all tables but those of nodes, which belong to the database that they work on, of the schema's
// version and of the transfer itself. TestTransferKnowsAllTables compares them with the schema.
var transferred = []transferTable{
	{"organizations", 1},
	{"fields", 3},
	{"sources", 2},
	{"api_keys", 2},
	{"contacts", 2},
	{"contact_external_ids", 3},
	{"contact_phones", 3},
	{"contact_emails", 3},
	{"contact_companies", 3},
	{"contact_passwords", 2},
	{"companies", 2},
	{"company_external_ids", 3},
	{"company_emails", 3},
	{"unique_values", 4},
	{"changes", 2},
	{"runs", 2},
	{"refusals", 3},
	{"jobs", 2},
	{"webhooks", 2},
	{"deliveries", 3},
}

// TransferredTables are the names of the tables that a transfer copies.
func TransferredTables() []string {
	names := make([]string, len(transferred))
	for i, table := range transferred {
		names[i] = table.name
	}
	return names
}

// transferRows is how many rows are written at a time: what an interrupted transfer writes again at most.
const transferRows = 4096

// Run copies and compares. Conflict when somebody works on one of the databases, or the target has data of its own.
func (t *Transfer) Run(ctx context.Context) (Transferred, error) {
	before, err := t.begin(ctx)
	if err != nil {
		return Transferred{}, err
	}
	var done Transferred
	progress := TransferProgress{Total: before.rows}
	for _, table := range transferred {
		sum, err := t.table(ctx, table, &progress)
		if err != nil {
			return done, fmt.Errorf("table %s: %w", table.name, err)
		}
		done.Tables = append(done.Tables, sum)
	}
	return done, t.end(ctx, before)
}

// transferState is what must not change meanwhile.
type transferState struct {
	rows  int64
	heads string
}

func (t *Transfer) begin(ctx context.Context) (transferState, error) {
	for _, s := range []*Store{t.From, t.To} {
		if err := idle(ctx, s); err != nil {
			return transferState{}, err
		}
	}
	if err := t.From.Whole(ctx); err != nil {
		return transferState{}, err
	}
	if err := t.To.claim(ctx); err != nil {
		return transferState{}, err
	}
	return t.From.state(ctx)
}

// idle refuses a database on which a node works: what it writes meanwhile would be lost.
func idle(ctx context.Context, s *Store) error {
	nodes, err := s.Nodes(ctx)
	for _, n := range nodes {
		if n.Alive {
			return ringdex.Errorf(ringdex.Conflict, "%s works on one of the two databases (%s); stop it first, or wait %d seconds if it has just ended",
				n.Host, s.engine.Name, int(ringdex.NodeTimeout.Seconds()))
		}
	}
	return err
}

// claim marks the target as half filled. One that is marked already goes on.
func (s *Store) claim(ctx context.Context) error {
	return s.write(ctx, func(tx *session) error {
		if half, err := tx.halfFilled(); half || err != nil {
			return err
		}
		others, err := organizations(tx)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			return ringdex.Errorf(ringdex.Conflict, "the target has data already (the organization %q); give an empty database", others[0].Key)
		}
		return tx.exec("INSERT INTO transfers (table_name, copied) VALUES ('', 0)")
	})
}

func (s *session) halfFilled() (bool, error) {
	var n int64
	_, err := s.row("SELECT COUNT(*) FROM transfers", nil, &n)
	return n > 0, err
}

// Whole is an error while the database is being filled by a transfer, or was left half filled by one.
func (s *Store) Whole(ctx context.Context) error {
	return s.read(ctx, func(tx *session) error {
		half, err := tx.halfFilled()
		if err == nil && half {
			err = ringdex.Errorf(ringdex.Unavailable, "the database is half of a copy: run \"ringdex migrate\" with the same --from and --to again, which carries on")
		}
		return err
	})
}

// state counts the rows, and says where the journals stand.
func (s *Store) state(ctx context.Context) (state transferState, err error) {
	err = s.read(ctx, func(tx *session) error {
		for _, table := range transferred {
			var n int64
			if _, err := tx.row("SELECT COUNT(*) FROM "+table.name, nil, &n); err != nil {
				return err
			}
			state.rows += n
		}
		return tx.rows("SELECT id, seq, config_seq, last_job, last_run_end FROM organizations ORDER BY id", nil, func(rows *sql.Rows) error {
			var of [5]int64
			err := rows.Scan(&of[0], &of[1], &of[2], &of[3], &of[4])
			state.heads += fmt.Sprint(of)
			return err
		})
	})
	return state, err
}

// table copies what is missing and compares. A table that differs although all of it is there was changed between two
// attempts: it is copied once more from its beginning.
func (t *Transfer) table(ctx context.Context, table transferTable, p *TransferProgress) (TableSum, error) {
	start := p.Rows
	p.Table = table.name
	for again := false; ; again = true {
		p.Rows = start
		source, err := t.copy(ctx, table, p)
		if err != nil {
			return source, err
		}
		target, err := t.To.sum(ctx, table)
		switch {
		case err != nil || target == source:
			return source, err
		case again:
			return source, ringdex.Errorf(ringdex.Internal, "the copy has %d rows and the original %d, or they differ; nothing was changed in the original", target.Rows, source.Rows)
		}
		if err := t.To.empty(ctx, table); err != nil {
			return source, err
		}
	}
}

func (s *Store) empty(ctx context.Context, table transferTable) error {
	return s.write(ctx, func(tx *session) error {
		if err := tx.exec("DELETE FROM " + table.name); err != nil {
			return err
		}
		return tx.exec("DELETE FROM transfers WHERE table_name = $1", table.name)
	})
}

// copy reads the whole table, in the order of its key, and writes what comes after the rows that were copied before.
func (t *Transfer) copy(ctx context.Context, table transferTable, p *TransferProgress) (sum TableSum, err error) {
	copied, err := t.To.copied(ctx, table)
	if err != nil {
		return sum, err
	}
	sum.Table = table.name
	var batch batchCopy
	err = t.From.each(ctx, table, func(columns []string, row []any) error {
		sum.add(row)
		p.Rows++
		if sum.Rows <= copied {
			return nil
		}
		batch.add(columns, row)
		if batch.rows < transferRows {
			return nil
		}
		t.report(p)
		return t.To.put(ctx, table, &batch, sum.Rows)
	})
	if err == nil && batch.rows > 0 {
		err = t.To.put(ctx, table, &batch, sum.Rows)
	}
	t.report(p)
	return sum, err
}

func (t *Transfer) report(p *TransferProgress) {
	if t.Progress != nil {
		t.Progress(*p)
	}
}

func (s *Store) copied(ctx context.Context, table transferTable) (n int64, err error) {
	err = s.read(ctx, func(tx *session) error {
		_, err := tx.row("SELECT copied FROM transfers WHERE table_name = $1", []any{table.name}, &n)
		return err
	})
	return n, err
}

// batchCopy are rows on their way.
type batchCopy struct {
	columns []string
	args    []any
	rows    int
}

func (b *batchCopy) add(columns []string, row []any) {
	b.columns = columns
	b.args = append(b.args, row...)
	b.rows++
}

// put writes the rows and how far it has come, together.
func (s *Store) put(ctx context.Context, table transferTable, b *batchCopy, copied int64) error {
	in := insert{
		head: "INSERT INTO " + table.name + " (" + strings.Join(b.columns, ", ") + ") VALUES ", width: len(b.columns),
		tail: " ON CONFLICT DO NOTHING", // what an earlier attempt has written; whether it is the same, the checksums say
	}
	err := s.write(ctx, func(tx *session) error {
		if err := tx.insertAll(in, b.args); err != nil {
			return err
		}
		return tx.exec("INSERT INTO transfers (table_name, copied) VALUES ($1, $2) ON CONFLICT (table_name) DO UPDATE SET copied = excluded.copied",
			table.name, copied)
	})
	b.args, b.rows = b.args[:0], 0
	return err
}

// each reads a table in the order of its key. The row is fn's to keep, as long as it copies the slice.
func (s *Store) each(ctx context.Context, table transferTable, fn func(columns []string, row []any) error) error {
	return s.read(ctx, func(tx *session) error {
		var cells *cells
		return tx.rows("SELECT * FROM "+table.name+" ORDER BY "+ordinals(table.key), nil, func(rows *sql.Rows) (err error) {
			if cells == nil {
				if cells, err = newCells(rows); err != nil {
					return err
				}
			}
			if err := rows.Scan(cells.dest...); err != nil {
				return err
			}
			return fn(cells.columns, cells.values())
		})
	})
}

func ordinals(n int) string {
	return strings.TrimSuffix("1, 2, 3, 4, "[:3*n], ", ")
}

func (s *Store) sum(ctx context.Context, table transferTable) (TableSum, error) {
	sum := TableSum{Table: table.name}
	err := s.each(ctx, table, func(_ []string, row []any) error {
		sum.add(row)
		return nil
	})
	return sum, err
}

// add counts a row in. Sums of hashes do not depend on the order of rows, which engines may see differently.
func (t *TableSum) add(row []any) {
	h := sha256.New()
	for _, v := range row {
		kind, content := byte(0), []byte(nil)
		switch v := v.(type) {
		case int64:
			kind, content = 1, binary.BigEndian.AppendUint64(nil, uint64(v))
		case string:
			kind, content = 2, []byte(v)
		case []byte:
			kind, content = 3, v
		}
		_, _ = h.Write(binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(content)))) // a hash takes everything
		_, _ = h.Write(content)
	}
	digest := h.Sum(nil)
	t.Rows++
	t.Sum[0] += binary.BigEndian.Uint64(digest)
	t.Sum[1] += binary.BigEndian.Uint64(digest[8:])
}

// end makes the target usable, unless the original has changed meanwhile.
func (t *Transfer) end(ctx context.Context, before transferState) error {
	if err := idle(ctx, t.From); err != nil {
		return err
	}
	after, err := t.From.state(ctx)
	if err != nil {
		return err
	}
	if after != before {
		return ringdex.Errorf(ringdex.Conflict, "the original was changed while it was copied; stop what writes to it and run the same command again")
	}
	return t.To.write(ctx, func(tx *session) error { return tx.exec("DELETE FROM transfers") })
}
