package mapping

import (
	"slices"
	"strings"

	"ringdex/internal/mapping/cell"
	"ringdex/internal/phone"
)

// longestExtension is the most digits of an extension; more are a number of its own.
const longestExtension = 6

// pair is a column of extensions with the column of the numbers that they belong to.
type pair struct{ number, extension int }

// pairExtensions pairs each column of extensions with the nearest column of numbers before it.
// Without one the extensions are the numbers, as in the list of a phone system.
func (m *Mapping) pairExtensions() {
	of := m.find("phoneExtension")
	if of == nil {
		return
	}
	columns := of.columns
	m.groups = slices.DeleteFunc(m.groups, func(g group) bool { return g.shape == extension })
	for _, column := range columns {
		if number := m.numberBefore(column); number >= 0 {
			m.pairs = append(m.pairs, pair{number, column})
			continue
		}
		m.take(column, target{"phones", numbers})
	}
}

// numberBefore returns the nearest column of numbers before a column that has no extensions yet, or
// -1.
func (m *Mapping) numberBefore(column int) int {
	g := m.find("phones")
	for at := column - 1; g != nil && at >= 0; at-- {
		paired := slices.ContainsFunc(m.pairs, func(p pair) bool { return p.number == at })
		if !paired && slices.Contains(g.columns, at) {
			return at
		}
	}
	return -1
}

// withExtensions returns the cells of a row with the extensions in the cells of their numbers.
func (d *Draft) withExtensions(cells []string) []string {
	if len(d.m.pairs) == 0 {
		return cells
	}
	g := d.m.find("phones")
	cells = slices.Clone(cells)
	for _, p := range d.m.pairs {
		d.prefix = d.prefixOf(p.number)
		number, extension := g.clean(cells[p.number]), cell.Whole(g.clean(cells[p.extension]))
		cells[p.number] = d.extended(number, extension)
	}
	return cells
}

// extended adds an extension to the first number of a cell.
func (d *Draft) extended(text, extension string) string {
	switch {
	case text == "" || extension == "":
		return text + extension
	case cell.Digits(extension) > longestExtension || strings.Trim(extension, "0123456789 -/.") != "":
		return text + "; " + extension
	}
	all := phone.Split(cell.Whole(text), d.near())
	all[0] = d.dialled(all[0], extension)
	return strings.Join(all, "; ")
}

// dialled returns a number with its extension: as one number where callers dial it so, as in
// Germany, else with a word between.
func (d *Draft) dialled(number, extension string) string {
	direct, line := number+"-"+extension, number+" ext. "+extension
	n, m := d.parse(direct), d.parse(number)
	switch {
	case n.Valid() && m.Valid() && n.E164 == m.E164+extension:
		return direct
	case m.Valid() && d.parse(line).Extension != extension:
		return m.E164 + " ext. " + extension // words behind the number
	}
	return line
}

// parse reads a number with the prefix and the country of the row.
func (d *Draft) parse(text string) phone.Number {
	if d.prefix != "" {
		text, _ = cell.WithPrefix(d.prefix, text, d.regions)
	}
	return phone.Parse(text, d.regions)
}
