package daktela

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// Discover implements connector.Discoverer: the custom fields of the database. Only a record says
// which there are, so an empty model has none.
func (d *Daktela) Discover(ctx context.Context) ([]connector.Column, error) {
	var all []connector.Column
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		columns, err := d.columns(ctx, kind)
		if err != nil {
			return nil, err
		}
		all = append(all, columns...)
	}
	return all, nil
}

func (d *Daktela) columns(ctx context.Context, kind ringdex.Kind) ([]connector.Column, error) {
	page, err := d.list(ctx, models[kind], where(1, 0, condition{attrDatabase, "eq", d.database}))
	if err != nil || len(page.Data) == 0 {
		return nil, err
	}
	got, err := d.do(ctx, call.Request{Path: onePath(models[kind], page.Data[0].name())})
	if err != nil {
		return nil, err
	}
	var r record
	if err := json.Unmarshal(got.result, &r); err != nil {
		return nil, &call.Error{Status: 200, Garbled: true, Body: got.result, Cause: err}
	}
	var columns []connector.Column
	for _, name := range slices.Sorted(maps.Keys(r.Scheme)) {
		s := r.Scheme[name]
		columns = append(columns, connector.Column{
			Kind: kind, Name: name, Title: s.Title, Type: s.Type, Example: r.Values.First(customPrefix + name),
		})
	}
	return columns, nil
}
