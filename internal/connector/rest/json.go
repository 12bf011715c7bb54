package rest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// decode reads an answer. Numbers stay as they are written.
func decode(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var value any
	err := d.Decode(&value)
	return value, err
}

// at returns the member at a path such as "data.items"; "" is the value itself.
func at(value any, path string) any {
	if path == "" {
		return value
	}
	for name := range strings.SplitSeq(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[name]
	}
	return value
}

// rowsAt returns the rows of an answer: the array at a path, else the answer itself, else its only
// member that is an array.
func rowsAt(value any, path string) ([]map[string]any, error) {
	found := at(value, path)
	if object, ok := found.(map[string]any); ok && path == "" {
		found = onlyArray(object)
	}
	list, ok := found.([]any)
	if !ok {
		return nil, message.Err("rest.no_rows", ringdex.Show(path), members(value))
	}
	all := make([]map[string]any, len(list))
	for i, item := range list {
		if all[i], ok = item.(map[string]any); !ok {
			return nil, message.Err("rest.no_object", i+1)
		}
	}
	return all, nil
}

func onlyArray(object map[string]any) (found any) {
	for _, member := range object {
		if _, ok := member.([]any); ok && found != nil {
			return nil
		} else if ok {
			found = member
		}
	}
	return found
}

// members returns the names in an answer, for the person who looks for the rows.
func members(value any) string {
	object, _ := value.(map[string]any)
	var names []string
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// deepest is how many levels of a row become columns.
const deepest = 5

// flatten returns the values of a row by their paths, and the paths in order. The values of a list
// are one cell, divided by ";", as people write several numbers into one.
func flatten(row map[string]any) (cells map[string]string, paths []string) {
	cells = map[string]string{}
	add(cells, "", row, deepest)
	for path := range cells {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return cells, paths
}

func add(cells map[string]string, path string, value any, depth int) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if depth > 0 {
				add(cells, strings.TrimPrefix(path+"."+name, "."), member, depth-1)
			}
		}
	case []any:
		for _, item := range v {
			add(cells, path, item, depth-1)
		}
		if _, known := cells[path]; !known && len(v) == 0 {
			cells[path] = ""
		}
	default:
		join(cells, path, text(v))
	}
}

func join(cells map[string]string, path, text string) {
	if before := cells[path]; before != "" && text != "" {
		text = before + "; " + text
	} else if before != "" {
		return
	}
	cells[path] = text
}

func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}
