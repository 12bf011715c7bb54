package thulium

import (
	"context"
	"iter"

	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
	"ringdex/internal/ringdex"
)

// readList reads the identifiers and numbers of all records, by which a record is looked for.
func (th *Thulium) readList(ctx context.Context, kind ringdex.Kind) (listed.Keys, error) {
	keys := listed.Keys{}
	for r, err := range th.all(ctx, kind) {
		if err != nil {
			return nil, err
		}
		for _, name := range []string{attrIdentifier, attrPhone} {
			for _, value := range r.Values[name] {
				keys[name+rules.Plain(name, value)] = true
			}
		}
	}
	return keys, nil
}

// all yields the records that Thulium has, in pages of 1,000.
func (th *Thulium) all(ctx context.Context, kind ringdex.Kind) iter.Seq2[*row, error] {
	page := func(skip int) ([]row, int, error) {
		q := query(kind, pageSize, skip)
		q.Set("order", models[kind].id)
		return th.list(ctx, kind, q)
	}
	return call.Pages(page, func(r *row) string { return r.ID })
}

// absent reports whether Thulium surely lacks a record, by a list.
func absent(keys listed.Keys, want attribute.Set) bool {
	return keys.Lack(attrIdentifier+want.First(attrIdentifier), attrPhone+rules.Plain(attrPhone, want.First(attrPhone)))
}
