package ringdex

import (
	"maps"
	"slices"
)

// CompareContacts is what an update from a to b changes, field by field; empty when nothing does.
// Ids, versions and times are not compared.
func CompareContacts(a, b *Contact) []Delta {
	deltas := compare(a, b, contactNames, contactAttributes)
	deltas = append(deltas, compareCustom(a.Custom, b.Custom)...)
	if !a.PasswordChanged.Equal(b.PasswordChanged) {
		deltas = append(deltas, Delta{Field: "password"}) // never with its values
	}
	if a.Source != b.Source {
		deltas = append(deltas, Delta{"source", a.Source, b.Source})
	}
	return deltas
}

// CompareCompanies is what an update from a to b changes, field by field; empty when nothing does.
func CompareCompanies(a, b *Company) []Delta {
	return append(compare(a, b, companyNames, companyAttributes), compareCustom(a.Custom, b.Custom)...)
}

func compare[T any](a, b *T, names []string, attributes map[string]attribute[T]) []Delta {
	var deltas []Delta
	for _, name := range names {
		if at := attributes[name]; !at.equal(a, b) {
			deltas = append(deltas, Delta{name, at.text(a), at.text(b)})
		}
	}
	return deltas
}

func compareCustom(a, b map[int64]string) []Delta {
	ids := maps.Clone(a)
	if ids == nil {
		ids = map[int64]string{}
	}
	maps.Copy(ids, b)
	var deltas []Delta
	for _, id := range sortedKeys(ids) {
		if a[id] != b[id] {
			deltas = append(deltas, Delta{customPrefix + integerText(id), a[id], b[id]})
		}
	}
	return deltas
}

func sortedKeys[K interface{ ~string | ~int64 }, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
