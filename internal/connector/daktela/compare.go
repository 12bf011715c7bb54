package daktela

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// memory is what we know of a record without asking: the values that we sent, or all that Daktela
// has, if they were read.
type memory struct {
	Sent attributes `json:"sent,omitempty"`
	Has  attributes `json:"has,omitempty"`
}

func recall(text []byte) (m memory) {
	_ = json.Unmarshal(text, &m) // unreadable is as good as none: then the record is read
	return m
}

func (m memory) bytes() []byte {
	text, _ := json.Marshal(m) // lists of texts always have a form
	return text
}

// changed returns the attributes that want has otherwise than the memory, sorted. Without a memory
// they are all that have a value.
func (d *Daktela) changed(want attributes, m memory) (names []string) {
	for _, name := range sortedKeys(want) {
		if d.differs(name, want[name], m) {
			names = append(names, name)
		}
	}
	return names
}

func (d *Daktela) differs(name string, want []string, m memory) bool {
	if m.Has != nil && isList(name) {
		return len(d.without(name, want, m.Has[name])) > 0 // values from elsewhere stay
	}
	had := m.Sent[name]
	if m.Has != nil {
		had = m.Has[name]
	}
	return !d.same(name, want, had)
}

// patch returns what a record needs of the named attributes. Of a list, values that we sent and do
// not want any more go; values from elsewhere stay.
func (d *Daktela) patch(names []string, want, sent, has attributes) attributes {
	patch := attributes{}
	for _, name := range names {
		values := want[name]
		if isList(name) {
			stale := d.without(name, sent[name], want[name])
			kept := d.without(name, has[name], stale)
			values = append(kept, d.without(name, want[name], kept)...)
		}
		if !d.same(name, values, has[name]) {
			patch[name] = values
		}
	}
	return patch
}

func isList(name string) bool { return strings.HasPrefix(name, customPrefix) }

// same reports whether two lists have equal values in any order.
func (d *Daktela) same(name string, a, b []string) bool {
	return len(d.without(name, a, b)) == 0 && len(d.without(name, b, a)) == 0
}

// without returns the values of a that b does not have.
func (d *Daktela) without(name string, a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(text string) bool {
		return slices.ContainsFunc(b, func(other string) bool { return d.plain(name, text) == d.plain(name, other) })
	})
}

// plain returns a value without what does not count in a comparison (wire/daktela.md 3.4): spaces of
// a number, midnight of a date, the kind of line breaks.
func (d *Daktela) plain(name, text string) string {
	if name == customPrefix+d.custom["phones"] {
		return strings.Map(withoutSpace, text)
	}
	return strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), " 00:00:00")
}

func withoutSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}
