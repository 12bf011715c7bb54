package thulium

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// model is how a kind of record is called.
type model struct{ path, id string }

var models = map[ringdex.Kind]model{ringdex.KindContact: {customers, customerID}, ringdex.KindCompany: {companies, companyID}}

// find returns the record that Thulium has for ours, nil for none: the one with our identifier,
// else the only one with our number and without an identifier, which then becomes ours.
func (th *Thulium) find(ctx context.Context, kind ringdex.Kind, want attribute.Set) (*row, error) {
	found, err := th.only(ctx, kind, attrIdentifier, want.First(attrIdentifier), want.First(attrIdentifier))
	if found != nil || err != nil || want.First(attrPhone) == "" {
		return found, err
	}
	return th.only(ctx, kind, attrPhone, want.First(attrPhone), "")
}

// only returns the record that a search finds and that has an identifier; nil unless there is just
// one. A system that does not know the filter answers others, too.
func (th *Thulium) only(ctx context.Context, kind ringdex.Kind, field, value, identifier string) (*row, error) {
	q := query(kind, pageSize, 0)
	q.Set(field, value)
	rows, _, err := th.list(ctx, kind, q)
	if err != nil {
		return nil, err
	}
	var found []*row
	for i := range rows {
		has := attribute.Set{attrPhone: {value}}
		if field == attrPhone {
			has = rules.Patch([]string{attrPhone}, has, nil, rows[i].Values)
		}
		if rows[i].Values.First(attrIdentifier) == identifier && (field != attrPhone || len(has) == 0) {
			found = append(found, &rows[i])
		}
	}
	if len(found) == 0 || len(found) > 1 && field == attrPhone {
		return nil, nil
	}
	return found[0], nil
}

// query returns the parameters of a list with all that we compare.
func query(kind ringdex.Kind, limit, offset int) url.Values {
	q := url.Values{"limit": {strconv.Itoa(limit)}, "offset": {strconv.Itoa(offset)}, includeAddresses + attrAddress: {"1"}}
	if kind == ringdex.KindContact {
		for _, name := range []string{customFields, attrMailDrop, attrInvoice} {
			q.Set(includeAddresses+name, "1")
		}
	}
	return q
}

func (th *Thulium) list(ctx context.Context, kind ringdex.Kind, q url.Values) ([]row, int, error) {
	var p page
	if err := th.client().JSON(ctx, call.Request{Path: models[kind].path, Query: q}, &p); err != nil {
		return nil, 0, err
	}
	rows := make([]row, len(p.rows))
	for i := range p.rows {
		rows[i] = rowOf(p.rows[i], models[kind].id)
	}
	return rows, p.count, nil
}

// Remote implements connector.Comparer. It reads all records in pages of 1,000; ours have an
// identifier with our prefix.
func (th *Thulium) Remote(ctx context.Context, kind ringdex.Kind) iter.Seq2[connector.Remote, error] {
	return func(yield func(connector.Remote, error) bool) {
		for r, err := range th.all(ctx, kind) {
			if err != nil {
				yield(connector.Remote{}, err)
				return
			}
			key, ours := strings.CutPrefix(r.Values.First(attrIdentifier), th.prefix)
			memory := attribute.Memory{ID: r.ID, Has: r.Values}
			if ours && key != "" && !yield(connector.Remote{Key: key, Memory: memory.Bytes()}, nil) {
				return
			}
		}
	}
}

// Join implements connector.Comparer.
func (th *Thulium) Join(kept, there []byte) []byte { return attribute.Join(kept, there) }

// Differs implements connector.Comparer.
func (th *Thulium) Differs(c *connector.Change, b *connector.Batch) ([]string, error) {
	if c.Gone() {
		if c.OnGone == connector.DeleteGone {
			return []string{attrIdentifier}, nil
		}
		return nil, nil
	}
	want, problem := th.wanted(c, b)
	if problem != nil {
		return nil, problem
	}
	return rules.Changed(want, attribute.Recall(c.Memory)), nil
}

// Check implements connector.Checker: it reads a record of each kind. Whether the account may
// write, only writing says.
func (th *Thulium) Check(ctx context.Context) error {
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		if _, _, err := th.list(ctx, kind, query(kind, 1, 0)); err != nil {
			return err
		}
	}
	return nil
}
