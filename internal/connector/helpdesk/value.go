package helpdesk

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringdex/internal/phone"
)

// value is one value as JSON: values of all types compare as texts.
type value string

func jsonOf(v any) value {
	if text, ok := v.(string); ok && !strings.ContainsFunc(text, special) {
		return value(`"` + text + `"`)
	}
	b, _ := json.Marshal(v) // texts, numbers and flags always have a form
	return value(b)
}

// special reports whether encoding/json writes a character in another form.
func special(r rune) bool {
	return r < ' ' || r == '"' || r == '\\' || r == '<' || r == '>' || r == '&' || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// MarshalJSON returns the value.
func (v value) MarshalJSON() ([]byte, error) { return []byte(v), nil }

// UnmarshalJSON keeps the value as it is.
func (v *value) UnmarshalJSON(b []byte) error {
	*v = value(b)
	return nil
}

func (v value) text() string {
	var text string
	if json.Unmarshal([]byte(v), &text) != nil {
		return string(v)
	}
	return text
}

// values are values of one record by the paths of the wire.
type values struct {
	One  map[string]value   `json:"one,omitempty"`
	Many map[string][]value `json:"many,omitempty"` // of lists, by the path of the list
}

func (v *values) set(path string, one any) {
	if v.One == nil {
		v.One = map[string]value{}
	}
	v.One[path] = jsonOf(one)
}

func (v *values) setText(path, text string) {
	if text != "" {
		v.set(path, text)
	}
}

func (v *values) add(path string, one any) {
	if v.Many == nil {
		v.Many = map[string][]value{}
	}
	if add := jsonOf(one); !has(v.Many[path], path, add) {
		v.Many[path] = append(v.Many[path], add)
	}
}

// memory is what the connector remembers of a record in the helpdesk: what it has sent.
type memory struct {
	ID string `json:"id,omitempty"` // the UserProviderKey of a contact, the number of a company
	values
	// Read says that the values were read: others may have set them, so a value that we do not have
	// is left alone unless it is one of Sent.
	Read bool   `json:"read,omitempty"`
	Sent values `json:"sent,omitzero"` // if they were read: what was sent before that
}

// ours returns the values that we have sent.
func (m *memory) ours() *values {
	if m.Read {
		return &m.Sent
	}
	return &m.values
}

// recall reads a Memory; the zero memory if there is none.
func recall(text []byte) memory {
	var m memory
	if json.Unmarshal(text, &m) != nil {
		return memory{}
	}
	return m
}

func (m *memory) bytes() []byte {
	b, _ := json.Marshal(m)
	return b
}

// once are paths that are set when a record is new and never changed.
var once = []string{"/UserName", "/RoleEndUser"}

// keep returns want with those values that do not change any more.
func (m *memory) keep(want values, paths []string) values {
	if len(m.One) == 0 {
		return want
	}
	want.One = maps.Clone(want.One)
	for _, path := range paths {
		delete(want.One, path)
		if v, known := m.One[path]; known {
			want.set(path, v)
		}
	}
	return want
}

// operations returns what makes the record in the helpdesk, which has m by us, what we want. there
// are the lists as they are there now; nil if that is not known, and then nothing is removed from
// lists.
func (m *memory) operations(want values, there map[string][]value) []operation {
	var ops []operation
	for _, path := range paths(m.One, want.One) {
		was, is := m.One[path], want.One[path]
		switch {
		case is == was:
		case is != "":
			ops = append(ops, operation{"Replace", path, is})
		case m.Read && m.Sent.One[path] != was:
		case was == "true" || was == "false":
			ops = append(ops, operation{"Replace", path, "false"}) // a flag cannot be null (section 5.1)
		default:
			ops = append(ops, operation{"Remove", path, null})
		}
	}
	for _, path := range paths(m.Many, want.Many) {
		ops = append(ops, m.removals(path, want.Many[path], there[path])...)
		ops = append(ops, m.additions(path, want.Many[path], there[path])...)
	}
	return ops
}

// removes reports whether a list has a value by us that we do not want any more.
func (m *memory) removes(want values) bool {
	for path, list := range m.ours().Many {
		for _, v := range list {
			if !has(want.Many[path], path, v) {
				return true
			}
		}
	}
	return false
}

// removals removes from a list by index, from its end, which keeps the other indexes.
func (m *memory) removals(path string, want, there []value) (ops []operation) {
	for i, v := range slices.Backward(there) {
		if has(m.ours().Many[path], path, v) && !has(want, path, v) {
			ops = append(ops, operation{"Remove", path + "/" + strconv.Itoa(i), null})
		}
	}
	return ops
}

func (m *memory) additions(path string, want, there []value) (ops []operation) {
	for _, v := range want {
		if !has(m.Many[path], path, v) && !has(there, path, v) {
			ops = append(ops, operation{"Add", path + "/-", v})
		}
	}
	return ops
}

// cutEnd returns the list of a path that appends: "/Phones" of "/Phones/-".
func cutEnd(path string) (list string, ok bool) { return strings.CutSuffix(path, "/-") }

// operation is a JsonPatchOperation, see wire.Operation, which reads it.
type operation struct {
	Operation, Path string
	Value           value
}

// null is the value of an operation that has none.
const null value = "null"

func paths[V any](a, b map[string]V) []string {
	all := map[string]bool{}
	for path := range a {
		all[path] = true
	}
	for path := range b {
		all[path] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// has reports whether a list has a value, perhaps written differently.
func has(list []value, path string, v value) bool {
	return slices.ContainsFunc(list, func(w value) bool {
		if v == w {
			return true
		}
		if path == phonesPath {
			return phone.Parse(v.text(), nil).Same(phone.Parse(w.text(), nil))
		}
		return strings.EqualFold(v.text(), w.text())
	})
}

// phonesPath is the list of numbers, of both kinds.
const phonesPath = "/Phones"
