// Package attribute compares the attributes that a record should have in a remote system with those
// that it has, and with those that were sent before.
//
// It owns the rule for values that people add in the system: of a list they stay, and only values
// that we sent and that are gone here are removed. It knows no system: names and values are texts.
package attribute

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Set is the values of a record by attribute. An attribute with an empty list has no value.
type Set map[string][]string

// Put sets the one value of an attribute; "" for none.
func (s Set) Put(name, text string) {
	s[name] = nil
	if text != "" {
		s[name] = []string{text}
	}
}

// First returns the first value of an attribute, or "".
func (s Set) First(name string) string {
	if len(s[name]) == 0 {
		return ""
	}
	return s[name][0]
}

// Texts returns a value of JSON in the form in which values are compared: a scalar is a list of
// one, and an object is its member of a name, if that is not "".
func Texts(raw json.RawMessage, name string) (all []string) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	for _, item := range list {
		if text := scalar(item, name); text != "" {
			all = append(all, text)
		}
	}
	return all
}

func scalar(value any, name string) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case map[string]any:
		return scalar(v[name], name)
	}
	return ""
}

// Names returns the names, sorted.
func (s Set) Names() []string { return slices.Sorted(maps.Keys(s)) }

// Filled returns the attributes that have a value.
func (s Set) Filled() Set {
	filled := maps.Clone(s)
	maps.DeleteFunc(filled, func(_ string, values []string) bool { return len(values) == 0 })
	return filled
}

// Memory is what is known of a record without asking the system: what was sent, and perhaps all
// that the system has.
type Memory struct {
	ID   string `json:"id,omitempty"`   // the system's own, if it has one
	Sent Set    `json:"sent,omitempty"` // by the last call
	Has  Set    `json:"has,omitempty"`  // as it was read after that; nil if it was not
}

// Recall returns the memory that Bytes wrote. An unreadable one is empty: then the system is asked.
func Recall(text []byte) (m Memory) {
	_ = json.Unmarshal(text, &m)
	return m
}

// Bytes returns the memory for its keeper.
func (m Memory) Bytes() []byte {
	text, _ := json.Marshal(m) // lists of texts always have a form
	return text
}

// Join returns the memory of a record that was read as there, with what the memory before knows
// that was sent.
func Join(kept, there []byte) []byte {
	m := Recall(there)
	m.Sent = Recall(kept).Sent
	return m.Bytes()
}

// Rules say how attributes of a system compare.
type Rules struct {
	List  func(name string) bool             // reports whether it may have values from elsewhere
	Plain func(name string, v string) string // v without what does not count; nil for as it is
}

// Changed returns the names of the attributes that want has otherwise than the memory, sorted.
// Without a memory they are all that have a value. Values that the system has and that want lacks
// count only if we sent them.
func (r Rules) Changed(want Set, m Memory) (names []string) {
	for _, name := range want.Names() {
		if r.differs(name, want[name], m) {
			names = append(names, name)
		}
	}
	return names
}

func (r Rules) differs(name string, want []string, m Memory) bool {
	switch {
	case m.Has == nil:
		return !r.same(name, want, m.Sent[name])
	case r.List(name), len(want) == 0:
		return !r.same(name, r.merged(name, want, m.Sent[name], m.Has[name]), m.Has[name])
	}
	return !r.same(name, want, m.Has[name])
}

// Patch returns the attributes to send to a system that has a record, out of the named ones.
func (r Rules) Patch(names []string, want, sent, has Set) Set {
	patch := Set{}
	for _, name := range names {
		values := want[name]
		if r.List(name) {
			values = r.merged(name, want[name], sent[name], has[name])
		}
		if !r.same(name, values, has[name]) {
			patch[name] = values
		}
	}
	return patch
}

// merged returns what the system has of a list, without what we sent and do not want any more, and
// with what is missing.
func (r Rules) merged(name string, want, sent, has []string) []string {
	stale := r.without(name, sent, want)
	kept := r.without(name, has, stale)
	return append(kept, r.without(name, want, kept)...)
}

// same reports whether two lists have equal values in any order.
func (r Rules) same(name string, a, b []string) bool {
	return len(r.without(name, a, b)) == 0 && len(r.without(name, b, a)) == 0
}

// without returns the values of a that b does not have.
func (r Rules) without(name string, a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(v string) bool {
		return slices.ContainsFunc(b, func(other string) bool { return r.plain(name, v) == r.plain(name, other) })
	})
}

func (r Rules) plain(name, v string) string {
	if r.Plain == nil {
		return v
	}
	return r.Plain(name, v)
}
