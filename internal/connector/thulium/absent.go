package thulium

import (
	"context"

	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
	"ringdex/internal/ringdex"
)

// readList reads the identifiers and numbers of all records, by which a record is looked for.
func (th *Thulium) readList(ctx context.Context, kind ringdex.Kind) (listed.Keys, error) {
	keys := listed.Keys{}
	err := th.each(ctx, kind, func(r *row) bool {
		for _, name := range []string{attrIdentifier, attrPhone} {
			for _, value := range r.Values[name] {
				keys[name+rules.Plain(name, value)] = true
			}
		}
		return true
	})
	return keys, err
}

// each calls fn with each record that Thulium has, in pages of 1,000, until fn returns false.
func (th *Thulium) each(ctx context.Context, kind ringdex.Kind, fn func(*row) bool) error {
	page := func(skip int) ([]row, int, error) {
		q := query(kind, pageSize, skip)
		q.Set("order", models[kind].id)
		return th.list(ctx, kind, q)
	}
	return call.Pages(page, func(r *row) string { return r.ID }, fn)
}

// absent reports whether Thulium surely lacks a record, by a list.
func absent(keys listed.Keys, want attribute.Set) bool {
	return keys.Lack(attrIdentifier+want.First(attrIdentifier), attrPhone+rules.Plain(attrPhone, want.First(attrPhone)))
}
