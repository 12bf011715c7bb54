package rest

import (
	"context"

	"ringdex/internal/connector"
	"ringdex/internal/connector/rows"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Check reads the first page of each address, and looks for the keys in it.
func (a *api) Check(ctx context.Context) error {
	return a.each(ctx, func(e endpoint, columns []connector.Column) error {
		if rows.Find(columns, a.columns.name) < 0 && len(columns) > 0 {
			return message.Wrap(ringdex.Fail(ringdex.Invalid, "rows.no_key_column", ringdex.Show(a.columns.name), names(columns)), "rest.endpoint", e.address)
		}
		return nil
	})
}

// Discover returns the members of the rows of the first pages.
func (a *api) Discover(ctx context.Context) (all []connector.Column, err error) {
	err = a.each(ctx, func(_ endpoint, columns []connector.Column) error {
		all = append(all, columns...)
		return nil
	})
	return all, err
}

// each calls fn with the columns on the first page of each address.
func (a *api) each(ctx context.Context, fn func(endpoint, []connector.Column) error) error {
	endpoints, client, err := a.open()
	if err != nil {
		return err
	}
	for _, e := range endpoints {
		columns, err := a.first(ctx, e, client)
		if err == nil {
			err = fn(e, columns)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *api) first(ctx context.Context, e endpoint, client *system) ([]connector.Column, error) {
	l := &load{a: a, e: e, client: client}
	if err := l.begin(""); err != nil {
		return nil, err
	}
	answer, _, err := client.get(ctx, l.turn.address())
	if err != nil {
		return nil, message.Wrap(err, "rest.endpoint", e.address)
	}
	found, err := rowsAt(answer, e.rows)
	if err != nil {
		return nil, message.Wrap(err, "rest.endpoint", e.address)
	}
	var columns []connector.Column
	for _, row := range found {
		cells, paths := flatten(row)
		for _, path := range paths {
			i := rows.Find(columns, path)
			if i < 0 {
				columns = append(columns, connector.Column{Kind: e.kind, Name: path, Example: cells[path]})
			} else if columns[i].Example == "" {
				columns[i].Example = cells[path]
			}
		}
	}
	return columns, nil
}

func names(columns []connector.Column) (text string) {
	for i, c := range columns {
		if i > 0 {
			text += ", "
		}
		text += c.Name
	}
	return text
}
