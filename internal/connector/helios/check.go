package helios

import (
	"context"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Check signs in and reads a row of each template.
func (h *helios) Check(ctx context.Context) error {
	return h.each(ctx, func(r *reading, t template) error {
		page, known, err := r.probe(ctx, t, 1)
		if err != nil {
			return message.Wrap(err, "helios.template", t.name())
		}
		if known.name < 0 && len(page.Columns) > 0 {
			return message.Err("helios.no_column", t.name(), ringdex.Show(h.columns.name), names(known.columns))
		}
		if known.title < 0 && len(page.Columns) > 0 {
			return message.Err("helios.no_column", t.name(), ringdex.Show(h.columns.title), names(known.columns))
		}
		return nil
	})
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
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return strings.Join(all, ", ")
}
