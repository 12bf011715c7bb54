package helpdesk

import (
	"context"
	"iter"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
)

// Remote yields the records with an external id. A contact costs a call of its own only if fields
// are mapped and the list does not show them.
func (h *helpdesk) Remote(ctx context.Context, kind ringdex.Kind) iter.Seq2[connector.Remote, error] {
	return func(yield func(connector.Remote, error) bool) {
		companies, err := h.companyKeys(ctx, kind)
		if err == nil {
			err = h.learn(ctx, kind) // for Differs
		}
		if err != nil {
			yield(connector.Remote{}, err)
			return
		}
		for r, err := range h.rows(ctx, kind, nil) {
			if err == nil && r.text("ExternalId") == "" {
				continue
			}
			if err == nil && h.incomplete(kind, r) {
				r, err = h.record(ctx, kind, r.key(kind))
			}
			if r == nil && err == nil {
				continue // it was deleted since
			}
			if !yield(h.remote(kind, r, companies), err) || err != nil {
				return
			}
		}
	}
}

func (h *helpdesk) remote(kind ringdex.Kind, r row, companies map[string]string) connector.Remote {
	m := memory{ID: r.key(kind), values: h.valuesOf(kind, r, companies), Read: true}
	return connector.Remote{Key: r.text("ExternalId"), Memory: m.bytes()}
}

// incomplete reports whether a row of a list lacks what is to be compared.
func (h *helpdesk) incomplete(kind ringdex.Kind, r row) bool {
	var fields []fieldData
	r.read("FieldData", &fields)
	return kind == ringdex.KindCompany || len(h.mapped(kind)) > 0 && fields == nil
}

// Join implements connector.Comparer.
func (h *helpdesk) Join(kept, there []byte) []byte {
	m, was := recall(there), recall(kept)
	m.Sent = *was.ours()
	return m.bytes()
}

// Differs returns the paths that Write would change. Only the helpdesk refuses records.
func (h *helpdesk) Differs(c *connector.Change, b *connector.Batch) ([]string, error) {
	it := h.begin(c, b)
	if !it.done && !c.Gone() {
		it.there = it.was.Many // so that removals show
		it.plan(h)
	}
	var paths []string
	for _, op := range it.ops {
		paths = append(paths, op.Path)
	}
	return paths, it.result.Problem
}
