package daktela

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
	"ringdex/internal/ringdex"
)

// names returns the names of our records in Daktela.
func (d *Daktela) names(ctx context.Context, kind ringdex.Kind) (listed.Keys, error) {
	names := listed.Keys{}
	for r, err := range d.all(ctx, kind) {
		if err != nil {
			return nil, err
		}
		names[r.name()] = true
	}
	return names, nil
}

// Remote implements connector.Comparer. It reads the database in pages of 1,000.
func (d *Daktela) Remote(ctx context.Context, kind ringdex.Kind) iter.Seq2[connector.Remote, error] {
	return func(yield func(connector.Remote, error) bool) {
		for r, err := range d.all(ctx, kind) {
			if err != nil {
				yield(connector.Remote{}, err)
				return
			}
			key, ours := strings.CutPrefix(r.name(), d.prefix)
			memory := attribute.Memory{Has: compared(r.Values)}
			if ours && key != "" && !yield(connector.Remote{Key: key, Memory: memory.Bytes()}, nil) {
				return
			}
		}
	}
}

// Join implements connector.Comparer.
func (d *Daktela) Join(kept, there []byte) []byte { return attribute.Join(kept, there) }

// all yields our records of a kind.
func (d *Daktela) all(ctx context.Context, kind ringdex.Kind) iter.Seq2[*record, error] {
	page := func(skip int) ([]record, int, error) { return d.page(ctx, models[kind], skip) }
	return call.Pages(page, (*record).name)
}

// Differs implements connector.Comparer.
func (d *Daktela) Differs(c *connector.Change, b *connector.Batch) ([]string, error) {
	if c.Gone() {
		if c.OnGone == connector.DeleteGone {
			return []string{attrName}, nil
		}
		return nil, nil
	}
	want, problem := d.wanted(c, b)
	if problem != nil {
		return nil, problem
	}
	return d.rules().Changed(want, attribute.Recall(c.Memory)), nil
}

// page reads a page of our records. They are sorted by their creation, since the order of names is
// not known to work (wire/daktela.md 3.3).
func (d *Daktela) page(ctx context.Context, model string, skip int) ([]record, int, error) {
	q := where(pageSize, skip, condition{attrDatabase, "eq", d.database}, condition{attrName, "startswith", d.prefix})
	q.Set("sort[0][field]", "created")
	q.Set("sort[0][dir]", "asc")
	page, err := d.list(ctx, model, q)
	return page.Data, page.Total, err
}

// list reads a page of a model.
func (d *Daktela) list(ctx context.Context, model string, q url.Values) (list, error) {
	var out list
	got, err := d.do(ctx, call.Request{Path: listPath(model), Query: q})
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(got.result, &out); err != nil {
		return out, &call.Error{Status: 200, Garbled: true, Body: got.result, Cause: err}
	}
	return out, nil
}
