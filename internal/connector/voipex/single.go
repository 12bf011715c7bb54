package voipex

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/voipex"
)

// each sends items one by one: PUT of a known contact, POST of a new one.
func (v *Voipex) each(ctx context.Context, items []item) ([]itemResult, error) {
	results := make([]itemResult, len(items))
	for i, it := range items {
		result, err := v.surely(ctx, it)
		switch {
		case refused(err):
			results[i] = itemResult{Result: string(ringdex.Refused), Error: refusalOf(err).Error()}
		case err != nil:
			return nil, err
		default:
			results[i] = result
		}
	}
	return results, nil
}

// surely sends a contact, again if it is not known what became of it: a contact that was created is
// found by its key.
func (v *Voipex) surely(ctx context.Context, it item) (itemResult, error) {
	for try := 1; ; try++ {
		result, err := v.one(ctx, it)
		if !call.Unknown(err) || try == call.Tries {
			return result, err
		}
		if err := v.client().Rest(ctx, try); err != nil {
			return result, err
		}
	}
}

// one sends all of a contact: a PUT removes what it does not have.
func (v *Voipex) one(ctx context.Context, it item) (itemResult, error) {
	id, err := v.idOf(ctx, it.known.ID, it.want.First("externalId"))
	if err != nil {
		return itemResult{}, err
	}
	action, r := ringdex.Updated, call.Request{Method: http.MethodPut, Path: "/" + call.Segment(id), Repeat: true}
	if id == "" {
		action, r = ringdex.Created, call.Request{Method: http.MethodPost}
	}
	r.Body = object(it.want, append(it.want.Filled().Names(), it.names...))
	var c wire.Contact
	err = v.client().JSON(ctx, r, &c)
	if id != "" && call.Answered(err, http.StatusNotFound) {
		it.known.ID = ""
		return v.one(ctx, it)
	}
	if err != nil {
		return itemResult{}, err
	}
	return itemResult{Result: string(action), ID: c["id"]}, nil
}

// idOf returns the id of a contact in VOIPEX: the known one, else that of the contact with our key;
// "" for none.
func (v *Voipex) idOf(ctx context.Context, known, key string) (string, error) {
	if known != "" {
		return known, nil
	}
	found, err := v.page(ctx, url.Values{"externalId": {key}})
	if err != nil {
		return "", err
	}
	for _, c := range found.Items {
		if c["externalId"] == key {
			return c["id"], nil
		}
	}
	return "", nil
}

func (v *Voipex) page(ctx context.Context, q url.Values) (list, error) {
	var out list
	read := func(body []byte) error {
		if err := json.Unmarshal(body, &out); err != nil || out.Total == nil {
			return cmp.Or(err, errNoTotal)
		}
		return nil
	}
	_, err := v.client().Do(ctx, call.Request{Query: q, Read: read})
	return out, err
}

func pageAt(offset int) url.Values {
	return url.Values{"limit": {strconv.Itoa(pageSize)}, "offset": {strconv.Itoa(offset)}}
}

// remove does with a deleted contact what the settings say. VOIPEX cannot disable one.
func (v *Voipex) remove(ctx context.Context, c *connector.Change) (connector.Result, error) {
	if r, stays := c.Stays(); stays {
		return r, nil
	}
	id, err := v.idOf(ctx, attribute.Recall(c.Memory).ID, c.Key)
	if err != nil || id == "" {
		return connector.Result{Action: ringdex.Deleted}, err
	}
	_, err = v.client().Do(ctx, call.Request{Method: http.MethodDelete, Path: "/" + call.Segment(id), Repeat: true})
	switch {
	case call.Answered(err, http.StatusNotFound):
		err = nil
	case refused(err):
		return connector.Result{Action: ringdex.Refused, Problem: refusalOf(err)}, nil
	}
	return connector.Result{Action: ringdex.Deleted}, err
}
