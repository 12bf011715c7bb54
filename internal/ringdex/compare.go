package ringdex

import (
	"maps"
	"slices"
)

// CompareContacts returns the changes of an update from a to b, field by field. It ignores ids,
// versions and times.
func CompareContacts(a, b *Contact) []Delta {
	deltas := compare(a, b, ContactFields)
	deltas = append(deltas, compareCustom(a.Custom, b.Custom)...)
	if !a.PasswordChanged.Equal(b.PasswordChanged) {
		deltas = append(deltas, Delta{Field: "password"}) // never with values
	}
	return append(deltas, compareKept(keptOf{a.Source, a.MissingSince, a.Words}, keptOf{b.Source, b.MissingSince, b.Words})...)
}

// CompareCompanies returns the changes of an update from a to b, field by field. It ignores ids,
// versions and times.
func CompareCompanies(a, b *Company) []Delta {
	deltas := compare(a, b, CompanyFields)
	deltas = append(deltas, compareCustom(a.Custom, b.Custom)...)
	return append(deltas, compareKept(keptOf{a.Source, a.MissingSince, a.Words}, keptOf{b.Source, b.MissingSince, b.Words})...)
}

// SaidField is the field of what sources last said. It is no part of what stands.
const SaidField = "said"

// keptOf has the members of a record that are compared although they have no operations.
type keptOf struct {
	source  string
	missing map[string]string
	words   []Word
}

func compareKept(a, b keptOf) []Delta {
	var deltas []Delta
	if a.source != b.source {
		deltas = append(deltas, Delta{"source", a.source, b.source})
	}
	if !maps.Equal(a.missing, b.missing) {
		deltas = append(deltas, Delta{"missingSince", joinMap(a.missing), joinMap(b.missing)})
	}
	if !sameWords(a.words, b.words) {
		deltas = append(deltas, Delta{SaidField, news(a.words, b.words), news(b.words, a.words)})
	}
	return deltas
}

func joinMap(m map[string]string) string {
	return joinText(sortedKeys(m), func(key string) string { return key + " " + m[key] })
}

func compare[T any](a, b *T, table []BuiltIn[T]) []Delta {
	var deltas []Delta
	for i := range table {
		if f := &table[i]; f.Written() && !f.equal(a, b) {
			deltas = append(deltas, Delta{f.Name, f.text(a), f.text(b)})
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
