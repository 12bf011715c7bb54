package helpdesk

import (
	"context"
	"iter"
	"maps"
	"strings"

	"ringdex/internal/ringdex"
)

// readUnsure reads the records of which it is not certain what the helpdesk has: after a call
// without an answer, and before a value is removed from a list, which goes by its place.
func (h *helpdesk) readUnsure(ctx context.Context, kind ringdex.Kind, items []*item) error {
	for _, it := range items {
		if it.done || !it.change.Unsure && !it.was.removes(it.want) {
			continue
		}
		there, err := h.locate(ctx, kind, it)
		if err != nil {
			return err
		}
		it.see(kind, h, there)
		it.plan(h)
	}
	return nil
}

// see takes over what the helpdesk has.
func (it *item) see(kind ringdex.Kind, h *helpdesk, there row) {
	if there == nil {
		it.was, it.there = memory{}, nil
		return
	}
	is := h.valuesOf(kind, there, nil)
	it.was.ID, it.there = there.key(kind), is.Many
	if len(there["FieldData"]) > 0 && string(there["FieldData"]) != "null" {
		// A custom field that is not set cannot be removed (section 5.1).
		maps.DeleteFunc(it.was.One, func(path string, _ value) bool {
			return strings.HasPrefix(path, "/CustomFields/") && is.One[path] == "" && it.want.One[path] == ""
		})
	}
}

func (h *helpdesk) valuesOf(kind ringdex.Kind, r row, companies map[string]string) values {
	if kind == ringdex.KindCompany {
		return h.companyValues(r)
	}
	return h.contactValues(r, companies)
}

// locate reads the record of an item; nil if the helpdesk has none. Without an id it looks for the
// name that the record was written with, since no call looks for an external id.
func (h *helpdesk) locate(ctx context.Context, kind ringdex.Kind, it *item) (row, error) {
	if it.was.ID != "" {
		return h.record(ctx, kind, it.was.ID)
	}
	filter := map[string]any{"UserName": it.want.One["/UserName"]}
	if kind == ringdex.KindCompany {
		filter = map[string]any{"Name": it.want.One["/Name"]}
	}
	found, err := h.search(ctx, kind, it.change.Key, filter)
	if err != nil || found == nil || kind == ringdex.KindContact {
		return found, err
	}
	return h.record(ctx, kind, found.key(kind)) // lists of companies have neither e-mails nor numbers
}

// search looks for an external id in a list; nil if it is not there.
func (h *helpdesk) search(ctx context.Context, kind ringdex.Kind, key string, filter map[string]any) (row, error) {
	for r, err := range h.rows(ctx, kind, filter) {
		if err != nil {
			return nil, err
		}
		if r.text("ExternalId") == key {
			return r, nil
		}
	}
	return nil, nil
}

// rows yields the records of a list. A page may be shorter than asked for, so the list ends with an
// empty page, or when as many records were read as it says that it has.
func (h *helpdesk) rows(ctx context.Context, kind ringdex.Kind, filter map[string]any) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		for index, n := 0, 0; ; index++ {
			p, _, err := h.page(ctx, kind, index, filter)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range p.Items {
				if !yield(r, nil) {
					return
				}
			}
			if n += len(p.Items); len(p.Items) == 0 || n >= p.TotalItems {
				return
			}
		}
	}
}

// companyKeys returns the external ids of the helpdesk's companies by their numbers, which contacts
// refer to.
func (h *helpdesk) companyKeys(ctx context.Context, kind ringdex.Kind) (map[string]string, error) {
	keys := map[string]string{}
	if kind == ringdex.KindCompany {
		return keys, nil
	}
	for r, err := range h.rows(ctx, ringdex.KindCompany, nil) {
		if err != nil {
			return nil, err
		}
		keys[r.key(ringdex.KindCompany)] = r.text("ExternalId")
	}
	return keys, nil
}
