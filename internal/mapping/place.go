package mapping

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/mapping/cell"
	"ringdex/internal/ringdex"
)

// clean returns the cleaned cell in the form of its field.
func (g *group) clean(text string) string {
	text = cell.Clean(text)
	switch g.shape {
	case numbers, addresses, company, companyNames, companyID, externalID:
		if cell.IsNone(text) {
			return ""
		}
		if g.shape != numbers && g.shape != addresses {
			return cell.Listed(cell.Line(text))
		}
	case words:
		return cell.Listed(text)
	case userName:
		return cell.Line(text)
	case plain:
		if slices.Contains(lines, g.field) {
			text = cell.Listed(cell.Line(text))
		}
		if slices.Contains(names, g.field) && strings.Trim(text, "-–—. /0") == "" {
			return ""
		}
	}
	return text
}

// names are the fields with names of persons and firms, lines the other fields of one line.
var (
	names = []string{"firstName", "middleName", "lastName", "displayName", "organization", "name"}
	lines = append(slices.Clone(names), "jobTitle", "department", "fax", "identifier", "home.city", "city", "home.postalCode", "postalCode")
)

// prefixOf returns what the numbers of a column begin with: from the nearest column of prefixes
// before it, or the first one behind it, or a calling code in a column of the country.
func (d *Draft) prefixOf(column int) string {
	g := d.m.find("phonePrefix")
	if g == nil {
		return d.calling
	}
	nearest := g.columns[0]
	for _, at := range g.columns {
		if at < column {
			nearest = at
		}
	}
	return cmp.Or(g.clean(d.cells[nearest]), d.calling)
}

// rankCountries puts the country of the main address before those of others, also of a column that
// no field takes: it says as well how the numbers of the row are written.
func (m *Mapping) rankCountries() {
	for _, field := range []string{"home.country", "country"} {
		if g := m.find(field); g != nil {
			m.countries = append(slices.Clone(g.columns), m.countries...)
		}
	}
}

// place finds the country and the calling code of the row.
func (d *Draft) place(cells []string) {
	d.regions = d.m.opt.Regions
	d.cells = cells
	for _, column := range d.m.countries {
		text := cell.Line(cell.Clean(cells[column]))
		if cell.IsNone(text) {
			continue
		}
		if cell.IsCallingCode(text) {
			d.calling = cmp.Or(d.calling, text)
			continue
		}
		d.region(column, text)
		return
	}
}

// region puts the country of the row before the organization's regions.
func (d *Draft) region(column int, text string) {
	code, known := cell.Country(text)
	region := cell.RegionOf(code)
	switch {
	case !known:
		d.unknown = pointer{column, text}
	case region == "" || len(d.regions) > 0 && d.regions[0] == region:
	default:
		d.regions, d.elsewhere = d.regions.WithFirst(region), true
	}
}

// country sets a country. A calling code in the column is the prefix of numbers and not a country.
func (d *Draft) country(field, title, text string) {
	if cell.IsCallingCode(text) {
		return
	}
	code, _ := cell.Country(text)
	d.translate(field, title, text, code)
}

// plain sets an unchanged text.
func (d *Draft) plain(field, title, text string) {
	if field == "home.country" && cell.IsCallingCode(text) {
		return
	}
	d.Set(field, title, text)
}

// note adds a note on an ignored value of an accepted row.
func (d *Draft) note(title, key string, args ...any) {
	d.Notes = append(d.Notes, ringdex.Problem(title, key, args...))
}

// date sets a date. An invalid one is ignored with a note and does not refuse the row.
func (d *Draft) date(g *group, title, text string) {
	day, empty, ok := cell.Date(text, d.m.orders[g.field])
	switch {
	case empty:
	case ok && strings.HasPrefix(g.field, "custom.") && strings.Contains(text, ":") && text[:4] == day[:4]:
		d.Set(g.field, title, text) // a custom field keeps the time of day
	case ok:
		d.Set(g.field, title, day)
	default:
		d.note(title, "cell.not_date", ringdex.Show(text))
	}
}

// born sets the date of birth from three columns.
func (d *Draft) born() {
	if d.birth == [3]string{} {
		return
	}
	title := ""
	if g := d.m.find("birthDate.year"); g != nil {
		title = d.m.Title(g.columns[0])
	}
	switch day, empty, ok := cell.DateOf(d.birth[0], d.birth[1], d.birth[2]); {
	case empty:
	case ok:
		d.Set("birthDate", title, day)
	default:
		d.note(title, "cell.not_date", ringdex.Show(strings.Join(d.birth[:], "-")))
	}
}

// orderDays detects the order of day and month in each column of dates.
func (m *Mapping) orderDays() {
	m.orders = map[string]cell.DayOrder{}
	for _, g := range m.groups {
		if g.shape != date {
			continue
		}
		var values []string
		for _, row := range m.opt.Sample {
			if at := g.columns[0]; at < len(row) {
				values = append(values, row[at])
			}
		}
		m.orders[g.field] = cell.OrderOf(values)
	}
}
