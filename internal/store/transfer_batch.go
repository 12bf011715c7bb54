package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// The size of a batch: the most that an interrupted transfer writes again, and that it holds in
// memory. A row may be as large as a refused record with its original text.
const (
	transferRows  = 4096
	transferBytes = 1 << 20
)

// batchCopy is a batch of rows of a table.
type batchCopy struct {
	table   transferTable
	columns []string
	args    []any
	bytes   int
}

// add adds a row. Invalid if it has a text that cannot be stored: SQLite itself accepts any.
func (b *batchCopy) add(columns []string, row []any) error {
	if i := slices.IndexFunc(row, isSpoiled); i >= 0 {
		return ringdex.Fail(ringdex.Invalid, "store.migrate_row", keyText(columns, row[:b.table.key]), columns[i])
	}
	b.columns = columns
	b.args = append(b.args, row...)
	for _, v := range row {
		b.bytes += sizeOf(v)
	}
	return nil
}

// keyText returns the key of a row for people: ids in the standard form, other bytes in
// hexadecimal.
func keyText(columns []string, key []any) string {
	parts := make([]string, len(key))
	for i, v := range key {
		text := fmt.Sprintf("%q", v)
		switch v := v.(type) {
		case int64:
			text = fmt.Sprint(v)
		case []byte:
			if text = hex.EncodeToString(v); len(v) == len(ringdex.ID{}) {
				text = ringdex.ID(v).String()
			}
		}
		parts[i] = columns[i] + " " + text
	}
	return strings.Join(parts, ", ")
}

func sizeOf(value any) int {
	switch v := value.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 8
}

func (b *batchCopy) full() bool {
	return b.bytes >= transferBytes || len(b.args) >= transferRows*max(1, len(b.columns))
}

// put writes the rows, if any, and the progress in one transaction.
func (s *Store) put(ctx context.Context, b *batchCopy, copied int64) error {
	if len(b.args) == 0 {
		return nil
	}
	in := insert{
		head: "INSERT INTO " + b.table.name + " (" + strings.Join(b.columns, ", ") + ") VALUES ", width: len(b.columns),
		tail: " ON CONFLICT DO NOTHING", // rows of an earlier attempt; the checksums compare them
	}
	err := s.write(ctx, func(tx *session) error {
		if err := tx.insertAll(in, b.args); err != nil {
			return err
		}
		return tx.notes(b.table, copied)
	})
	clear(b.args)
	b.args, b.bytes = b.args[:0], 0
	return err
}

// notes stores the progress of a table. If the row is missing, another process has ended the
// transfer and the target may be in use, so it fails.
func (s *session) notes(table transferTable, copied int64) error {
	n, err := s.execCounted("UPDATE transfers SET copied = $2 WHERE table_name = $1", []any{table.name, copied})
	if err == nil && n == 0 {
		err = ringdex.Fail(ringdex.Conflict, "store.migrate_raced")
	}
	return err
}

func (s *Store) copied(ctx context.Context, table transferTable) (n int64, err error) {
	err = s.read(ctx, func(tx *session) error {
		_, err := tx.row("SELECT copied FROM transfers WHERE table_name = $1", []any{table.name}, &n)
		return err
	})
	return n, err
}

func (s *Store) empty(ctx context.Context, table transferTable) error {
	return s.write(ctx, func(tx *session) error {
		if err := tx.exec("DELETE FROM " + table.name); err != nil {
			return err
		}
		return tx.notes(table, 0)
	})
}
