package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"ringdex/internal/ringdex"
)

// Transfer copies a whole database, journal included, into an empty one of either engine. An
// interrupted transfer resumes. Whole refuses other uses of the target until the transfer has ended
// and the counts and checksums of all tables agree.
type Transfer struct {
	From, To *Store
	Progress func(TransferProgress) // called every few thousand rows, not concurrently; may be nil
}

// TransferProgress is the progress of a transfer.
type TransferProgress struct {
	Table       string // the table with progress
	Rows, Total int64  // of all tables
}

// Transferred is the result of a transfer: the rows of each table.
type Transferred struct {
	Tables []TableSum
}

// transferTable is a table with its first columns, which are its primary key.
type transferTable struct {
	name string
	key  int
}

// transferred are all tables except nodes (they belong to the original database), the schema's
// version and the transfer's own. TestTransferKnowsAllTables compares them with the schema.
var transferred = []transferTable{
	{"organizations", 1},
	{"documents", 3},
	{"contacts", 2},
	{"contact_external_ids", 3},
	{"contact_phones", 3},
	{"contact_emails", 3},
	{"contact_companies", 3},
	{"key_log", 2},
	{"contact_passwords", 2},
	{"deleted_passwords", 2},
	{"companies", 2},
	{"company_external_ids", 3},
	{"company_emails", 3},
	{"unique_values", 4},
	{"changes", 2},
	{"staged_keys", 2},
	{"runs", 2},
	{"refusals", 3},
	{"jobs", 2},
	{"cursors", 2},
	{"deliveries", 3},
	{"sent", 4},
	{"calls", 2},
}

// TransferredTables returns the names of the tables that a transfer copies.
func TransferredTables() []string {
	names := make([]string, len(transferred))
	for i, table := range transferred {
		names[i] = table.name
	}
	return names
}

// Run copies and compares. Conflict if one of the databases is in use or the target has its own
// data; Invalid if the original has a text that the target cannot store.
func (t *Transfer) Run(ctx context.Context) (Transferred, error) {
	before, err := t.begin(ctx)
	if err != nil {
		return Transferred{}, err
	}
	done, err := t.tables(ctx, before)
	if err != nil {
		return Transferred{}, err
	}
	return done, t.end(ctx, before)
}

// atOnce is how many tables are copied concurrently, so that reads and writes overlap.
const atOnce = 3

// tables copies all tables, the largest first, so that it does not run alone at the end. The first
// failure cancels the others.
func (t *Transfer) tables(ctx context.Context, all transferState) (Transferred, error) {
	done := Transferred{Tables: make([]TableSum, len(transferred))}
	tally := &transferTally{tell: t.Progress, TransferProgress: TransferProgress{Total: all.rows()}}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(atOnce)
	for _, i := range all.largestFirst() {
		work.Go(func() (err error) {
			if done.Tables[i], err = t.table(ctx, transferred[i], tally); err != nil {
				err = fmt.Errorf("table %s: %w", transferred[i].name, err)
			}
			return err
		})
	}
	return done, work.Wait()
}

// transferTally counts the rows of all tables together.
type transferTally struct {
	mu   sync.Mutex
	tell func(TransferProgress)
	TransferProgress
}

func (t *transferTally) add(table string, rows int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Table, t.Rows = table, t.Rows+rows
	if t.tell != nil {
		t.tell(t.TransferProgress)
	}
}

// table copies missing rows and compares. If a complete table differs, it was changed between two
// attempts, and is copied again from the start.
func (t *Transfer) table(ctx context.Context, table transferTable, tally *transferTally) (TableSum, error) {
	for again := false; ; again = true {
		source, err := t.copy(ctx, table, tally)
		if err != nil {
			return source, err
		}
		target, err := t.To.sum(ctx, table)
		switch {
		case err != nil || target == source:
			return source, err
		case again:
			return source, ringdex.Fail(ringdex.Internal, "store.migrate_differs", target.Rows, source.Rows)
		}
		if err := t.To.empty(ctx, table); err != nil {
			return source, err
		}
		tally.add(table.name, -source.Rows)
	}
}

// copy reads the whole table in key order and writes the rows after those already copied.
func (t *Transfer) copy(ctx context.Context, table transferTable, tally *transferTally) (sum TableSum, err error) {
	copied, err := t.To.copied(ctx, table)
	if err != nil {
		return sum, err
	}
	sum.Table = table.name
	batch, told := batchCopy{table: table}, int64(0)
	flush := func() error {
		tally.add(table.name, sum.Rows-told)
		told = sum.Rows
		return t.To.put(ctx, &batch, sum.Rows)
	}
	err = t.From.each(ctx, table, func(columns []string, row []any) error {
		sum.add(row)
		if sum.Rows > copied {
			if err := batch.add(columns, row); err != nil {
				return err
			}
		}
		if batch.full() || sum.Rows-told == transferRows {
			return flush()
		}
		return nil
	})
	if err != nil {
		return sum, err
	}
	return sum, flush()
}

// each reads a table in the order of its key. fn may keep the values, but must copy the slice.
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
