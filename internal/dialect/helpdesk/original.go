package helpdesk

import (
	"bytes"
	"encoding/json"
	"strings"

	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// What is kept of a refused item. Senders put passwords where no path leads, misspelt or in another language, so only
// values are kept of which it is known what they are; all others are masked.

const mask = "***"

// original returns the cleaner of items, or of a PATCH body, of a kind.
func (t *translator) original() func(string) string {
	return func(text string) string {
		var item any
		in := json.NewDecoder(strings.NewReader(text))
		in.UseNumber()
		if err := in.Decode(&item); err != nil {
			return "" // what cannot be read cannot be cleaned
		}
		whole := encoded(item)
		cleaned := encoded(t.cleanItem(item))
		var compact bytes.Buffer
		if json.Compact(&compact, []byte(text)) == nil && compact.Len() == len(whole) && whole == cleaned {
			return text // nothing was masked, and no member came twice: kept as it was sent
		}
		return cleaned
	}
}

// encoded is JSON without the escapes for web pages.
func encoded(v any) string {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	_ = out.Encode(v) // it came from JSON
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
	known, paths := true, 0 // of all members that are a path: names are read without regard to case
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

// knows reports whether a path leads to a field whose values may be kept.
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

// scalarOnly masks what is neither a text nor a number.
func scalarOnly(value any) any {
	switch value.(type) {
	case nil, string, json.Number:
		return value
	}
	return mask
}

// scalarMask masks everything but the absence of a value.
func scalarMask(value any) any {
	if value == nil {
		return nil
	}
	return mask
}
