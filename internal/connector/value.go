package connector

import (
	"slices"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Values returns the values of one field of the record as texts, for settings that map our fields.
// name is that of a built-in field ("phones", "home.city") or the key of a custom field. Valid
// numbers are international; values of custom fields are as people see them. nil for a deleted
// record, an unknown name and an empty field.
func (c *Change) Values(name string, fields []ringdex.Field) []string {
	switch {
	case c.Contact != nil:
		return valuesOf(c.Contact, ringdex.ContactFields, name, c.Contact.Custom, ringdex.KindContact, fields)
	case c.Company != nil:
		return valuesOf(c.Company, ringdex.CompanyFields, name, c.Company.Custom, ringdex.KindCompany, fields)
	}
	return nil
}

// HasField reports whether records of a kind have the field of a name.
func HasField(kind ringdex.Kind, name string, fields []ringdex.Field) bool {
	if kind == ringdex.KindContact && ringdex.FindBuiltIn(ringdex.ContactFields, name) != nil ||
		kind == ringdex.KindCompany && ringdex.FindBuiltIn(ringdex.CompanyFields, name) != nil {
		return true
	}
	_, found := ringdex.FindField(fields, kind, name)
	return found
}

func valuesOf[T any](
	record *T, table []ringdex.BuiltIn[T], name string, custom map[int64]string, kind ringdex.Kind, fields []ringdex.Field,
) []string {
	if f := ringdex.FindBuiltIn(table, name); f != nil {
		if numbers, ok := f.Value(record).([]phone.Number); ok {
			return Numbers(numbers)
		}
		return slices.DeleteFunc(slices.Clone(f.Texts(record)), empty)
	}
	f, found := ringdex.FindField(fields, kind, name)
	if !found || custom[f.ID] == "" {
		return nil
	}
	return []string{f.Shown(custom[f.ID])}
}

func empty(text string) bool { return text == "" }

// Numbers returns numbers in international form, invalid ones as they were written, without
// doubles.
func Numbers(list []phone.Number) []string {
	var all []string
	for _, n := range list {
		text := n.E164
		if !n.Valid() {
			text = n.Text
		}
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}
