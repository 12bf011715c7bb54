package voipex

import (
	"slices"

	"ringdex/internal/ringdex"
)

// CustomIDs are the names by which operations know CustomFields: "custom.36".
type CustomIDs map[string]string

// direct are the columns that are a field of ours as they stand.
var direct = map[string]string{
	"firstName": "firstName", "lastName": "lastName", "organization": "organization", "nameUri": "links.name", "organizationUri": "links.organization",
}

// Operations turn values into operations on a contact. whole says that what is not given is to be
// taken away, but for links, which an edit keeps (wire/voipex.md, decided 9), unless the values are
// a row of a file (withLinks).
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

// lists are our lists that columns make up.
var lists = []struct {
	field   string
	columns []string
}{{"emails", []string{"email"}}, {"phones", []string{"phone1", "phone2"}}, {"agents", []string{"agent1", "agent2"}}}

// all sets a whole list. The second agent stays the second one when there is no first.
func (v Values) all(field string, columns []string) ringdex.Op {
	var items []any
	for i, column := range columns {
		if text := v[column]; text != "" || field == "agents" && i == 0 && v[columns[1]] != "" {
			items = append(items, text)
		}
	}
	return ringdex.Op{Verb: ringdex.Set, Field: field, Value: items, At: columns[0]}
}

// some puts what is given into its place of a list, last place first, so that one that is taken
// away moves none of them.
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
