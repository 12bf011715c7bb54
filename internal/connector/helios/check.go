package helios

import (
	"context"
	"maps"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/rows"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Check signs in, reads a row of each template, and looks for the columns that the settings name.
func (h *helios) Check(ctx context.Context) error {
	var all []connector.Column
	whole := true // every template says what columns it has
	err := h.each(ctx, func(r *reading, t template) error {
		page, known, err := r.probe(ctx, t, 1)
		if err != nil {
			return message.Wrap(err, "helios.template", t.name())
		}
		all, whole = append(all, known.columns...), whole && len(page.Columns) > 0
		return h.checkColumns(t, known)
	})
	if err != nil || !whole {
		return err
	}
	for _, column := range slices.Sorted(maps.Keys(h.fields)) {
		if column != defaultNumber && rows.Find(all, column) < 0 {
			return message.Err("helios.no_mapped", ringdex.Show(column), names(all))
		}
	}
	return nil
}

// checkColumns looks for the columns with a meaning. Those that a template need not have are looked
// for if the settings give them another name than the usual one.
func (h *helios) checkColumns(t template, known *table) error {
	if len(known.columns) == 0 {
		return nil
	}
	for _, c := range []struct {
		name, usual string
		place       int
		needed      bool
	}{
		{h.columns.name, "", known.name, true},
		{h.columns.title, "", known.title, true},
		{h.columns.account, usual.account, known.account, t.kind == ringdex.KindContact},
		{h.columns.updated, usual.updated, known.updated, true},
	} {
		if c.place < 0 && c.needed && c.name != c.usual {
			return message.Err("helios.no_column", t.name(), ringdex.Show(c.name), names(known.columns))
		}
	}
	return nil
}

// Discover returns the columns of the templates, with examples from their first rows.
func (h *helios) Discover(ctx context.Context) (all []connector.Column, err error) {
	err = h.each(ctx, func(r *reading, t template) error {
		page, known, err := r.probe(ctx, t, examples)
		if err != nil {
			return message.Wrap(err, "helios.template", t.name())
		}
		for _, row := range known.cells(page) {
			for i := range known.columns {
				if c := &known.columns[i]; c.Example == "" {
					c.Example = cell(row, i)
				}
			}
		}
		all = append(all, known.columns...)
		return nil
	})
	return all, err
}

// examples is how many rows are read for examples.
const examples = 5

// each calls fn with each template in one session.
func (h *helios) each(ctx context.Context, fn func(*reading, template) error) error {
	templates, err := h.templates()
	if err != nil {
		return err
	}
	s, err := h.open(ctx)
	if err != nil {
		return err
	}
	defer s.close(ctx)
	for _, t := range templates {
		if err := fn(&reading{h: h, s: s}, t); err != nil {
			return err
		}
	}
	return nil
}

func names(columns []connector.Column) string {
	var all []string
	for _, c := range columns {
		if !slices.Contains(all, c.Name) {
			all = append(all, c.Name)
		}
	}
	return strings.Join(all, ", ")
}
