package intake

import "ringdex/internal/ringdex"

// uniques checks the unique fields of one kind of record against earlier records of the plan and
// the directory.
type uniques[T any] struct {
	fields  []ringdex.Field
	custom  func(*T) map[int64]string
	planned map[uniqueValue]*T // newest image of the record that will have the value
}

type uniqueValue struct {
	field int64
	value string
}

func newUniques[T any](rules *ringdex.Rules, kind ringdex.Kind, custom func(*T) map[int64]string) uniques[T] {
	u := uniques[T]{custom: custom, planned: map[uniqueValue]*T{}}
	for _, f := range rules.Fields {
		if f.Kind == kind && f.Unique {
			u.fields = append(u.fields, f)
		}
	}
	return u
}

// check refuses new values that another record has. held checks the directory, one value a query,
// since there are few.
func (u *uniques[T]) check(was, is *T, held func(field int64, value string) (bool, error)) ([]*ringdex.Error, error) {
	var problems []*ringdex.Error
	for i := range u.fields {
		f := &u.fields[i]
		value := u.custom(is)[f.ID]
		if value == "" || was != nil && u.custom(was)[f.ID] == value {
			continue
		}
		_, taken := u.planned[uniqueValue{f.ID, value}]
		if !taken {
			var err error
			if taken, err = held(f.ID, value); err != nil {
				return nil, err
			}
		}
		if taken {
			problems = append(problems, ringdex.Fail(ringdex.Conflict, "record.not_unique", f.Kind, ringdex.Show(value), ringdex.Show(f.Title)).At(f.Name()))
		}
	}
	return problems, nil
}

// move replaces a record's old values by its new ones.
func (u *uniques[T]) move(was, is *T) {
	for _, f := range u.fields {
		if was != nil && u.planned[uniqueValue{f.ID, u.custom(was)[f.ID]}] == was {
			delete(u.planned, uniqueValue{f.ID, u.custom(was)[f.ID]})
		}
		if value := u.custom(is)[f.ID]; value != "" {
			u.planned[uniqueValue{f.ID, value}] = is
		}
	}
}
