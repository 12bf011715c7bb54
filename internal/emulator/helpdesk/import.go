package helpdesk

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Limits of one call, in items (seed 000).
var limits = map[kind]int{contact: 100, company: 500}

// item is one item of either import.
type item struct {
	UserProviderKey string
	ID              int64  `json:"Id"`
	ExternalID      string `json:"ExternalId"`
	Operations      []struct {
		Operation any
		Path      string
		Value     any
	}
}

// result is the result of an item; all members are always there (section 2.2).
type result map[string]any

// importing serves one of the imports.
func (e *Emulator) importing(k kind) func(*http.Request) answer {
	return func(r *http.Request) answer {
		var items []*item
		if err := json.NewDecoder(r.Body).Decode(&items); err != nil {
			return fail(http.StatusBadRequest, "The request is invalid.")
		}
		if items == nil || len(items) > limits[k] || slices.Contains(items, nil) {
			return fail(http.StatusBadRequest, fmt.Sprintf("From 1 to %d items are expected.", limits[k]))
		}
		if e.options.Spoil != "" && slices.ContainsFunc(items, func(it *item) bool { return it.ExternalID == e.options.Spoil }) {
			return fail(http.StatusBadRequest, "The item "+e.options.Spoil+" is invalid.")
		}
		results := []result{}
		for _, it := range items {
			e.Count.Items++
			if done := e.take(k, it); e.options.Forget == "" || it.ExternalID != e.options.Forget {
				results = append(results, done)
			}
		}
		return ok(e.envelope(results))
	}
}

// envelope returns the results in the form of the options: the documents leave it open.
func (e *Emulator) envelope(results []result) any {
	if e.options.Backward {
		slices.Reverse(results)
		for _, r := range results {
			delete(r, "ExternalId")
		}
	}
	if e.options.Envelope != "" {
		return map[string]any{e.options.Envelope: results, "Count": len(results)}
	}
	return results
}

// words are what the system says is wrong.
type words string

func (w words) Error() string { return string(w) }

// conflict is a user name that another contact has.
type conflict struct{ holder *record }

func (conflict) Error() string { return "The user name is already used by another user." }

// take carries out one item, wholly or not at all.
func (e *Emulator) take(k kind, it *item) result {
	r, isNew, err := e.match(k, it)
	if err == nil {
		err = e.change(k, r, isNew, it)
	}
	if err == nil {
		e.Count.Operations += len(it.Operations)
	}
	return resultOf(k, it, r, err)
}

func resultOf(k kind, it *item, r *record, err error) result {
	res := result{"Success": err == nil, "ErrorMessage": nil, "CustomerId": nil, "ExternalId": it.ExternalID}
	if err != nil {
		res["ErrorMessage"] = err.Error()
	}
	if k == company {
		res["Name"] = nil
		if r != nil && err == nil {
			res["Name"], res["CustomerId"] = r.values["Name"], r.number
		}
		return res
	}
	res["Username"], res["UserProviderKey"], res["UserProviderKeyConflict"] = nil, nil, nil
	var taken conflict
	if errors.As(err, &taken) {
		res["UserProviderKeyConflict"] = taken.holder.id
	}
	if r != nil {
		res["Username"] = r.values["UserName"]
		if err == nil {
			res["UserProviderKey"], res["CustomerId"] = r.id, r.values["DefaultCustomer/CustomerId"]
		}
	}
	return res
}

// match finds the record of an item: by its native key, else by the external id, else a new one.
func (e *Emulator) match(k kind, it *item) (r *record, isNew bool, err error) {
	known := e.tables[k].byKey[it.ExternalID]
	if it.UserProviderKey != "" || it.ID != 0 {
		r := e.tables[k].byID[it.UserProviderKey]
		if k == company {
			r = e.tables[k].numbered(it.ID)
		}
		switch {
		case r == nil:
			return nil, false, words("The native key is unknown.")
		case known != nil && known != r:
			return nil, false, words("The keys are those of two records.")
		}
		r = r.clone()
		r.external = cmp.Or(r.external, it.ExternalID)
		return r, false, nil
	}
	if known != nil {
		return known.clone(), false, nil
	}
	return &record{external: it.ExternalID, values: map[string]any{}, custom: map[int64]map[string]any{}}, true, nil
}

// change applies the operations to r, a copy of the record, and stores it.
func (e *Emulator) change(k kind, r *record, isNew bool, it *item) error {
	if e.options.Refuse != "" && it.ExternalID == e.options.Refuse {
		return words("The precheck failed.")
	}
	was := cmp.Or(e.tables[k].byID[r.id], r.clone())
	for _, op := range it.Operations {
		verb, err := verbOf(op.Operation)
		if err == nil {
			err = e.apply(k, r, operation{verb, op.Path, op.Value})
		}
		if err != nil {
			return err
		}
	}
	if err := e.check(k, r, was, isNew); err != nil {
		return err
	}
	e.keep(k, r, was, isNew)
	return nil
}

// check refuses what the system refuses of a record as a whole.
func (e *Emulator) check(k kind, r, was *record, isNew bool) error {
	name := "Name"
	if k == contact {
		name = "UserName"
		if other := e.tables[contact].named(r.text(name)); other != nil && other.id != r.id {
			return conflict{other}
		}
	}
	switch {
	case r.text(name) == "":
		return words(name + " is required.")
	case k == contact && !isNew && r.text(name) != was.text(name):
		return words("The user name cannot be changed.")
	}
	return nil
}

// keep stores r, if it differs from was.
func (e *Emulator) keep(k kind, r, was *record, isNew bool) {
	delete(r.values, "Password")
	e.join(r)
	if !isNew && same(r, was) {
		return
	}
	r.updated = e.options.Clock()
	e.Count.Changed = append(e.Count.Changed, r.external)
	e.tables[k].put(r)
}

func same(a, b *record) bool {
	x, _ := json.Marshal([]any{a.external, a.values, a.custom})
	y, _ := json.Marshal([]any{b.external, b.values, b.custom})
	return bytes.Equal(x, y)
}

// join links a contact to its default company, which is created with its name only (section 2).
func (e *Emulator) join(r *record) {
	external, name := r.text("DefaultCustomer/CustomerExternalId"), r.text("DefaultCustomer/CustomerName")
	id := r.values["DefaultCustomer/CustomerId"]
	companies := e.tables[company]
	c := cmp.Or(companies.byKey[external], companies.named(name), companies.numbered(id))
	switch {
	case c == nil && name == "":
		delete(r.values, "DefaultCustomer/CustomerId")
		return
	case c == nil:
		c = &record{external: external, values: map[string]any{"Name": name}, custom: map[int64]map[string]any{}, updated: e.options.Clock()}
		companies.put(c)
	}
	r.values["DefaultCustomer/CustomerId"] = c.number
}
