package thulium

import (
	"cmp"
	"context"
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
	"ringdex/internal/ringdex"
)

// Limit implements connector.Writer.
func (th *Thulium) Limit(kind ringdex.Kind) int {
	if kind == ringdex.KindContact {
		return batchSize
	}
	return oneByOne
}

// item is a change that has to be sent.
type item struct {
	at    int           // in the batch
	id    string        // of Thulium; "" for a new record
	want  attribute.Set // all of it
	patch attribute.Set // what is sent
}

// Write implements connector.Writer. Contacts go in batches, companies one by one. A record is
// looked for before it is created, so a repeated Write makes no doubles.
func (th *Thulium) Write(ctx context.Context, b *connector.Batch) ([]connector.Result, error) {
	results := make([]connector.Result, len(b.Changes))
	read := func() (listed.Keys, error) { return th.readList(ctx, b.Kind) }
	has, err := th.lists.For(b, th.deps.Clock(), read)
	if err != nil {
		return nil, err
	}
	var added, changed []item
	ours := map[string]bool{} // two contacts may have the number of one record there
	for i := range b.Changes {
		result, next, err := th.plan(ctx, &b.Changes[i], b, has)
		switch {
		case err != nil:
			return nil, call.Partly(err, results)
		case next == nil:
			results[i] = result
			continue
		}
		next.at = i
		if next.id == "" || ours[next.id] {
			added = append(added, item{at: i, want: next.want, patch: next.want.Filled()})
			continue
		}
		ours[next.id] = true
		changed = append(changed, *next)
	}
	size := len(b.Changes)
	if b.Kind == ringdex.KindCompany {
		size = 1
	}
	for _, items := range [][]item{added, changed} {
		for part := range slices.Chunk(items, size) {
			if err := th.send(ctx, b.Kind, part, results, 1); err != nil {
				return nil, call.Partly(err, results)
			}
		}
	}
	for i := range results {
		if results[i].Action != ringdex.Refused {
			results[i].Note = cmp.Or(results[i].Note, b.CompanyMissing(&b.Changes[i]))
		}
	}
	return results, nil
}

// plan returns what has to be sent for a change, or its result if nothing has to be sent. has is
// the list that a batch with many new records has read, else nil.
func (th *Thulium) plan(
	ctx context.Context, c *connector.Change, b *connector.Batch, has listed.Keys,
) (connector.Result, *item, error) {
	if c.Gone() {
		result, err := th.remove(ctx, c, b.Kind)
		return result, nil, err
	}
	want, problem := th.wanted(c, b)
	if problem != nil {
		return connector.Result{Action: ringdex.Refused, Problem: problem}, nil, nil
	}
	known := attribute.Recall(c.Memory)
	names := rules.Changed(want, known)
	switch {
	case c.Memory != nil && !c.Unsure && len(names) == 0:
		return connector.Result{Action: ringdex.Unchanged}, nil, nil
	case listed.IsNew(c) && absent(has, want):
		return connector.Result{}, &item{want: want, patch: want.Filled()}, nil
	case known.ID != "" && !c.Unsure && !slices.ContainsFunc(names, rules.List):
		return connector.Result{}, &item{id: known.ID, want: want, patch: part(want, names)}, nil
	}
	if c.Unsure { // the lost call may have written any of them
		names = want.Names()
	}
	return th.compare(ctx, b.Kind, names, want, known)
}

// compare reads the record that Thulium has, and returns what differs. It is needed for lists,
// whose values from elsewhere stay, and for a record that may be there already.
func (th *Thulium) compare(
	ctx context.Context, kind ringdex.Kind, names []string, want attribute.Set, known attribute.Memory,
) (connector.Result, *item, error) {
	found, err := th.find(ctx, kind, want)
	switch {
	case err != nil:
		return connector.Result{}, nil, err
	case found == nil:
		return connector.Result{}, &item{want: want, patch: want.Filled()}, nil
	}
	patch := rules.Patch(names, want, known.Sent, found.Values)
	if len(patch) == 0 {
		memory := attribute.Memory{ID: found.ID, Sent: want}
		return connector.Result{Action: ringdex.Unchanged, Memory: memory.Bytes()}, nil, nil
	}
	return connector.Result{}, &item{id: found.ID, want: want, patch: patch}, nil
}

// part returns the named attributes.
func part(set attribute.Set, names []string) attribute.Set {
	some := attribute.Set{}
	for _, name := range names {
		some[name] = set[name]
	}
	return some
}
