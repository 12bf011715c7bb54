package helpdesk

import (
	"cmp"
	"context"
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// keyOf returns the helpdesk's id in a result. The CustomerId of a contact is that of its company.
func keyOf(kind ringdex.Kind, r *wire.Result) string {
	if kind == ringdex.KindCompany {
		return string(cmp.Or(r.CustomerID, r.ID))
	}
	return r.UserProviderKey
}

// match returns the result of each item, nil for none: by external id, then by the helpdesk's id,
// then by user name, and only then by position, if there is one an item (CHOICE, section 2.2).
func match(kind ringdex.Kind, items []*item, results []wire.Result) []*wire.Result {
	found := make([]*wire.Result, len(items))
	used := make([]bool, len(results))
	pair := func(ours func(*item) string, theirs func(*wire.Result) string) {
		waiting := map[string]int{}
		for i, it := range items {
			if key := ours(it); key != "" && found[i] == nil {
				waiting[key] = i
			}
		}
		for j := range results {
			if i, ok := waiting[theirs(&results[j])]; ok && !used[j] && found[i] == nil {
				found[i], used[j] = &results[j], true
			}
		}
	}
	pair(func(it *item) string { return it.change.Key }, func(r *wire.Result) string { return string(r.ExternalID) })
	pair(func(it *item) string { return it.was.ID }, func(r *wire.Result) string { return keyOf(kind, r) })
	pair(func(it *item) string { return it.want.One["/UserName"].text() }, func(r *wire.Result) string { return r.Username })
	for j := range results {
		if len(results) == len(items) && !used[j] && found[j] == nil {
			found[j] = &results[j]
		}
	}
	return found
}

// settle finishes the items by their results. It leaves those open that need another packet.
func (h *helpdesk) settle(ctx context.Context, kind ringdex.Kind, items []*item, results []*wire.Result) error {
	for i, it := range items {
		if err := h.settleOne(ctx, kind, it, results[i]); err != nil {
			return err
		}
	}
	return nil
}

func (h *helpdesk) settleOne(ctx context.Context, kind ringdex.Kind, it *item, r *wire.Result) error {
	switch {
	case r == nil:
		return h.lookAfter(ctx, kind, it)
	case !r.Success:
		return h.refused(ctx, kind, it, r)
	}
	id := cmp.Or(keyOf(kind, r), it.was.ID)
	if it.was.ID != "" && id != it.was.ID {
		// Somebody has deleted the record there, and this is a new one, with only what has changed.
		it.was, it.there = memory{ID: id}, added(it.ops)
		it.plan(h)
		return nil
	}
	it.succeed(id)
	if r.Message != "" && it.result.Note == nil {
		it.result.Note = ringdex.Fail(ringdex.Invalid, "helpdesk_remote.said", r.Message)
	}
	return nil
}

func (it *item) succeed(id string) {
	action := ringdex.Updated
	if it.change.Memory == nil {
		action = ringdex.Created
	}
	it.finish(connector.Result{Action: action, Memory: it.written(id)})
}

// added returns the values that operations add to lists.
func added(ops []operation) map[string][]value {
	lists := map[string][]value{}
	for _, op := range ops {
		if path, ok := cutEnd(op.Path); ok {
			lists[path] = append(lists[path], op.Value)
		}
	}
	return lists
}

// refused finishes an item that the helpdesk refuses. A record that is not there any more is
// written anew.
func (h *helpdesk) refused(ctx context.Context, kind ringdex.Kind, it *item, r *wire.Result) error {
	if it.was.ID != "" {
		there, err := h.record(ctx, kind, it.was.ID)
		if err != nil {
			return err
		}
		if there == nil {
			it.was, it.there = memory{}, nil
			it.plan(h)
			return nil
		}
	}
	if r.UserProviderKeyConflict != "" {
		return h.rename(ctx, it, r.UserProviderKeyConflict)
	}
	it.refuse(refusal(r.ErrorMessage, nil))
	return nil
}

// rename settles a user name that another contact has. If that one has no external id and came
// after the census, it is taken over. If it is another contact of ours, several people share an
// e-mail, and the new one gets its key as the user name. Else the new one is refused.
func (h *helpdesk) rename(ctx context.Context, it *item, holder string) error {
	name, key := it.full.One["/UserName"].text(), it.change.Key
	there, err := h.record(ctx, ringdex.KindContact, holder)
	if err != nil {
		return err
	}
	taken := ringdex.Problem("/UserName", "helpdesk_remote.taken", name, holder)
	switch other := there.text("ExternalId"); {
	case other == "" && there != nil && h.adopts && !there.staff():
		if err := h.adopt(ctx, ringdex.KindContact, it, there); err != nil {
			return err
		}
		it.see(ringdex.KindContact, h, there)
	case other == "" || name == key:
		it.refuse(taken)
		return nil
	default:
		it.full.set("/UserName", key)
		it.note = cmp.Or[error](it.note, taken)
	}
	it.plan(h)
	return nil
}

// lookAfter finishes an item without a result by what the helpdesk has now.
func (h *helpdesk) lookAfter(ctx context.Context, kind ringdex.Kind, it *item) error {
	there, err := h.locate(ctx, kind, it, true)
	if err != nil {
		return err
	}
	it.refuse(ringdex.Fail(ringdex.Unavailable, "helpdesk_remote.no_result"))
	if there.text("ExternalId") != it.change.Key {
		return nil
	}
	companies, err := h.companyKeys(ctx, kind)
	if err != nil {
		return err
	}
	is := memory{ID: there.key(kind), values: h.valuesOf(kind, there, companies)}
	if is.Read = true; len(is.operations(it.want, is.Many)) == 0 {
		it.succeed(is.ID)
		return nil
	}
	is.Read = false
	is.only(it.want, it.was.values)
	it.result.Memory = is.bytes()
	return nil
}

// only removes from what the helpdesk has the values that others may have set.
func (v *values) only(ours ...values) {
	for path := range v.One {
		if !slices.ContainsFunc(ours, func(o values) bool { return o.One[path] != "" }) {
			delete(v.One, path)
		}
	}
	for path, list := range v.Many {
		v.Many[path] = slices.DeleteFunc(list, func(x value) bool {
			return !slices.ContainsFunc(ours, func(o values) bool { return has(o.Many[path], path, x) })
		})
	}
}

// sendAgain sends what the first packet has left open, and refuses what is open even then.
func (h *helpdesk) sendAgain(ctx context.Context, kind ringdex.Kind, items []*item) error {
	if err := h.send(ctx, kind, items); err != nil {
		return err
	}
	for _, it := range items {
		if !it.done {
			it.refuse(ringdex.Fail(ringdex.Unavailable, "helpdesk_remote.no_result"))
		}
	}
	return nil
}
