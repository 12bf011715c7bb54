package mapping

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/mapping/cell"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// longestNumber is the maximum number of digits of a number (ITU-T E.164). A cell with more
// contains several numbers, and lookups would find none of them.
const longestNumber = 15

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

// prefixOf returns what the numbers of a column begin with: from the nearest column of prefixes before
// it, or the first one behind it, or a calling code in a column of the country.
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

// rankCountries puts the country of the main address before those of others, also of a column that no
// field takes: it says as well how the numbers of the row are written.
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
		others := slices.DeleteFunc(slices.Clone(d.regions), func(other string) bool { return other == region })
		d.regions, d.elsewhere = append(phone.Regions{region}, others...), true
	}
}

// guessed notes that a number without a calling code was read although the country of its row is not
// known: it may be of any country.
func (d *Draft) guessed(n phone.Number) {
	if d.unknown.text == "" || !n.Valid() || phone.Parse(n.Text, nil).Valid() {
		return
	}
	d.note(d.m.Title(d.unknown.column), "cell.country", ringdex.Show(d.unknown.text))
	d.unknown.text = ""
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

// numbers reads the numbers of a cell. It refuses a row with numbers that cannot be separated, or
// whose prefix leads to no valid country.
func (d *Draft) numbers(title, text string, first bool) {
	all := phone.Split(cell.Whole(text), d.regions)
	for i, one := range all {
		whole, ok := d.whole(title, one)
		if !ok {
			return
		}
		all[i] = whole
	}
	if first && len(all) > 0 {
		d.Phone = all[0]
	}
	d.list("phones", title, all, first)
}

// whole returns a number with the row's prefix and country, if any; ok is false if the row is
// refused.
func (d *Draft) whole(title, one string) (whole string, ok bool) {
	if d.prefix != "" {
		if one, ok = cell.WithPrefix(d.prefix, one, d.regions); !ok {
			d.wrongPrefix(title, one)
			return "", false
		}
		d.elsewhere = true
	}
	n := phone.Parse(one, d.regions)
	if number, ok := phone.WithoutRemark(one, d.regions); n.Reason == phone.Letters && ok {
		d.note(title, "cell.words_left_out", ringdex.Show(one))
		one, n = number, phone.Parse(number, d.regions)
	}
	d.guessed(n)
	switch {
	case n.Reason == phone.Damaged:
		d.cut(title, one)
		return "", false
	case n.Reason == phone.TooLong && cell.Digits(one) > longestNumber:
		d.Problem(title, "value.several_numbers", ringdex.Show(one))
		return "", false
	case !n.Valid():
		d.Invalid = append(d.Invalid, n)
	case d.elsewhere && phone.Parse(one, d.m.opt.Regions).E164 != n.E164:
		if n.Extension != "" {
			return n.E164 + " ext. " + n.Extension, true
		}
		return n.E164, true
	}
	return one, true
}

// wrongPrefix refuses a row whose prefix does not fit its number, with the region in which it does.
func (d *Draft) wrongPrefix(title, number string) {
	if region := cell.ValidIn(d.prefix, number); region != "" {
		d.Problem(title, "cell.prefix_elsewhere", ringdex.Show(number), ringdex.Show(d.prefix), region)
		return
	}
	d.Problem(title, "cell.prefix", ringdex.Show(number), ringdex.Show(d.prefix))
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
