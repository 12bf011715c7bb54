package helpdesk

import (
	"context"
	"iter"
	"maps"
	"strings"

	"ringdex/internal/ringdex"
)

// readFirst reads the records of which it is not certain what the helpdesk has: new ones, which it
// may have from elsewhere, those of a call without an answer, and those that lose a value of a
// list, because that goes by its place.
func (h *helpdesk) readFirst(ctx context.Context, kind ringdex.Kind, items []*item) error {
	if err := h.findLost(ctx, kind, items); err != nil {
		return err
	}
	fresh := 0
	for _, it := range items {
		if !it.done && it.was.ID == "" && !it.unsure {
			fresh++
		}
	}
	if err := h.takeCensus(ctx, kind, fresh); err != nil {
		return err
	}
	return h.readEach(ctx, kind, items)
}

func (h *helpdesk) readOne(ctx context.Context, kind ringdex.Kind, it *item) error {
	there, err := h.locate(ctx, kind, it, it.unsure)
	if err == nil && there != nil && there.text("ExternalId") != it.change.Key && it.was.ID == "" {
		err = h.adopt(ctx, kind, it, there)
	}
	if err != nil {
		return err
	}
	it.see(kind, h, there)
	it.plan(h)
	return nil
}

// see takes over what the helpdesk has.
func (it *item) see(kind ringdex.Kind, h *helpdesk, there row) {
	if there == nil {
		it.was, it.there = memory{}, nil
		return
	}
	is := h.valuesOf(kind, there, it.companyKey())
	it.was.ID, it.there = there.key(kind), is.Many
	if there.text("ExternalId") == it.change.Key { // else the packet gives it our key
		it.agree(is.One)
	}
	for _, path := range h.once() {
		if v := is.One[path]; v != "" && it.was.One[path] == "" {
			it.was.set(path, v)
		}
	}
	if len(there["FieldData"]) > 0 && string(there["FieldData"]) != "null" {
		// A custom field that is not set cannot be removed (section 5.1).
		maps.DeleteFunc(it.was.One, func(path string, _ value) bool {
			return strings.HasPrefix(path, "/CustomFields/") && is.One[path] == "" && it.want.One[path] == ""
		})
	}
}

// agree notes values that are there as they are wanted: they need not be sent. What a row does not
// show is sent.
func (it *item) agree(is map[string]value) {
	for path, v := range it.full.One {
		if is[path] == v && it.was.One[path] != v {
			it.was.One = maps.Clone(it.was.One)
			it.was.set(path, v)
		}
	}
}

// companyKey returns our key of the contact's company, by its number in the helpdesk.
func (it *item) companyKey() map[string]string {
	if it.change.Contact == nil {
		return nil
	}
	company, _ := it.batch.CompanyOf(it.change.Contact)
	return map[string]string{recall(company.Memory).ID: company.Key}
}

func (h *helpdesk) valuesOf(kind ringdex.Kind, r row, companies map[string]string) values {
	if kind == ringdex.KindCompany {
		return h.companyValues(r)
	}
	return h.contactValues(r, companies)
}

// locate reads the record of an item, or one that it may adopt; nil if the helpdesk has none. No
// call looks for an external id, so it goes by the census, and by name if the record may have been
// written since.
func (h *helpdesk) locate(ctx context.Context, kind ringdex.Kind, it *item, since bool) (row, error) {
	id := it.was.ID
	if c := h.counted(kind); id == "" && (since || c == nil) {
		found, err := h.withName(ctx, kind, it.nameOf(kind))
		if err != nil {
			return nil, err
		}
		id = h.choose(kind, found, it)
	} else if id == "" {
		id = h.choose(kind, c, it)
	}
	if id == "" {
		return nil, nil
	}
	return h.record(ctx, kind, id) // a list may show less
}

// choose returns the id of the record that has our key, else of one that can get it.
func (h *helpdesk) choose(kind ringdex.Kind, c *census, it *item) string {
	id := c.byKey[it.change.Key]
	if id == "" && h.adopts {
		id = c.free[strings.ToLower(it.nameOf(kind))]
	}
	return id
}

// withName counts the records with a name.
func (h *helpdesk) withName(ctx context.Context, kind ringdex.Kind, name string) (*census, error) {
	filter := map[string]any{"UserName": name}
	if kind == ringdex.KindCompany {
		filter = map[string]any{"Name": name}
	}
	c := newCensus()
	for r, err := range h.rows(ctx, kind, filter) {
		if err != nil {
			return nil, err
		}
		c.add(kind, r)
	}
	return c, nil
}

// search looks for an external id in the whole list; nil if it is not there.
func (h *helpdesk) search(ctx context.Context, kind ringdex.Kind, key string) (row, error) {
	for r, err := range h.rows(ctx, kind, nil) {
		if err != nil {
			return nil, err
		}
		if r.text("ExternalId") == key {
			return r, nil
		}
	}
	return nil, nil
}

// rows yields the records of a list.
func (h *helpdesk) rows(ctx context.Context, kind ringdex.Kind, filter map[string]any) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		for p, err := range h.pages(ctx, kind, filter) {
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range p.Items {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// pages yields the pages of a list. A page may be shorter than asked for, so the list ends with an
// empty page, or when as many records were read as it says that it has.
func (h *helpdesk) pages(ctx context.Context, kind ringdex.Kind, filter map[string]any) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		for index, n := 0, 0; ; index++ {
			p, err := h.page(ctx, kind, index, filter)
			if !yield(p, err) || err != nil {
				return
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
