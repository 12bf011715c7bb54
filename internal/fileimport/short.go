package fileimport

import (
	"html"
	"regexp"
	"strings"

	"ringdex/internal/mapping"
	"ringdex/internal/table"
)

// trimsEmpties reports whether a file leaves empty values at the end of its rows out, as Outlook
// does. Such a file has no full row and no short one that ends with an empty value. A short last
// row proves nothing: the file may be cut off there.
func trimsEmpties(rows [][]string, header []string) bool {
	width, short, full := len(header), 0, 0
	if header[width-1] == mapping.ReasonTitle {
		return false // short rows of a file of refused rows have line and reason behind their last value
	}
	for i, row := range rows {
		n := len(row)
		if n <= width && strings.TrimSpace(row[n-1]) == "" {
			return false
		}
		if n < width && i < len(rows)-1 {
			short++
		} else if n == width {
			full++
		}
	}
	return short > 0 && full > 0
}

// isTrimmed reports whether a row is short only because its file leaves empty values out. A row of
// one value, an unfinished last one, and what may be the pieces of a row with line breaks stay
// refused.
func (im *Import) isTrimmed(row table.Row, bad *table.RowDefect) bool {
	n := len(row.Fields)
	if bad == nil || bad.Key != table.ErrShortRow {
		im.piece = false
		return false
	}
	if !im.trims || n < 2 || row.Open || strings.TrimSpace(row.Fields[n-1]) == "" || im.piece {
		im.piece = true
		return false
	}
	if next := im.rows.Peek(1); len(next) > 0 {
		im.piece = len(next[0]) == 1 || len(next[0])+n == len(im.mapping.Columns())+1
	}
	return !im.piece
}

// openEntity is an HTML entity without its semicolon, at the end of a cell.
var openEntity = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31})$`)

// cutsEntity reports whether the delimiter has cut an HTML entity in two: "Kovo &amp" and " syn".
// Every value behind it is in the wrong column.
func (im *Import) cutsEntity(cells []string) bool {
	for _, text := range cells {
		if strings.IndexByte(text, '&') < 0 || im.rows.Layout().Delimiter != ';' {
			continue
		}
		if at := openEntity.FindString(text); at != "" && html.UnescapeString(at+";") != at+";" {
			return true
		}
	}
	return false
}
