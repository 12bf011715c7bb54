package mapping

import (
	"slices"

	"ringdex/internal/ringdex"
)

// Choices returns the fields that an owner may give a column of records of a kind, as Column.Field
// has them: built-in ones in the order of their table, what only files have, and custom ones.
func Choices(kind ringdex.Kind, fields []ringdex.Field) (names []string) {
	v := vocabulary{kind, fields}
	add := func(name string) {
		if t, ok := v.native(name); ok && t.shape != shownOnly && !slices.Contains(names, t.field) {
			names = append(names, t.field)
		}
	}
	aliases, builtIn := contactAliases, namesOf(ringdex.ContactFields)
	if kind == ringdex.KindCompany {
		aliases, builtIn = companyAliases, namesOf(ringdex.CompanyFields)
	}
	for _, name := range builtIn {
		add(name)
	}
	only := make([]string, 0, len(aliases))
	for name := range aliases {
		only = append(only, name)
	}
	slices.Sort(only)
	for _, name := range only {
		add(name)
	}
	for i := range fields {
		if f := &fields[i]; f.Kind == kind {
			add(f.Name())
		}
	}
	return names
}

func namesOf[T any](table []ringdex.BuiltIn[T]) []string {
	names := make([]string, len(table))
	for i := range table {
		names[i] = table[i].Name
	}
	return names
}
