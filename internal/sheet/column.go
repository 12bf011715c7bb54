package sheet

import (
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/mapping/heading"
	"ringdex/internal/ringdex"
)

// Mapping says what a column means. Field "-" leaves it out.
type Mapping struct{ Column, Field string }

// ParseMapping reads "column=field". A title may have the sign in it, a field has not.
func ParseMapping(text string) (Mapping, error) {
	i := strings.LastIndexByte(text, '=')
	if i <= 0 || i == len(text)-1 {
		return Mapping{}, ringdex.Errorf(ringdex.Invalid, "%q is not a mapping; write COLUMN=FIELD, or COLUMN=- to leave a column out", text)
	}
	return Mapping{text[:i], strings.TrimSpace(text[i+1:])}, nil
}

// group is one field with the columns that fill it: one, but for lists.
type group struct {
	target
	columns []int
}

// choose finds the field of each column: the owner's word first, then native names exactly as an export writes
// them, then custom fields by key or title, then what heading recognises.
func (s *Sheet) choose(header []string) error {
	said, err := s.said(header)
	if err != nil {
		return err
	}
	open := slices.Clone(header)
	for i := range said {
		open[i] = "" // it must not influence what the others are taken for
	}
	for i, m := range heading.RecogniseAll(s.opt.Kind, open) {
		s.columns = append(s.columns, Column{Number: i + 1, Title: header[i]})
		switch field, spoken := said[i]; {
		case spoken && field == "-":
			s.columns[i].Note = "left out, as asked"
		case spoken:
			err = s.takeSaid(i, field)
		default:
			s.recognise(i, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// said is what the owner says, by column.
func (s *Sheet) said(header []string) (map[int]string, error) {
	said := map[int]string{}
	for _, m := range s.opt.Map {
		i := findColumn(header, m.Column)
		if i < 0 {
			return nil, ringdex.Errorf(ringdex.Invalid, "--map %s=%s: the file has no column %q; it has %s", m.Column, m.Field, m.Column, quoted(header))
		}
		if other, twice := said[i]; twice && other != m.Field {
			return nil, ringdex.Errorf(ringdex.Invalid, "--map: the column %q cannot be both %s and %s", m.Column, other, m.Field)
		}
		said[i] = m.Field
	}
	return said, nil
}

// findColumn finds a column by its title, else by the title without regard to case and diacritics, else as "#3".
func findColumn(header []string, name string) int {
	name = strings.TrimSpace(name)
	if i := slices.IndexFunc(header, func(h string) bool { return strings.TrimSpace(h) == name }); i >= 0 {
		return i
	}
	if i := slices.IndexFunc(header, func(h string) bool { return fold.Key(h) == fold.Key(name) && fold.Key(name) != "" }); i >= 0 {
		return i
	}
	digits, numbered := strings.CutPrefix(name, "#")
	if n, err := strconv.Atoi(digits); numbered && err == nil && n >= 1 && n <= len(header) {
		return n - 1
	}
	return -1
}

func (s *Sheet) takeSaid(i int, field string) error {
	t, ok := s.opt.target(field)
	if !ok {
		return ringdex.Errorf(ringdex.Invalid, "--map %s=%s: %s has no field %q", s.title(i), field, article(s.opt.Kind), field)
	}
	if other := s.take(i, t); other >= 0 {
		return ringdex.Errorf(ringdex.Invalid, "--map: the columns %q and %q cannot both be %s", s.title(other), s.title(i), t.field)
	}
	return nil
}

// recognise takes a column by its title. What cannot be taken is left out with the reason.
func (s *Sheet) recognise(i int, m heading.Match) {
	t, ok := s.opt.exact(strings.TrimSpace(m.Header))
	if !ok {
		t, ok = s.opt.custom(m.Header)
	}
	if !ok && m.Field != "" {
		if t, ok = s.opt.target(m.Field); !ok {
			s.columns[i].Note = "no " + string(s.opt.Kind) + " field has the key " + strings.TrimSuffix(m.Field, "Uri") + "; \"ringdex field add\" defines it"
			return
		}
	}
	switch {
	case !ok && (m.Header == lineTitle || m.Header == reasonTitle):
		s.columns[i].Note = "of a file of refused rows"
	case !ok:
		s.columns[i].Note = "not known; --map takes it"
	default:
		if other := s.take(i, t); other >= 0 {
			s.columns[i].Note = "the column " + strconv.Quote(s.title(other)) + " is " + t.field + " already"
		}
	}
}

// take gives a column to a field; other is the column that has it already, -1 when none does.
func (s *Sheet) take(i int, t target) (other int) {
	at := slices.IndexFunc(s.groups, func(g group) bool { return g.field == t.field })
	switch {
	case at < 0:
		s.groups = append(s.groups, group{t, []int{i}})
	case !t.shape.list():
		return s.groups[at].columns[0]
	default:
		s.groups[at].columns = append(s.groups[at].columns, i)
	}
	s.columns[i].Field = t.field
	return -1
}

func article(k ringdex.Kind) string { return "a " + string(k) }

func quoted(list []string) string {
	all := make([]string, len(list))
	for i, text := range list {
		all[i] = strconv.Quote(text)
	}
	return strings.Join(all, ", ")
}
