package export

import (
	"strconv"

	"ringdex/internal/mapping"
	"ringdex/internal/mapping/cell"
	"ringdex/internal/ringdex"
)

// outField is one field of a record in files: one text or several.
type outField[T any] struct {
	name      string
	text      func(*T) string
	list      func(*T) []string // used if text is nil
	separator string            // for lists in one cell; empty: one column for each value
	custom    bool
}

// values returns the values of a record.
func (f *outField[T]) values(record *T) []string {
	if f.list != nil {
		return f.list(record)
	}
	if text := f.text(record); text != "" {
		return []string{text}
	}
	return nil
}

// cells returns the contents of the field's columns.
func (f *outField[T]) cells(record *T) []string {
	values := f.values(record)
	if f.separator == "" || len(values) == 0 {
		return values
	}
	return []string{cell.JoinWords(values, f.separator)}
}

// title returns the name of the column of value i.
func (f *outField[T]) title(i int) string {
	if i == 0 {
		return f.name
	}
	return f.name + strconv.Itoa(i+1)
}

// contactFields returns the fields of contacts.
func (e *Export) contactFields() []outField[ringdex.Contact] {
	special := map[string][]outField[ringdex.Contact]{
		"externalId": {{name: "externalId", text: func(c *ringdex.Contact) string {
			return ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source)))
		}}},
		"defaultCompany": {
			{name: "company", list: func(c *ringdex.Contact) []string { return e.companyNames([]int64{c.DefaultCompany}) }, separator: ";"},
			{name: "companyExternalId", text: e.defaultCompanyID},
		},
		"companies": {{name: "companies", list: e.memberships, separator: ";"}},
		"missingSince": {{name: "missingSince", text: func(c *ringdex.Contact) string {
			return c.MissingSince[e.sourceOf(c.Source)]
		}}},
	}
	columns := append(home(e, func(c *ringdex.Contact) (ringdex.Home, string) { return ringdex.ContactHome(c), c.Source }),
		builtInColumns(ringdex.ContactFields, special)...)
	return append(columns, customFields(e, func(c *ringdex.Contact) map[int64]string { return c.Custom })...)
}

// companyFields returns the fields of companies.
func (e *Export) companyFields() []outField[ringdex.Company] {
	special := map[string][]outField[ringdex.Company]{
		"externalId": {{name: "externalId", text: func(c *ringdex.Company) string {
			return ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source)))
		}}},
		"missingSince": {{name: "missingSince", text: func(c *ringdex.Company) string {
			return c.MissingSince[e.sourceOf(c.Source)]
		}}},
	}
	columns := append(home(e, func(c *ringdex.Company) (ringdex.Home, string) { return ringdex.CompanyHome(c), c.Source }),
		builtInColumns(ringdex.CompanyFields, special)...)
	return append(columns, customFields(e, func(c *ringdex.Company) map[int64]string { return c.Custom })...)
}

// home returns the columns by which an import finds the same record again, whatever its source.
func home[T any](e *Export, of func(*T) (ringdex.Home, string)) []outField[T] {
	return []outField[T]{
		{name: "ringdexId", text: func(record *T) string {
			h, _ := of(record)
			return h.String()
		}},
		{name: "ringdexSource", text: func(record *T) string {
			_, owner := of(record)
			return e.sourceOf(owner)
		}},
	}
}

// builtInColumns returns the columns of the built-in fields that files show, in the order of their
// table. special has the fields with another value in files.
func builtInColumns[T any](table []ringdex.BuiltIn[T], special map[string][]outField[T]) []outField[T] {
	var all []outField[T]
	for i := range table {
		f := &table[i]
		if columns, ok := special[f.Name]; ok {
			all = append(all, columns...)
		} else if f.On&ringdex.OnFiles != 0 {
			all = append(all, outField[T]{name: columnName(table, f), list: f.Texts, separator: separators[f.Shape]})
		}
	}
	return all
}

// separators divide the values of lists that share a cell. Numbers and addresses have a column
// each.
var separators = map[ringdex.Shape]string{ringdex.ShapeTexts: ";,", ringdex.ShapeIntegers: ";,"}

// columnName returns the name of a field's first column: that of a list's first-element field, if
// any.
func columnName[T any](table []ringdex.BuiltIn[T], f *ringdex.BuiltIn[T]) string {
	for i := range table {
		if first := &table[i]; first.Of == f.Name && first.Shape == f.Shape {
			return first.Name
		}
	}
	return f.Name
}

// customFields returns the custom fields, named by key, or by number if the key is empty or a
// native name.
func customFields[T any](e *Export, of func(*T) map[int64]string) []outField[T] {
	var list []outField[T]
	for i := range e.Fields {
		f := &e.Fields[i]
		if f.Kind != e.Kind {
			continue
		}
		text := func(record *T) string { return f.Shown(of(record)[f.ID]) }
		list = append(list, outField[T]{name: mapping.ColumnOf(f, e.Fields), text: text, custom: true})
	}
	return list
}
