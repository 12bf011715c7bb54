package daktela

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Remote implements connector.Comparer. It reads the database in pages of 1,000.
func (d *Daktela) Remote(ctx context.Context, kind ringdex.Kind) iter.Seq2[connector.Remote, error] {
	return func(yield func(connector.Remote, error) bool) {
		stopped := false
		err := d.each(ctx, models[kind], func(r *record) bool {
			key, ours := strings.CutPrefix(first(r.Values[attrName]), d.prefix)
			stopped = ours && key != "" && !yield(connector.Remote{Key: key, Memory: memory{Has: compared(r.Values)}.bytes()}, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(connector.Remote{}, err)
		}
	}
}

// compared returns the attributes that Write can change.
func compared(all attributes) attributes {
	some := attributes{}
	for name, values := range all {
		if isList(name) || slices.Contains([]string{attrTitle, attrFirst, attrLast, attrDescription, attrAccount}, name) {
			some[name] = values
		}
	}
	return some
}

// Differs implements connector.Comparer.
func (d *Daktela) Differs(c *connector.Change, b *connector.Batch) []string {
	if c.Gone() {
		if c.OnGone == connector.DeleteGone {
			return []string{attrName}
		}
		return nil
	}
	want, problem := d.wanted(c, b)
	if problem != nil {
		return nil // Write would refuse it
	}
	return d.changed(want, recall(c.Memory))
}

// rereads is how often a list that changes between two pages is read again.
const rereads = 3

// each calls fn with each of our records until it returns false. Pages overlap by a row: if that is
// not the last one of the page before, rows have moved, and the list is read again.
func (d *Daktela) each(ctx context.Context, model string, fn func(*record) bool) error {
	seen := map[string]bool{}
	once := func(r *record) bool {
		name := first(r.Values[attrName])
		if seen[name] {
			return true
		}
		seen[name] = true
		return fn(r)
	}
	for range rereads {
		complete, err := d.pages(ctx, model, once)
		if complete || err != nil {
			return err
		}
	}
	return message.Err("connector.list_moves")
}

// pages reads a list once. It returns false if rows moved meanwhile.
func (d *Daktela) pages(ctx context.Context, model string, fn func(*record) bool) (complete bool, err error) {
	last, read := "", 0
	for {
		skip := max(0, read-1)
		q := where(pageSize, skip, condition{attrDatabase, "eq", d.database}, condition{attrName, "startswith", d.prefix})
		q.Set("sort[0][field]", "created") // the order of names is not known to work (3.3)
		q.Set("sort[0][dir]", "asc")
		page, err := d.list(ctx, model, q)
		rows := page.Data
		switch {
		case err != nil:
			return false, err
		case read > 0 && (len(rows) == 0 || first(rows[0].Values[attrName]) != last):
			return false, nil
		case read > 0:
			rows = rows[1:]
		}
		for i := range rows {
			if !fn(&rows[i]) {
				return true, nil
			}
		}
		read += len(rows)
		if len(rows) == 0 || read >= page.Total {
			return read == page.Total, nil
		}
		last = first(rows[len(rows)-1].Values[attrName])
	}
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

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
