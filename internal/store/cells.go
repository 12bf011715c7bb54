package store

import (
	"database/sql"
	"fmt"
)

// cells scans the columns of a row by the types of the schema, the same on every engine.
type cells struct {
	columns []string
	dest    []any
	read    []func() any
}

func newCells(rows *sql.Rows) (*cells, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	c := &cells{}
	for _, t := range types {
		c.columns = append(c.columns, t.Name())
		switch name := t.DatabaseTypeName(); name {
		case "BIGINT", "INT8":
			addCell[int64](c)
		case "TEXT":
			addCell[string](c)
		case "BYTEA":
			addCell[[]byte](c)
		default:
			return nil, fmt.Errorf("the column %s has the type %s, which the schema does not use", t.Name(), name)
		}
	}
	return c, nil
}

func addCell[T any](c *cells) {
	v := new(sql.Null[T])
	c.dest = append(c.dest, v)
	c.read = append(c.read, func() any {
		if !v.Valid {
			return nil
		}
		return v.V
	})
}

// values returns the row scanned last.
func (c *cells) values() []any {
	row := make([]any, len(c.read))
	for i, read := range c.read {
		row[i] = read()
	}
	return row
}
