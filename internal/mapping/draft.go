package mapping

import (
	"slices"
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/mapping/cell"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Draft is a record under construction from the cells of a row.
type Draft struct {
	intake.Record

	UserName, ExternalID string
	Home                 *ringdex.Home    // of an exported record
	HomeSource           string           // whose external id it shows
	Phone                string           // the first one, as written
	Invalid              []phone.Number   // that are not valid, but kept
	Notes                []*ringdex.Error // what was left out of a row that goes in

	m         *Mapping
	exported  bool          // from this directory, so the values need no cleaning
	regions   phone.Regions // the row's own first
	elsewhere bool          // the row has its own country or prefix
	unknown   pointer       // country of the row that is none
	cells     []string
	calling   string    // calling code in a column of the country
	prefix    string    // what the numbers of the current column begin with
	birth     [3]string // year, month and day in columns of their own
	houses    [2]string // numbers of the house and the flat of a company
	houseAt   string    // title of the column of the last of them
}

// pointer is a cell with its column.
type pointer struct {
	column int
	text   string
}

// Read reads the cells of a row, as many as there are columns.
func (m *Mapping) Read(cells []string) *Draft {
	d := &Draft{m: m}
	d.Ops = make([]ringdex.Op, 0, len(m.groups)+2)
	d.exported = m.home >= 0 && strings.TrimSpace(cells[m.home]) != ""
	d.place(cells)
	cells = d.withExtensions(cells)
	for i := range m.groups {
		d.read(&m.groups[i], cells)
	}
	d.born()
	d.addHouse()
	return d
}

// read turns the cells of a field into operations.
func (d *Draft) read(g *group, cells []string) {
	filled := false
	for _, column := range g.columns {
		text := g.clean(cells[column])
		if d.exported {
			text = strings.TrimSpace(cells[column])
		}
		if text == "" {
			continue
		}
		title := d.m.Title(column)
		if g.shape == numbers {
			d.prefix = d.prefixOf(column)
		}
		if why := cell.Unusable(text); !why.IsZero() {
			d.Problem(title, "value.of", ringdex.Show(text), why)
			continue
		}
		d.cell(g, title, text, !filled)
		filled = true
	}
	if !filled && d.m.opt.ClearEmpty {
		d.clear(g)
	}
}

// cell reads one value; the first one of a list replaces what the contact has, others join it.
func (d *Draft) cell(g *group, title, text string, first bool) {
	switch g.shape {
	case plain:
		d.plain(g.field, title, text)
	case sameDigits:
		d.digits(g.field, title, text)
	case flag:
		word, _ := cell.Flag(text)
		d.translate(g.field, title, text, word)
	case decimal:
		d.Set(g.field, title, cell.Decimal(text))
	case language:
		l, _ := cell.Language(text)
		d.translate(g.field, title, text, l)
	case country:
		d.country(g.field, title, text)
	case date:
		d.date(g, title, text)
	case datePart:
		d.birth[map[string]int{"birthDate.year": 0, "birthDate.month": 1, "birthDate.day": 2}[g.field]] = text
	case house:
		d.house(g.field, title, text)
	case roles:
		d.roles(title, text)
	case numbers:
		d.numbers(title, text, first)
	case addresses:
		d.list(g.field, title, cell.Addresses(text), first)
	case words:
		d.list(g.field, title, cell.Labels(text), first)
	case companyNames:
		d.companies(title, cell.Words(text, ";"))
	case company:
		d.company(title, text)
	case companyID:
		d.companyID(title, text)
	case externalID:
		d.ExternalID = d.id(title, text)
	case ringdexID:
		d.home(title, text)
	case ringdexSource:
		d.HomeSource = text
	case userName:
		d.UserName = text
		d.Set(g.field, title, text)
	}
}

// Problem adds a problem of the row, by a message key.
func (d *Draft) Problem(title, key string, args ...any) {
	d.Problems = append(d.Problems, ringdex.Problem(title, key, args...))
}

// Set adds an operation that sets a field.
func (d *Draft) Set(field, title string, value any) {
	d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value, At: title})
}

// translate sets a value found in a table. Otherwise it sets the original text, so that the
// intake's error lists the accepted values.
func (d *Draft) translate(field, title, text, found string) {
	if found == "" {
		found = text
	}
	d.Set(field, title, found)
}

func (d *Draft) digits(field, title, text string) {
	if text = cell.Whole(text); cell.IsCut(text) {
		d.cut(title, text)
		return
	}
	d.Set(field, title, text)
}

func (d *Draft) cut(title, text string) {
	d.Problem(title, "cell.cut", ringdex.Show(text))
}

// id reads a key. It refuses one with lost digits, which would equal other damaged ones.
func (d *Draft) id(title, text string) string {
	if text = cell.Whole(text); cell.IsCut(text) {
		d.cut(title, text)
		return ""
	}
	return text
}

// home reads what identifies an exported record here.
func (d *Draft) home(title, text string) {
	home, err := ringdex.ParseHome(d.m.opt.Kind, text)
	if err != nil {
		d.Problem(title, "import.ringdex_id", ringdex.Show(text))
		return
	}
	d.Home = &home
}

// list sets the values of a list one by one, so that a problem names its column and its value
// alone.
func (d *Draft) list(field, title string, values []string, first bool) {
	if first && len(values) > 0 {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Remove, Field: field, At: title})
	}
	for _, value := range values {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Add, Field: field, Value: value, At: title})
	}
}

// roles sets all roles of the contact: roles that are not named are removed.
func (d *Draft) roles(title, text string) {
	var wanted ringdex.Roles
	for _, word := range cell.Words(text, ";,/") {
		role, known := cell.Role(word)
		if !known {
			d.Problem(title, "cell.role", ringdex.Show(word))
			return
		}
		wanted = wanted.With(role, true)
	}
	for _, role := range ringdex.EachRole {
		d.Set("role."+role.String(), title, wanted.Has(role))
	}
}

// clear clears a field whose cells are empty, except keys of the record.
func (d *Draft) clear(g *group) {
	title := d.m.Title(g.columns[0])
	remove := func(field string) {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Remove, Field: field, At: title})
	}
	switch g.shape {
	case externalID, ringdexID, ringdexSource, userName, companyID, datePart, prefix, house, shownOnly:
	case company:
		remove("defaultCompany")
	case roles:
		for _, role := range ringdex.EachRole {
			remove("role." + role.String())
		}
	default:
		remove(g.field)
	}
}

// Text returns the value that the record's operations set; of a list, the first one.
func (d *Draft) Text(field string) string {
	for i := range d.Ops {
		if op := &d.Ops[i]; op.Field == field && op.Verb != ringdex.Remove {
			text, _ := op.Value.(string)
			return text
		}
	}
	return ""
}

// Texts are those of several fields, in small letters and without doubled spaces.
func (d *Draft) Texts(fields ...string) []string {
	found := make([]string, len(fields))
	for i := range d.Ops {
		op := &d.Ops[i]
		if at := slices.Index(fields, op.Field); at >= 0 && op.Verb == ringdex.Set {
			text, _ := op.Value.(string)
			found[at] = ringdex.Fold(strings.Join(strings.Fields(text), " "))
		}
	}
	return found
}
