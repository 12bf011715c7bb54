package helpdesk

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringdex/internal/ringdex"
)

// How the values of operations are read.

// Language parses a language number of seed 000, or its name.
func Language(value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case int64:
		if v >= 0 && int(v) < len(ringdex.Languages) {
			return string(ringdex.Languages[v]), nil
		}
	case string:
		if v == "" {
			return nil, nil
		}
		if len(v) == 1 && v[0] >= '0' && v[0] <= '4' {
			return string(ringdex.Languages[v[0]-'0']), nil
		}
		if l, ok := ringdex.ParseLanguage(v); ok {
			return string(l), nil
		}
	}
	return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.language", ringdex.Show(value))
}

// WholeNumber parses a number that may be text; 0 for nil.
func WholeNumber(value any) (int64, bool) {
	switch v := value.(type) {
	case nil:
		return 0, true
	case int64:
		return v, true
	case string:
		n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// KeyText parses a key, which may be a number; "" for nil.
func KeyText(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case int64:
		return strconv.FormatInt(v, 10), true
	case string:
		return strings.TrimSpace(v), IsKey(v)
	}
	return "", false
}

// IsKey reports whether a text can be stored as a key: PostgreSQL refuses NUL.
func IsKey(text string) bool {
	return utf8.RuneCountInString(text) <= MaxKey && !strings.ContainsRune(text, 0)
}

// MaxKey is the maximum length of an external id, a user name or a company's name, in characters.
const MaxKey = 255

// Pick parses the number of a drop-down item. It refuses a title, because titles change.
func Pick(dataType string, value any) (any, error) {
	id := value
	if object, ok := value.(map[string]any); ok && strings.EqualFold(dataType, "FieldItem") {
		if id, ok = member(object, "Id"); !ok {
			return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.no_item_id")
		}
	}
	number, ok := WholeNumber(id)
	switch {
	case id == nil || id == "":
		return nil, nil
	case !ok:
		return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.item_number", ringdex.Show(id))
	}
	return number, nil
}

func member(object map[string]any, name string) (value any, ok bool) {
	for key, value := range object {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return nil, false
}

// plain converts a json.Number, and returns any other value unchanged.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	}
	return value
}
