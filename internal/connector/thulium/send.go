package thulium

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
	"ringdex/internal/ringdex"
)

// send sends items, which are all new or all known. A call that Thulium refuses is halved until the
// bad record is alone.
func (th *Thulium) send(ctx context.Context, kind ringdex.Kind, items []item, results []connector.Result, try int) error {
	ids, err := th.call(ctx, kind, items)
	switch {
	case err == nil:
		for i, it := range items {
			results[it.at] = sent(it, ids[i])
		}
		return nil
	case call.Unknown(err) && items[0].id == "" && try < call.Tries:
		return th.lost(ctx, kind, items, results, try)
	case !refused(err):
		return err
	case len(items) == 1:
		return th.alone(ctx, kind, items[0], results, err)
	}
	half := len(items) / 2
	if err := th.send(ctx, kind, items[:half], results, 1); err != nil {
		return err
	}
	return th.send(ctx, kind, items[half:], results, 1)
}

// lost handles a call that created records and had no answer: it looks which of them are there, and
// sends the others again.
func (th *Thulium) lost(ctx context.Context, kind ringdex.Kind, items []item, results []connector.Result, try int) error {
	if err := th.client().Rest(ctx, try); err != nil {
		return err
	}
	there, err := th.identified(ctx, kind, items)
	if err != nil {
		return err
	}
	var missing []item
	for _, it := range items {
		if id := there[it.want.First(attrIdentifier)]; id != "" {
			results[it.at] = sent(it, id)
		} else {
			missing = append(missing, it)
		}
	}
	for part := range slices.Chunk(missing, len(items)) {
		if err := th.send(ctx, kind, part, results, try+1); err != nil {
			return err
		}
	}
	return nil
}

// identified returns the ids of the records that Thulium has of items, by our identifier. Of many
// it reads the list.
func (th *Thulium) identified(ctx context.Context, kind ringdex.Kind, items []item) (map[string]string, error) {
	ids := map[string]string{}
	if listed.Worth(len(items)) {
		for r, err := range th.all(ctx, kind) {
			if err != nil {
				return nil, err
			}
			ids[r.Values.First(attrIdentifier)] = r.ID
		}
		return ids, nil
	}
	for _, it := range items {
		identifier := it.want.First(attrIdentifier)
		found, err := th.only(ctx, kind, attrIdentifier, identifier, identifier)
		if err != nil {
			return nil, err
		}
		if found != nil {
			ids[identifier] = found.ID
		}
	}
	return ids, nil
}

func sent(it item, id string) connector.Result {
	action := ringdex.Updated
	if it.id == "" {
		action = ringdex.Created
	}
	return connector.Result{Action: action, Memory: attribute.Memory{ID: id, Sent: it.want}.Bytes()}
}

// alone handles the refusal of one record. One that was deleted in Thulium is created
// anew.
func (th *Thulium) alone(ctx context.Context, kind ringdex.Kind, it item, results []connector.Result, err error) error {
	if it.id != "" && call.Answered(err, http.StatusNotFound) {
		return th.send(ctx, kind, []item{{at: it.at, want: it.want, patch: it.want.Filled()}}, results, 1)
	}
	results[it.at] = connector.Result{Action: ringdex.Refused, Problem: refusalOf(err)}
	return nil
}

// call makes one call for items and returns their ids, in order.
func (th *Thulium) call(ctx context.Context, kind ringdex.Kind, items []item) ([]string, error) {
	r := call.Request{Method: http.MethodPost}
	if items[0].id != "" {
		r.Method, r.Repeat = http.MethodPut, true
	}
	if kind == ringdex.KindCompany {
		r.Path, r.Body = companies, object(kind, items[0])
		if items[0].id != "" {
			r.Path += "/" + call.Segment(items[0].id)
		}
	} else {
		list := make([]map[string]any, len(items))
		for i, it := range items {
			list[i] = object(kind, it)
		}
		r.Path, r.Body = batchPath, map[string]any{"customers": list}
	}
	var ids []string
	r.Read = func(body []byte) (err error) {
		ids, err = idsOf(kind, items, body)
		return err
	}
	_, err := th.client().Do(ctx, r)
	return ids, err
}

// object returns an item as it is sent. What a new record requires is required of a known one, too.
func object(kind ringdex.Kind, it item) map[string]any {
	required := attrSurname
	if kind == ringdex.KindCompany {
		required = attrName
	}
	it.patch[required] = it.want[required]
	o := body(it.patch)
	if it.id != "" && kind == ringdex.KindContact {
		o[customerID] = number(it.id)
	}
	return o
}

// number returns an id as a number if it is one, as Thulium shows it.
func number(id string) any {
	n := json.Number(id)
	if _, err := n.Int64(); err != nil {
		return id
	}
	return n
}

// idsOf reads the ids of an answer: an object for a company, a list in the order of the batch for
// customers (our choice). Known records have theirs already.
func idsOf(kind ringdex.Kind, items []item, body []byte) ([]string, error) {
	ids := make([]string, len(items))
	if items[0].id != "" {
		for i, it := range items {
			ids[i] = it.id
		}
		return ids, nil
	}
	if kind == ringdex.KindCompany {
		body = append(append([]byte("["), body...), ']')
	}
	var p page
	if err := json.Unmarshal(body, &p); err != nil || len(p.rows) != len(items) {
		return nil, cmp.Or(err, errNoList)
	}
	for i, raw := range p.rows {
		if ids[i] = rowOf(raw, models[kind].id).ID; ids[i] == "" {
			return nil, errNoID
		}
	}
	return ids, nil
}

// remove does with a deleted record what the settings say. Thulium cannot disable one.
func (th *Thulium) remove(ctx context.Context, c *connector.Change, kind ringdex.Kind) (connector.Result, error) {
	if r, stays := c.Stays(); stays {
		return r, nil
	}
	id := attribute.Recall(c.Memory).ID
	if id == "" {
		found, err := th.only(ctx, kind, attrIdentifier, th.prefix+c.Key, th.prefix+c.Key)
		if err != nil || found == nil {
			return connector.Result{Action: ringdex.Deleted}, err
		}
		id = found.ID
	}
	_, err := th.client().Do(ctx, call.Request{Method: http.MethodDelete, Path: models[kind].path + "/" + call.Segment(id), Repeat: true})
	if call.Answered(err, http.StatusNotFound) {
		err = nil
	}
	if refused(err) {
		return connector.Result{Action: ringdex.Refused, Problem: refusalOf(err)}, nil
	}
	return connector.Result{Action: ringdex.Deleted}, err
}
