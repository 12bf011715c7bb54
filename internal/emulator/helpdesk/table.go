package helpdesk

import (
	"fmt"
	"slices"
	"strings"
)

// table is all records of a kind, in the order of their creation.
type table struct {
	name   string // the path of a record's name
	order  []*record
	byID   map[string]*record
	byKey  map[string]*record // by external id
	byName map[string]*record // in lower case; the oldest one
}

func newTable(name string) *table {
	return &table{name: name, byID: map[string]*record{}, byKey: map[string]*record{}, byName: map[string]*record{}}
}

// all returns the records that are not deleted.
func (t *table) all() []*record {
	return slices.Collect(func(yield func(*record) bool) {
		for _, r := range t.order {
			if r = t.byID[r.id]; r != nil && !yield(r) {
				return
			}
		}
	})
}

// put adds a record without an id, or replaces the one with its id.
func (t *table) put(r *record) {
	if r.id == "" {
		t.order = append(t.order, r)
		r.number = int64(len(t.order))
		r.id = fmt.Sprintf("%08x-0000-4000-8000-%012x", r.number, r.number)
	}
	t.forget(t.byID[r.id])
	t.byID[r.id] = r
	if r.external != "" {
		t.byKey[r.external] = r
	}
	if name := strings.ToLower(r.text(t.name)); name != "" && t.byName[name] == nil {
		t.byName[name] = r
	}
}

// remove deletes a record, and reports whether it was there.
func (t *table) remove(id string) bool {
	r := t.byID[id]
	t.forget(r)
	delete(t.byID, id)
	return r != nil
}

// forget removes a record from the indexes of its values.
func (t *table) forget(r *record) {
	if r == nil {
		return
	}
	if t.byKey[r.external] == r {
		delete(t.byKey, r.external)
	}
	if name := strings.ToLower(r.text(t.name)); t.byName[name] == r {
		delete(t.byName, name)
	}
}

// named returns the record of that name.
func (t *table) named(name string) *record { return t.byName[strings.ToLower(name)] }

// numbered returns the record with that number.
func (t *table) numbered(number any) *record {
	n, _ := number.(int64)
	if n < 1 || n > int64(len(t.order)) {
		return nil
	}
	return t.byID[t.order[n-1].id]
}
