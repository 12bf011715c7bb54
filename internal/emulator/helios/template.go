package helios

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// Template is a table of rows, as a template of a folder shows it.
type Template struct {
	Folder, Number               int
	Name, Class                  string
	Key, Title, Updated, Subject string // columns with a meaning
	Columns                      []Column

	rows   []row
	sorted []row                     // as of the last sort
	by     string                    // of it; "" when rows have changed
	keyed  map[string]map[string]row // by the values of a column; nil when rows have changed
}

// Column is a column of a template.
type Column struct{ Name, Type, Title string }

// row is the cells of a row, by column.
type row []cellValue

// cellValue is a text or NULL.
type cellValue struct {
	Text string
	Null bool
}

func (t *Template) column(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

func (t *Template) cell(r row, name string) cellValue {
	if i := t.column(name); i >= 0 {
		return r[i]
	}
	return cellValue{Null: true}
}

// put adds a row, or changes the cells of the one with its key. A column without a value is NULL.
func (t *Template) put(values map[string]string) {
	t.by, t.keyed = "", nil
	at := slices.IndexFunc(t.rows, func(r row) bool { return t.cell(r, t.Key).Text == values[t.Key] })
	if at < 0 {
		t.Add(values)
		return
	}
	changed := slices.Clone(t.rows[at])
	for name, text := range values {
		changed[t.column(name)] = cellValue{Text: text}
	}
	t.rows[at] = changed
}

// Add adds a row, also one with a key that another row has.
func (t *Template) Add(values map[string]string) {
	t.by, t.keyed = "", nil
	r := make(row, len(t.Columns))
	for i, c := range t.Columns {
		text, ok := values[c.Name]
		r[i] = cellValue{text, !ok}
	}
	t.rows = append(t.rows, r)
}

// Texts returns the texts of some columns of all rows.
func (t *Template) Texts(columns ...string) [][]string {
	all := make([][]string, len(t.rows))
	for i, r := range t.rows {
		for _, name := range columns {
			all[i] = append(all[i], t.cell(r, name).Text)
		}
	}
	return all
}

func (t *Template) remove(key string) (found bool) {
	before := len(t.rows)
	t.rows = slices.DeleteFunc(t.rows, func(r row) bool { return t.cell(r, t.Key).Text == key })
	t.by, t.keyed = "", nil
	return len(t.rows) < before
}

// with returns the row with a value in a column.
func (t *Template) with(column, value string) (row, bool) {
	if t.keyed == nil {
		t.keyed = map[string]map[string]row{}
	}
	if t.keyed[column] == nil {
		t.keyed[column] = map[string]row{}
		for _, r := range t.rows {
			if c := t.cell(r, column); !c.Null {
				t.keyed[column][c.Text] = r
			}
		}
	}
	r, ok := t.keyed[column][value]
	return r, ok
}

// find returns the rows that meet all conditions, in the order of the last sort.
func (t *Template) find(items []item) (found []row, why string) {
	if t.by == "" {
		t.sorted = slices.Clone(t.rows)
	}
	if len(items) == 0 {
		return t.sorted, ""
	}
	for _, it := range items {
		at := t.column(it.Column.Name)
		if at < 0 {
			return nil, fmt.Sprintf("Column %q does not exist.", it.Column.Name)
		}
		if it.Compare == nil || it.Compare.Operator != "greaterThanOrEqual" {
			return nil, "This condition is not emulated."
		}
	}
	for _, r := range t.sorted {
		if t.meets(r, items) {
			found = append(found, r)
		}
	}
	return found, ""
}

func (t *Template) meets(r row, items []item) bool {
	for _, it := range items {
		at := t.column(it.Column.Name)
		if r[at].Null || compare(t.Columns[at].Type, r[at].Text, it.Compare.Value) < 0 {
			return false
		}
	}
	return true
}

// sort sorts rows by the columns of a request; NULL is lowest.
func (t *Template) sort(rows []row, q *browse) (why string) {
	key := fmt.Sprint(q.Sort)
	places := make([]int, len(q.Sort))
	for i, by := range q.Sort {
		if places[i] = t.column(by.Column); places[i] < 0 {
			return fmt.Sprintf("Column %q does not exist.", by.Column)
		}
	}
	if t.by == key {
		return "" // what was found is in this order
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		for i, at := range places {
			order := t.order(a, b, at)
			if q.Sort[i].Direction == "desc" {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
	if len(q.Items) == 0 {
		t.by = key
	}
	return ""
}

func (t *Template) order(a, b row, at int) int {
	switch {
	case a[at].Null || b[at].Null:
		return cmp.Compare(null(a[at]), null(b[at]))
	default:
		return compare(t.Columns[at].Type, a[at].Text, b[at].Text)
	}
}

func null(c cellValue) int {
	if c.Null {
		return 0
	}
	return 1
}

// compare compares two values of a type.
func compare(of, a, b string) int {
	if of == "int" {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// Reverse reverses the order in which rows are stored, which shows where no order is asked for.
func (t *Template) Reverse() {
	slices.Reverse(t.rows)
	t.by, t.keyed = "", nil
}
