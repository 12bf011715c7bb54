package mapping

import (
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/mapping/cell"
	"ringdex/internal/mapping/heading"
	"ringdex/internal/ringdex"
)

// group is one field with the columns that fill it: several only for lists.
type group struct {
	target
	columns []int
}

// choose finds the field of each column: the owner's word first, then native names exactly as an
// export writes them, then custom fields by key or title, then what package heading recognises.
func (m *Mapping) choose(header []string) error {
	assigned, err := m.assigned(header)
	if err != nil {
		return err
	}
	open := slices.Clone(header)
	for i := range assigned {
		open[i] = "" // it must not influence the recognition of others
	}
	matches := heading.RecogniseAll(m.opt.Kind, open, m.holdsNumbers)
	m.nameContacts(matches)
	for i, match := range matches {
		m.columns = append(m.columns, Column{Number: i + 1, Title: header[i]})
		if strings.HasSuffix(match.Field, "country") {
			m.countries = append(m.countries, i)
		}
		switch field, said := assigned[i]; {
		case said && field == "-":
			m.leaveOut(i, KeyAsked)
		case said:
			err = m.takeAssigned(i, field)
		default:
			m.recognise(i, match)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// nameContacts takes a column such as "Kontakt" for names, if no other column has them.
func (m *Mapping) nameContacts(matches []heading.Match) {
	named := func(match heading.Match) bool {
		return slices.Contains([]string{"firstName", "lastName", "displayName"}, match.Field)
	}
	if m.opt.Kind != ringdex.KindContact || slices.ContainsFunc(matches, named) {
		return
	}
	for i := range matches {
		if match := &matches[i]; match.Field == "" && heading.MayBeName(match.Header) && !m.holds(i, cell.LikeNumber) && !m.holds(i, cell.LikeAddress) {
			match.Field = "displayName"
			return
		}
	}
}

func (m *Mapping) holdsNumbers(column int) bool { return m.holds(column, cell.LikeNumber) }

// holds reports whether the values of a column in the sample look like numbers or e-mails: a third
// of them, as with columns that are told to be left out. In a column that may be one of names, they
// are more than are words.
func (m *Mapping) holds(column int, look cell.Look) bool {
	like, words, filled := 0, 0, 0
	for _, row := range m.opt.Sample {
		if column >= len(row) || row[column] == m.header[column] || cell.IsNone(cell.Clean(row[column])) || !cell.Unusable(row[column]).IsZero() {
			continue
		}
		filled++
		switch {
		case cell.LooksLike(row[column]) == look:
			like++
		case cell.Digits(row[column]) == 0:
			words++
		}
	}
	return like > 0 && like*3 >= filled && (like > words || !heading.MayBeName(m.header[column]))
}

// assigned is the field that the owner gives a column, by its place.
func (m *Mapping) assigned(header []string) (map[int]string, error) {
	assigned := map[int]string{}
	for _, a := range m.opt.Assigned {
		i := findColumn(header, a.Column)
		if i < 0 {
			return nil, ringdex.Problem(a.String(), "column.missing", ringdex.Show(a.Column), quoted(header))
		}
		if other, twice := assigned[i]; twice && other != a.Field {
			return nil, ringdex.Problem("", "column.two_fields", ringdex.Show(a.Column), other, a.Field)
		}
		assigned[i] = a.Field
	}
	return assigned, nil
}

// findColumn finds a column by its title, else by the title without regard to case and diacritics,
// else as "#3".
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

func (m *Mapping) takeAssigned(i int, field string) error {
	t, ok := m.known.target(field)
	if !ok {
		a := Assignment{m.Title(i), field}
		return ringdex.Problem(a.String(), "column."+string(m.opt.Kind)+"_field", ringdex.Show(field))
	}
	if other := m.take(i, t); other >= 0 {
		return ringdex.Problem("", "column.two_columns", ringdex.Show(m.Title(other)), ringdex.Show(m.Title(i)), t.field)
	}
	return nil
}

func (m *Mapping) leaveOut(i int, key string, args ...any) {
	m.columns[i].LeftOut = ringdex.Problem("", key, args...)
}

// recognise maps a column by its title, or leaves it out with the reason.
func (m *Mapping) recognise(i int, match heading.Match) {
	t, ok := m.known.exact(strings.TrimSpace(match.Header))
	if !ok {
		t, ok = m.known.custom(match.Header)
	}
	if !ok && match.Field != "" {
		if t, ok = m.known.target(match.Field); !ok {
			m.leaveOut(i, KeyNoSuchField, m.opt.Kind, strings.TrimSuffix(match.Field, "Uri"))
			return
		}
	}
	switch {
	case !ok && (match.Header == LineTitle || match.Header == ReasonTitle):
		m.leaveOut(i, KeyOfRefusedRows)
	case !ok:
		m.leaveOut(i, KeyNotKnown)
	default:
		if other := m.take(i, t); other >= 0 {
			m.leaveOut(i, KeyFieldTaken, ringdex.Show(m.Title(other)), t.field)
		}
	}
}

// take maps a column to a field; other is the column that already has the field, or -1.
func (m *Mapping) take(i int, t target) (other int) {
	at := slices.IndexFunc(m.groups, func(g group) bool { return g.field == t.field })
	switch {
	case at < 0:
		m.groups = append(m.groups, group{t, []int{i}})
	case !t.shape.list():
		return m.groups[at].columns[0]
	default:
		m.groups[at].columns = append(m.groups[at].columns, i)
	}
	m.columns[i].Field = t.field
	return -1
}

func quoted(list []string) string {
	all := make([]string, len(list))
	for i, text := range list {
		all[i] = strconv.Quote(text)
	}
	return strings.Join(all, ", ")
}

// checkSides refuses two tables side by side: a name that is there twice under one title, with
// numbers behind each that have one title, too. The numbers of the second would go to the first
// person.
func (m *Mapping) checkSides() error {
	for i, c := range m.columns {
		if c.LeftOut == nil || c.LeftOut.Key != KeyFieldTaken {
			continue
		}
		first := slices.Index(m.header[:i], m.header[i])
		if first < 0 {
			continue
		}
		if number := m.numberAgain(first, i); number >= 0 {
			return ringdex.Problem("", "import.side_by_side", ringdex.Show(m.Title(i)), ringdex.Show(m.Title(number)))
		}
	}
	return nil
}

// numberAgain returns a column of numbers behind the second column whose title stands between the
// two as well, or -1.
func (m *Mapping) numberAgain(first, second int) int {
	for at := second + 1; at < len(m.columns); at++ {
		if m.columns[at].Field == "phones" && slices.Contains(m.header[first+1:second], m.header[at]) {
			return at
		}
	}
	return -1
}
