package ringdex

import (
	"cmp"
	"maps"
	"slices"
)

// neverGiven are the fields that no source gets from the word of another: by them a record is
// found, or they say what it may do. They stay until a source that may set them sends them.
var neverGiven = []string{ownID, locks, "userName", "role", "mustChangePassword", "companies", "defaultCompany"}

// stand computes which value should stand, from what sources say of a record.
type stand[T any, P described[T]] struct {
	rules  *Rules
	claims []claim
	record P // as the sources without a word have said it
}

// standing returns a stand whose claims are in the order in which they count.
func standing[T any, P described[T]](rules *Rules, claims []claim, record P) *stand[T, P] {
	gone := record.told().gone
	kept := slices.DeleteFunc(slices.Clone(claims), func(c claim) bool { return gone[c.Key] != "" })
	slices.SortStableFunc(kept, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), b.at(record.told().updated).Compare(a.at(record.told().updated)))
	})
	return &stand[T, P]{rules, kept, record}
}

// fields returns what the sources say anything of, and what stands.
func (s *stand[T, P]) fields() []string {
	all := map[string]bool{}
	for _, said := range everyValue[T, P](s.record) {
		all[said.Field] = true
	}
	for _, c := range s.claims {
		if c.word != nil {
			for _, said := range c.word.Said {
				all[said.Field] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// best returns the source whose value of a field should stand, and the value; nil if there is none.
// Sources that may only fill come after those that may set.
func (s *stand[T, P]) best(field string) (*claim, []string) {
	for _, rule := range []FieldRule{MaySet, MayFill} {
		for i := range s.claims {
			c := &s.claims[i]
			if c.RuleOf(field) != rule {
				continue
			}
			if values, _ := says(*c, (*T)(s.record), field); len(values) > 0 {
				return c, values
			}
		}
	}
	return nil, nil
}

// give sets a field of a record to the value that should stand, and reports whether it has changed
// the record.
func (s *stand[T, P]) give(is P, field string) bool {
	c, values := s.best(field)
	stands := valuesOf((*T)(is), field)
	if c == nil || slices.Equal(values, stands) || len(stands) > 0 && c.RuleOf(field) == MayFill || s.isKey(field) {
		return false
	}
	rules := *s.rules
	rules.Source = c.Source
	edits, problems := preparedFor[T]([]Op{setting[T](field, values)}, &rules)
	return len(problems) == 0 && len(Apply((*T)(is), edits)) == 0
}

func (s *stand[T, P]) isKey(field string) bool {
	if slices.ContainsFunc(neverGiven, func(n string) bool { return covers(n, field) }) {
		return true
	}
	f, custom := s.rules.field(s.record.told().kind, field)
	return custom && f.Unique
}

// claimsOf returns all claims on a record.
func claimsOf[T any, P described[T]](rules *Rules, record P) []claim {
	t := record.told()
	var all []claim
	for _, source := range t.sources() {
		all = append(all, claim{rules.source(source), FindWord(*t.words, source)})
	}
	return all
}

// Settle gives each field that is not locked the value that should stand now, and reports whether
// it has changed the record. It leaves values that no source has said, such as those of a person.
func Settle[T any, P described[T]](rules *Rules, is P) (changed bool) {
	t := is.told()
	if len(*t.words) == 0 {
		return false
	}
	s := standing[T, P](rules, claimsOf[T, P](rules, is), is.Clone())
	for _, field := range s.fields() {
		if !isLocked(*t.locked, field) && isSaid(*t.words, field, valuesOf((*T)(is), field)) && s.give(is, field) {
			changed = true
		}
	}
	return changed
}

// isSaid reports whether a value is empty, or a source has said it.
func isSaid(words []Word, field string, values []string) bool {
	return len(values) == 0 || slices.ContainsFunc(words, func(w Word) bool {
		said, _ := w.Of(field)
		return slices.Equal(said, values)
	})
}

// Leave takes a source from a contact that others describe as well: its external id and its word.
// Fields that have its value get the one that should stand now.
func (c *Contact) Leave(rules *Rules, source string) {
	before := c.Clone()
	c.SetExternalID(source, "")
	delete(c.MissingSince, source)
	words := c.Words
	if len(words) == 0 {
		return
	}
	c.Words = slices.DeleteFunc(slices.Clone(words), func(w Word) bool { return w.Source == source })
	s := standing[Contact](rules, claimsOf[Contact](rules, c), before)
	gone := claim{Source: Source{Key: source}, word: FindWord(words, source)}
	for _, field := range s.fields() {
		values, _ := says(gone, before, field)
		if !isLocked(c.Locked, field) && slices.Equal(values, valuesOf(c, field)) {
			s.give(c, field)
		}
	}
	c.Words = neededWords[Contact](c, c.Words)
}
