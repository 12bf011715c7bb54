package ringdex

import (
	"slices"
	"strconv"
	"strings"
)

// The values of fields as sources say them: texts, whatever the type of the field.

var (
	contactLines = linesOf(ContactFields)
	companyLines = linesOf(CompanyFields)
)

func linesOf[T any](table []BuiltIn[T]) map[string]*BuiltIn[T] {
	lines := map[string]*BuiltIn[T]{}
	for i := range table {
		if f := &table[i]; f.Written() {
			lines[f.Name] = f
		}
	}
	return lines
}

// customID returns the number of a custom field by its canonical name.
func customID(field string) (int64, bool) {
	text, custom := strings.CutPrefix(field, customPrefix)
	if !custom {
		return 0, false
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil
}

// lineOf returns the line of a built-in field, or nil.
func lineOf[T any](name string) *BuiltIn[T] {
	var lines any = contactLines
	if _, company := any((*T)(nil)).(*Company); company {
		lines = companyLines
	}
	return lines.(map[string]*BuiltIn[T])[name]
}

// valuesOf returns the values of a field; none if it is empty.
func valuesOf[T any](record *T, field string) []string {
	if id, custom := customID(field); custom {
		if value := any(record).(interface{ told() told }).told().custom[id]; value != "" {
			return []string{value}
		}
		return nil
	}
	f := lineOf[T](field)
	switch {
	case f == nil:
		return nil
	case f.value != nil:
		return f.Texts(record)
	}
	if text := f.text(record); text != flagText(false) && text != "" { // a role
		return []string{text}
	}
	return nil
}

// everyValue returns the fields of a record that sources say and that are not empty, sorted.
func everyValue[T any, P described[T]](record P) []Said {
	var all []Said
	table := tableOf[T]()
	for i := range table {
		f := &table[i]
		if !f.Written() || f.Name == ownID || f.Name == locks || WholeField(f.Name) != f.Name {
			continue
		}
		if values := valuesOf((*T)(record), f.Name); len(values) > 0 {
			all = append(all, Said{f.Name, values})
		}
	}
	for id, value := range record.told().custom {
		if value != "" {
			all = append(all, Said{customPrefix + integerText(id), []string{value}})
		}
	}
	slices.SortFunc(all, func(a, b Said) int { return strings.Compare(a.Field, b.Field) })
	return all
}

func tableOf[T any]() []BuiltIn[T] {
	var table any = ContactFields
	if _, company := any((*T)(nil)).(*Company); company {
		table = CompanyFields
	}
	return table.([]BuiltIn[T])
}

// setting returns the operation that sets a field to values.
func setting[T any](field string, values []string) Op {
	op := Op{Verb: Set, Field: field, At: field}
	f := lineOf[T](field)
	if f == nil || !f.isList() {
		op.Value = strings.Join(values, "")
		return op
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	op.Value = list
	return op
}

func (f *BuiltIn[T]) isList() bool {
	switch f.Shape {
	case ShapeEmails, ShapePhones, ShapeDomains, ShapeTexts, ShapeIntegers:
		return true
	}
	return false
}

// preparedFor parses operations on a record of type T.
func preparedFor[T any](ops []Op, rules *Rules) ([]Edit[T], []*Error) {
	if _, company := any((*T)(nil)).(*Company); company {
		edits, problems := PrepareCompany(ops, rules)
		return any(edits).([]Edit[T]), problems
	}
	edits, problems := PrepareContact(ops, rules)
	return any(edits).([]Edit[T]), problems
}
