package voipex

import (
	"slices"

	"ringdex/internal/ringdex"
)

// CustomIDs maps CustomFields to field names of operations: "custom.36".
type CustomIDs map[string]string

// IDsOf finds the custom fields of the wire, by their keys.
func IDsOf(fields []ringdex.Field) CustomIDs {
	ids := CustomIDs{}
	for _, key := range CustomFields {
		if f, there := ringdex.FindField(fields, ringdex.KindContact, key); there {
			ids[key] = f.Name()
		}
	}
	return ids
}

// direct maps columns to equivalent fields.
var direct = map[string]string{
	"firstName": "firstName", "lastName": "lastName", "organization": "organization", "nameUri": "links.name", "organizationUri": "links.organization",
}

// Operations converts values to operations on a contact. whole removes missing values. It keeps
// missing links, as edits do (wire/voipex.md, decided 9), except with withLinks, for a row of a
// file.
func (v Values) Operations(fields CustomIDs, whole, withLinks bool) []ringdex.Op {
	ops := make([]ringdex.Op, 0, 20)
	set := func(column, field string, always bool) {
		if value, given := v[column]; given || always {
			ops = append(ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value, At: column})
		}
	}
	for _, column := range []string{"firstName", "lastName", "organization"} {
		set(column, direct[column], whole)
	}
	for _, column := range []string{"nameUri", "organizationUri"} {
		set(column, direct[column], withLinks)
	}
	for _, column := range CustomFields {
		if name, defined := fields[column]; defined {
			set(column, name, whole)
		}
		set(LinkColumn(column), links+column, withLinks)
	}
	for _, l := range lists {
		if whole {
			ops = append(ops, v.all(l.field, l.columns))
		} else {
			ops = v.some(ops, l.field, l.columns)
		}
	}
	return ops
}

// lists maps our lists to their columns.
var lists = []struct {
	field   string
	columns []string
}{{"emails", []string{"email"}}, {"phones", []string{"phone1", "phone2"}}, {"agents", []string{"agent1", "agent2"}}}

// all sets a whole list. The second agent stays second if there is no first.
func (v Values) all(field string, columns []string) ringdex.Op {
	var items []any
	for i, column := range columns {
		if text := v[column]; text != "" || field == "agents" && i == 0 && v[columns[1]] != "" {
			items = append(items, text)
		}
	}
	return ringdex.Op{Verb: ringdex.Set, Field: field, Value: items, At: columns[0]}
}

// some sets the given elements of a list. It starts at the last, so that a removal does not shift
// the others.
func (v Values) some(ops []ringdex.Op, field string, columns []string) []ringdex.Op {
	for i, column := range slices.Backward(columns) {
		if text, given := v[column]; given && text == "" {
			ops = append(ops, ringdex.Op{Verb: ringdex.Place, Field: field, Index: &i, Value: "", At: column})
		}
	}
	for i, column := range columns {
		if text := v[column]; text != "" {
			ops = append(ops, ringdex.Op{Verb: ringdex.Place, Field: field, Index: &i, Value: text, At: column})
		}
	}
	return ops
}
