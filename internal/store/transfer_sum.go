package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
)

// TableSum is a checksum of a table, independent of the order of its rows.
type TableSum struct {
	Table string
	Rows  int64
	Sum   [2]uint64
}

func (s *Store) sum(ctx context.Context, table transferTable) (TableSum, error) {
	sum := TableSum{Table: table.name}
	err := s.each(ctx, table, func(_ []string, row []any) error {
		sum.add(row)
		return nil
	})
	return sum, err
}

// add adds a row. A sum of hashes does not depend on the order, which may differ between engines.
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
		_, _ = h.Write(binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(content)))) // a hash never fails
		_, _ = h.Write(content)
	}
	digest := h.Sum(nil)
	t.Rows++
	t.Sum[0] += binary.BigEndian.Uint64(digest)
	t.Sum[1] += binary.BigEndian.Uint64(digest[8:])
}
