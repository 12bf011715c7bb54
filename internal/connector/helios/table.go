package helios

import (
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/rows"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/servicegate"
)

// table is the columns of a template that are known so far, and which of them are ours.
type table struct {
	columns                            []connector.Column
	name, title, account, updated, ref int // -1 for none
}

func newTable() *table { return &table{name: -1, title: -1, account: -1, updated: -1, ref: -1} }

// adopt adds the columns of a page that are new, and reports whether there are any: a server
// without definitions shows a column only where it has a value.
func (t *table) adopt(kind ringdex.Kind, page *servicegate.Rows, names columnNames) (grown bool) {
	for _, c := range page.Columns {
		if t.place(c.Name) < 0 {
			t.columns = append(t.columns, connector.Column{Kind: kind, Name: c.Name, Title: c.Title, Type: c.Type})
			grown = true
		}
	}
	if grown {
		t.name, t.title = rows.Find(t.columns, names.name), rows.Find(t.columns, names.title)
		t.account, t.updated = rows.Find(t.columns, names.account), rows.Find(t.columns, names.updated)
		t.ref = rows.Find(t.columns, names.recordNumber)
	}
	return grown
}

// place returns the place of the column with exactly that name, or -1.
func (t *table) place(name string) int {
	for i := range t.columns {
		if t.columns[i].Name == name {
			return i
		}
	}
	return -1
}

// cells returns the rows of a page in the order of the columns.
func (t *table) cells(page *servicegate.Rows) [][]string {
	places := make([]int, len(page.Columns))
	for i, c := range page.Columns {
		places[i] = t.place(c.Name)
	}
	all := make([][]string, len(page.Rows))
	for i, row := range page.Rows {
		all[i] = make([]string, len(t.columns))
		for j, text := range row {
			all[i][places[j]] = text
		}
	}
	return all
}

// alias returns the name of a column as the server has it, "" for none.
func (t *table) alias(place int) string {
	if place < 0 {
		return ""
	}
	return t.columns[place].Name
}

// cell returns a cell of a row, "" if there is no such column.
func cell(row []string, place int) string {
	if place < 0 {
		return ""
	}
	return strings.TrimSpace(row[place])
}
