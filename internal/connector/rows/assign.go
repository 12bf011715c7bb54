package rows

import (
	"maps"
	"slices"

	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
)

// assign returns what the settings say of the columns. One map serves companies and contacts, so an
// entry without a column here, or with a field of the other kind only, is left out.
func (r *Rows) assign(fields []ringdex.Field) ([]mapping.Assignment, error) {
	given := map[int]string{}
	for _, name := range slices.Sorted(maps.Keys(r.opt.Map)) {
		i, field := r.find(name), r.opt.Map[name]
		switch {
		case i < 0:
		case field == "-", knows(r.opt.Kind, field, fields):
			given[i] = field
		case !knows(otherKind(r.opt.Kind), field, fields):
			return nil, ringdex.Problem("map."+name, "column."+string(r.opt.Kind)+"_field", ringdex.Show(field))
		}
	}
	r.special(given)
	var assigned []mapping.Assignment
	for i := range r.columns {
		if field, ok := given[i]; ok {
			assigned = append(assigned, mapping.Assignment{Column: r.columns[i].Name, Field: field})
		}
	}
	return assigned, nil
}

// special assigns the columns with a meaning, which precedes the map's except for the name.
func (r *Rows) special(given map[int]string) {
	for _, name := range r.opt.Own {
		if i := r.find(name); i >= 0 && given[i] == "" {
			given[i] = "-"
		}
	}
	given[r.places.key] = "externalId"
	if i := r.places.company; i >= 0 && r.opt.Kind == ringdex.KindContact {
		given[i] = "companyExternalId"
	}
	if i := r.places.name; i >= 0 && given[i] == "" {
		if given[i] = "name"; r.opt.Kind == ringdex.KindContact {
			given[i], r.split = "-", true
		}
	}
}

// knows reports whether records of a kind have a field.
func knows(kind ringdex.Kind, field string, fields []ringdex.Field) bool {
	_, err := mapping.New([]string{"x"}, mapping.Options{Kind: kind, Fields: fields, Assigned: []mapping.Assignment{{Column: "x", Field: field}}})
	return err == nil
}

func otherKind(kind ringdex.Kind) ringdex.Kind {
	if kind == ringdex.KindContact {
		return ringdex.KindCompany
	}
	return ringdex.KindContact
}
