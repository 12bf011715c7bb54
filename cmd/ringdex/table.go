package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"ringdex/internal/ringdex"
)

// listing prints rows in aligned columns, one line a row even if cells have line breaks.
type listing struct{ w *tabwriter.Writer }

// table begins a table with optional titles.
func (e *environment) table(titles ...any) *listing {
	t := &listing{tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)}
	if len(titles) > 0 {
		t.row(titles...)
	}
	return t
}

// row adds a row. end returns write errors.
func (t *listing) row(cells ...any) {
	texts := make([]string, 0, len(cells))
	for _, cell := range cells {
		texts = append(texts, ringdex.OneLine(fmt.Sprint(cell)))
	}
	fmt.Fprintln(t.w, strings.Join(texts, "\t"))
}

// end prints the rows.
func (t *listing) end() error { return t.w.Flush() }
