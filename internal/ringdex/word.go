package ringdex

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Word is what a source last said of a record. It is kept apart from what stands, and only where
// the two may differ: a record with one source that says what stands has no words.
type Word struct {
	Source string
	At     time.Time // when it last said something new
	Said   []Said    // by field
}

// Said is the value that a source said of one field.
type Said struct {
	Field  string   // "phones", "home.city", "custom.36"
	Values []string // as BuiltIn.Texts; none for an empty value
}

// FindWord returns the word of a source, or nil.
func FindWord(words []Word, source string) *Word {
	if i := slices.IndexFunc(words, func(w Word) bool { return w.Source == source }); i >= 0 {
		return &words[i]
	}
	return nil
}

// Of returns what the word says of a field, and whether it says anything.
func (w *Word) Of(field string) ([]string, bool) {
	i, said := slices.BinarySearchFunc(w.Said, field, func(s Said, field string) int { return cmp.Compare(s.Field, field) })
	if !said {
		return nil, false
	}
	return w.Said[i].Values, true
}

// wordOf returns a word that says the values of fields.
func wordOf(source string, at time.Time, values map[string][]string) Word {
	w := Word{Source: source, At: at}
	for _, field := range slices.Sorted(maps.Keys(values)) {
		w.Said = append(w.Said, Said{field, values[field]})
	}
	return w
}

// with returns the word with other values of some fields.
func (w Word) with(values map[string][]string) Word {
	all := make(map[string][]string, len(w.Said)+len(values))
	for _, s := range w.Said {
		all[s.Field] = s.Values
	}
	maps.Copy(all, values)
	return wordOf(w.Source, w.At, all)
}

// WithoutSaid returns words that say nothing of a field.
func WithoutSaid(words []Word, field string) []Word {
	kept := slices.Clone(words)
	for i := range kept {
		kept[i].Said = slices.DeleteFunc(slices.Clone(kept[i].Said), func(s Said) bool { return s.Field == field })
	}
	return kept
}

func (s Said) equal(other Said) bool {
	return s.Field == other.Field && slices.Equal(s.Values, other.Values)
}

// same reports whether two words say the same.
func (w *Word) same(other *Word) bool {
	return w.Source == other.Source && slices.EqualFunc(w.Said, other.Said, Said.equal)
}

func sameWords(a, b []Word) bool {
	return slices.EqualFunc(a, b, func(x, y Word) bool { return x.At.Equal(y.At) && x.same(&y) })
}

// news returns the words of list that differ from those of other, each with the fields that do.
func news(list, other []Word) string {
	var all []string
	for i := range list {
		w := &list[i]
		before := FindWord(other, w.Source)
		var said []string
		for _, s := range w.Said {
			if before == nil || !slices.ContainsFunc(before.Said, s.equal) {
				said = append(said, s.Field+" "+strconv.Quote(strings.Join(s.Values, ", ")))
			}
		}
		if len(said) > 0 {
			all = append(all, w.Source+": "+strings.Join(said, ", "))
		}
	}
	return strings.Join(all, "; ")
}

// at returns when the source last said something; known is the time if it has no word.
func (c *claim) at(known time.Time) time.Time {
	if c.word == nil {
		return known
	}
	return c.word.At
}
