package ringdex

import (
	"slices"
	"strings"
)

// FieldRule is what a source may do with a field.
type FieldRule string

// The rules. The zero value is MaySet.
const (
	MaySet  FieldRule = "set"
	MayFill FieldRule = "fill" // only while it is empty, or has what the source itself has filled in
	Never   FieldRule = "never"
)

// FieldRules are all rules.
var FieldRules = []FieldRule{MaySet, MayFill, Never}

// RuleOf returns the rule for a field: that of the field, else of the fields around it ("home" for
// "home.city"), else of the source.
func (s *Source) RuleOf(field string) FieldRule {
	for name := field; len(s.FieldRules) > 0; {
		if rule, own := s.FieldRules[name]; own {
			return rule
		}
		i := strings.LastIndexByte(name, '.')
		if i < 0 {
			break
		}
		name = name[:i]
	}
	if s.Rule == "" {
		return MaySet
	}
	return s.Rule
}

// Ruled reports whether there is a field that the source may not set.
func (s *Source) Ruled() bool {
	return s.Rule != "" && s.Rule != MaySet || len(s.FieldRules) > 0
}

// checkRules validates the rules, except for the names of custom fields.
func (s *Source) checkRules() error {
	if s.Rule != "" && !slices.Contains(FieldRules, s.Rule) {
		return Fail(Invalid, "source.no_rule", Show(string(s.Rule))).At("rule")
	}
	for _, field := range sortedKeys(s.FieldRules) {
		if rule := s.FieldRules[field]; !slices.Contains(FieldRules, rule) {
			return Fail(Invalid, "source.no_rule", Show(string(rule))).At("fieldRules." + field)
		}
	}
	return nil
}

// NameRules gives the fields of the source's rules their canonical names, such as "custom.36" for
// "custom.card" and "phones" for "phone". Invalid if there is no such field.
func (s *Source) NameRules(fields []Field) error {
	if len(s.FieldRules) == 0 {
		s.FieldRules = nil
		return nil
	}
	named := make(map[string]FieldRule, len(s.FieldRules))
	for _, field := range sortedKeys(s.FieldRules) {
		name, known := fieldName(field, fields)
		if !known {
			return Fail(Invalid, "source.no_field", Show(field)).At("fieldRules." + field)
		}
		named[name] = s.FieldRules[field]
	}
	s.FieldRules = named
	return nil
}

// fieldName returns the canonical name of a field of either kind that a source may say.
func fieldName(name string, fields []Field) (string, bool) {
	name = WholeField(name)
	if key, custom := strings.CutPrefix(name, customPrefix); custom {
		for _, kind := range []Kind{KindContact, KindCompany} {
			if f, found := FindField(fields, kind, key); found {
				return f.Name(), true
			}
		}
		return name, false
	}
	if name == "custom" || name == "role" {
		return name, true
	}
	said := func(n string) bool { return covers(name, n) && n != ownID && n != locks }
	return name, slices.ContainsFunc(contactNames, said) || slices.ContainsFunc(companyNames, said)
}

// CanonicalField returns the name by which locks and rules know a field: "phones" for "phone",
// "custom.36" for "custom.card". A name that is not known stays.
func CanonicalField(kind Kind, name string, fields []Field) string {
	name = WholeField(name)
	if key, custom := strings.CutPrefix(name, customPrefix); custom {
		if f, found := FindField(fields, kind, key); found {
			return f.Name()
		}
	}
	return name
}

// covers reports whether a name means a field, or fields around it.
func covers(name, field string) bool {
	return name == field || len(field) > len(name) && field[len(name)] == '.' && strings.HasPrefix(field, name)
}
