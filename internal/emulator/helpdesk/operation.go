package helpdesk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// operation is a JsonPatchOperation of an import, or one of RFC 6902.
type operation struct {
	verb  string // add, remove or replace
	path  string
	value any
}

// verbOf reads an operation: its name in any case, or its number (section 2).
func verbOf(value any) (string, error) {
	switch v := value.(type) {
	case string:
		if verb := strings.ToLower(v); slices.Contains([]string{"add", "remove", "replace"}, verb) {
			return verb, nil
		}
	case float64:
		if v == 0 || v == 1 || v == 2 {
			return []string{"add", "remove", "replace"}[int(v)], nil
		}
	}
	return "", words(fmt.Sprintf("The operation '%v' is not supported.", value))
}

// apply carries out one operation on a record (section 5.1).
func (e *Emulator) apply(k kind, r *record, op operation) error {
	if err := e.carryOut(k, r, op); err != nil {
		return words(fmt.Sprintf("Failed to set value at path %q while performing %q operation: %v", op.path, op.verb, err))
	}
	return nil
}

func (e *Emulator) carryOut(k kind, r *record, op operation) error {
	path, ok := strings.CutPrefix(op.path, "/")
	if !ok {
		return fmt.Errorf("the path must start with a '/'")
	}
	if rest, ok := strings.CutPrefix(path, "CustomFields/"); ok {
		return e.setCustom(k, r, op, rest)
	}
	if t, ok := paths[k][path]; ok {
		return setWhole(r, path, t, op)
	}
	name, at, _ := strings.Cut(path, "/")
	if t, ok := paths[k][name]; ok && (t == texts || t == numbers) {
		return setElement(r, name, at, t, op)
	}
	return fmt.Errorf("there is no such property")
}

// setWhole sets or removes a scalar or a list.
func setWhole(r *record, path string, t valueType, op operation) error {
	if op.verb == "remove" {
		if t == aFlag {
			return fmt.Errorf("the value cannot be null")
		}
		delete(r.values, path)
		return nil
	}
	value, err := converted(t, op.value)
	if err == nil {
		r.values[path] = value
	}
	return err
}

// setElement changes a list: "-" only appends, also what is there already.
func setElement(r *record, name, at string, t valueType, op operation) error {
	list, _ := r.values[name].([]any)
	single := aText
	if t == numbers {
		single = aNumber
	}
	if at == "-" {
		if op.verb != "add" {
			return fmt.Errorf("the end of a list can only be added to")
		}
		value, err := converted(single, op.value)
		if err == nil {
			r.values[name] = append(list, value)
		}
		return err
	}
	index, err := strconv.Atoi(at)
	if err != nil || index < 0 || index >= len(list) {
		return fmt.Errorf("the index is out of range")
	}
	if op.verb == "remove" {
		r.values[name] = slices.Delete(list, index, index+1)
		return nil
	}
	value, err := converted(single, op.value)
	switch {
	case err != nil:
		return err
	case op.verb == "add":
		r.values[name] = slices.Insert(list, index, value)
	default:
		list[index] = value
	}
	return nil
}

// converted returns a value of a type. Numbers and flags may be texts (section 5.1).
func converted(t valueType, value any) (any, error) {
	switch t {
	case aText:
		if text, ok := value.(string); ok {
			return text, nil
		}
	case aFlag:
		if flag, err := strconv.ParseBool(fmt.Sprint(value)); err == nil {
			return flag, nil
		}
	case aNumber:
		if n, err := strconv.ParseInt(fmt.Sprint(value), 10, 64); err == nil {
			return n, nil
		}
	case aLanguage:
		if n, err := strconv.Atoi(fmt.Sprint(value)); err == nil && n >= 0 && n <= 4 {
			return int64(n), nil
		}
	case texts, numbers:
		return convertedList(t, value)
	}
	return nil, fmt.Errorf("cannot convert the value %v", value)
}

func convertedList(t valueType, value any) (any, error) {
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("cannot convert the value %v", value)
	}
	single := aText
	if t == numbers {
		single = aNumber
	}
	all := []any{}
	for _, one := range list {
		c, err := converted(single, one)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// setCustom sets a custom field: "{id}/{dataType}" (section 4.3).
func (e *Emulator) setCustom(k kind, r *record, op operation, rest string) error {
	number, member, _ := strings.Cut(rest, "/")
	id, err := strconv.ParseInt(number, 10, 64)
	f := e.field(k, id)
	if err != nil || f == nil {
		return fmt.Errorf("value at parent path \"/CustomFields/%s\" is null", number)
	}
	if f.Member == "FieldItem" && member == "FieldItem/Id" {
		member = "FieldItem"
	}
	if member != f.Member {
		return fmt.Errorf("the field %q has no %s", f.Title, member)
	}
	if op.verb == "remove" {
		delete(r.custom, id)
		return nil
	}
	value, err := f.read(op.value)
	if err == nil {
		r.custom[id] = map[string]any{"CustomFieldId": id, member: value}
	}
	return err
}

func (f *Field) read(value any) (any, error) {
	switch f.Member {
	case "LongValue":
		return converted(aNumber, value)
	case "CheckBoxValue":
		return converted(aFlag, value)
	case "DoubleValue":
		if n, err := strconv.ParseFloat(fmt.Sprint(value), 64); err == nil {
			return n, nil
		}
		return nil, fmt.Errorf("cannot convert the value %v", value)
	case "FieldItem":
		for _, item := range f.Items {
			if fmt.Sprint(item.ID) == fmt.Sprint(value) {
				return map[string]any{"Id": item.ID, "Title": item.Title}, nil
			}
		}
		return nil, fmt.Errorf("the field %q has no item %v", f.Title, value)
	}
	return converted(aText, value)
}
