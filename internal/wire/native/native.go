// Package native has the shapes of our own JSON: contacts, companies, runs, changes, deltas and
// problems in /v1, webhooks, NDJSON and reports. It only converts: no HTTP, no store.
package native

import (
	"encoding/json"
	"slices"
)

// Object is a JSON object whose members keep their order.
type Object []Member

// Member is one member of an object.
type Member struct {
	Name  string
	Value any
}

// Set sets a member's value. It appends the member if it is missing.
func (o *Object) Set(name string, value any) {
	if i := o.index(name); i >= 0 {
		(*o)[i].Value = value
		return
	}
	*o = append(*o, Member{name, value})
}

// Drop removes a member.
func (o *Object) Drop(name string) {
	if i := o.index(name); i >= 0 {
		*o = slices.Delete(*o, i, i+1)
	}
}

// Get returns the value of a member, or nil if it is missing.
func (o Object) Get(name string) any {
	if i := o.index(name); i >= 0 {
		return o[i].Value
	}
	return nil
}

func (o Object) index(name string) int {
	return slices.IndexFunc(o, func(m Member) bool { return m.Name == name })
}

// MarshalJSON implements json.Marshaler.
func (o Object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(m.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.Value)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	return append(b, '}'), nil
}
