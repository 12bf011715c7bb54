package fileimport

import (
	"strings"

	"ringdex/internal/table"
)

// mended returns a row as a person has edited it, with the text that these values would have in the
// file. What was wrong with the row in the file is over then.
func (im *Import) mended(row table.Row, err error) (table.Row, error) {
	cells, edited := im.opt.Edited[row.Line]
	if !edited {
		return row, err
	}
	delimiter := im.rows.Layout().Delimiter
	if delimiter == 0 {
		delimiter = ';'
	}
	row.Fields, row.Open = cells, false
	row.Text = []byte(strings.Join(cells, string(delimiter)))
	return row, nil
}
