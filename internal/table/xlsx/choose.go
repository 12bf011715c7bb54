package xlsx

import (
	"errors"

	"ringdex/internal/table"
)

// triedRows is how many rows of a sheet are searched for names of columns.
const triedRows = 10

// withTable returns the name of the first visible sheet that has the names of columns: one known
// name in its first row, or two in one of the first rows. It returns "" for none. The first sheet
// of a form often has instructions only.
func (b *book) withTable(known func(name string) bool) string {
	for _, ref := range b.list {
		if !ref.hidden && b.hasTable(ref, known) {
			return ref.name
		}
	}
	return ""
}

// hasTable takes a sheet that cannot be read for one without a table: the error comes when it is
// opened.
func (b *book) hasTable(ref sheetRef, known func(name string) bool) bool {
	s, err := b.openSheet(ref)
	if err != nil {
		return false
	}
	defer func() { s.xml.close() }()
	for n := 0; n < triedRows; {
		row, err := s.next()
		if bad := (*table.RowDefect)(nil); err != nil && !errors.As(err, &bad) {
			return false
		}
		if table.Blank(row.Fields) {
			continue
		}
		n++
		if found := countKnown(row.Fields, known); found > 1 || found == 1 && n == 1 {
			return true
		}
	}
	return false
}

func countKnown(fields []string, known func(name string) bool) (n int) {
	for _, f := range fields {
		if known(f) {
			n++
		}
	}
	return n
}
