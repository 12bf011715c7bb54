package store

import (
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// keyed is a statement for many rows, each identified by the organization and a key.
type keyed struct {
	does    string // "DELETE FROM t"
	table   string // t
	columns []string
}

func removal(table string, columns ...string) keyed {
	return keyed{"DELETE FROM " + table, table, columns}
}

// text returns the statement for one row.
func (k keyed) text() string {
	var b strings.Builder
	b.WriteString(k.does + " WHERE organization = $1")
	for i, column := range k.columns {
		b.WriteString(" AND " + column + " = $" + itoa(i+2))
	}
	return b.String()
}

// runAll runs the statement for keys, with one value for each key column. It handles many rows at
// once on a database server, where each statement costs a round trip: a replacing run deletes half
// a dozen rows a contact.
func (s *session) runAll(k keyed, org ringdex.OrganizationID, keys []any) error {
	if err := s.check(keys); err != nil {
		return err
	}
	width, form := len(k.columns), s.store.engine.Keyed
	if form == nil {
		return s.runEach(k, org, keys)
	}
	for some := range slices.Chunk(keys, mostRows*width) {
		text, params := form(k.does, k.table, k.columns, org, some)
		if _, err := s.run(text, params); err != nil {
			return err
		}
	}
	return nil
}

// runEach runs the statement for one row after the other.
func (s *session) runEach(k keyed, org ringdex.OrganizationID, keys []any) error {
	if len(keys) == 0 {
		return nil
	}
	text, args := k.text(), make([]any, 1+len(k.columns))
	args[0] = org
	for key := range slices.Chunk(keys, len(k.columns)) {
		copy(args[1:], key)
		if _, err := s.run(text, args); err != nil {
			return err
		}
	}
	return nil
}

// gone collects the keys of rows for one statement.
type gone struct {
	keyed
	keys []any
}

func (w *writer) removeAll(parts []gone) error {
	for _, part := range parts {
		if err := w.tx.runAll(part.keyed, w.org, part.keys); err != nil {
			return err
		}
	}
	return nil
}
