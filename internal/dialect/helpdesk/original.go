package helpdesk

import (
	"bytes"
	"encoding/json"
	"strings"

	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// The stored form of a refused item. Senders put passwords under misspelt or translated paths, so
// only values with a known meaning are stored; all others are masked.

const mask = "***"

// original returns the storable form of an item or of a PATCH body.
func (t *translator) original(text string) string {
	var item any
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	if err := in.Decode(&item); err != nil {
		return "" // malformed, so it cannot be cleaned
	}
	whole := encoded(item)
	cleaned := encoded(t.cleanItem(item))
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil && compact.Len() == len(whole) && whole == cleaned {
		return text // nothing masked and no repeated member: stored as sent
	}
	return cleaned
}

// encoded returns JSON without HTML escapes.
func encoded(v any) string {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	_ = out.Encode(v) // decoded from JSON
	return strings.TrimSuffix(text.String(), "\n")
}

// cleanItem keeps the keys and the operations of an item. A PATCH body is a list of operations.
func (t *translator) cleanItem(item any) any {
	switch v := item.(type) {
	case nil:
		return nil
	case []any:
		return t.cleanOperations(v)
	case map[string]any:
		for name, value := range v {
			switch strings.ToLower(name) {
			case "externalid", "userproviderkey", "id", "email":
				v[name] = scalarOnly(value)
			case "operations":
				v[name] = t.cleanOperations(value)
			default:
				v[name] = mask
			}
		}
		return v
	}
	return mask
}

func (t *translator) cleanOperations(value any) any {
	list, isList := value.([]any)
	if !isList {
		return scalarMask(value)
	}
	for i, item := range list {
		if op, isObject := item.(map[string]any); isObject {
			t.cleanOperation(op)
		} else {
			list[i] = scalarMask(item)
		}
	}
	return list
}

// cleanOperation keeps the value of an operation whose path is known.
func (t *translator) cleanOperation(op map[string]any) {
	known, paths := true, 0 // over all path members, since names are case-insensitive
	for name, value := range op {
		if strings.EqualFold(name, "path") {
			paths++
			path, _ := value.(string)
			known = known && t.knows(path)
		}
	}
	for name, value := range op {
		switch strings.ToLower(name) {
		case "operation", "op", "path":
			op[name] = scalarOnly(value)
		case "value":
			if !known || paths == 0 {
				op[name] = scalarMask(value)
			}
		default:
			op[name] = mask
		}
	}
}

// knows reports whether a path leads to a field whose values may be stored.
func (t *translator) knows(path string) bool {
	if idOrKey, _, custom := wire.CustomPath(path); custom {
		_, found := ringdex.FindField(t.fields, t.kind, idOrKey)
		return found
	}
	if _, isCompany := wire.DefaultCustomer(path); isCompany {
		return t.kind == ringdex.KindContact
	}
	_, err := wire.Find(t.paths, path)
	return err == nil
}

// scalarOnly masks values other than texts and numbers.
func scalarOnly(value any) any {
	switch value.(type) {
	case nil, string, json.Number:
		return value
	}
	return mask
}

// scalarMask masks every value except null.
func scalarMask(value any) any {
	if value == nil {
		return nil
	}
	return mask
}
