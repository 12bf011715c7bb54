package sheet

import (
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// draft is a row on its way to becoming a record.
type draft struct {
	*intake.Record
	s *Sheet

	userName, externalID string
	phone                string // the first one, in the form that does not depend on how it is written
}

// record reads a row.
func (s *Sheet) record(row table.Row, index int) intake.Record {
	rec := intake.Record{
		At: ringdex.Position{Index: index, Line: row.Line}, Original: string(row.Text),
		Ops: make([]ringdex.Op, 0, len(s.groups)+2),
	}
	d := &draft{Record: &rec, s: s}
	for i := range s.groups {
		d.read(&s.groups[i], row.Fields)
	}
	if s.opt.Kind == ringdex.KindContact {
		d.finishContact()
	}
	if len(rec.Ops) == 0 && rec.Company == nil && len(rec.Problems) == 0 {
		d.problem("", "none of the columns that are taken has a value in this row")
	}
	d.identify()
	return rec
}

// read turns the cells of a field into operations.
func (d *draft) read(g *group, cells []string) {
	filled := false
	for _, column := range g.columns {
		text := strings.TrimSpace(cells[column])
		if text == "" {
			continue
		}
		title := d.s.title(column)
		if why := unusable(text); why != "" {
			d.problem(title, "%s: %s", ringdex.Show(text), why)
			continue
		}
		d.cell(g, title, text, !filled)
		filled = true
	}
	if !filled && d.s.opt.ClearEmpty {
		d.clear(g)
	}
}

// cell reads one value; the first one of a list replaces what the contact has, others join it.
func (d *draft) cell(g *group, title, text string, first bool) {
	switch g.shape {
	case plain:
		d.set(g.field, title, text)
	case sameDigits:
		d.digits(g.field, title, text)
	case flag:
		d.translate(g.field, title, text, flagWords[fold.Key(text)])
	case decimal:
		d.set(g.field, title, plainDecimal(text))
	case language:
		l, _ := languageOf(text)
		d.translate(g.field, title, text, l)
	case country:
		code, _ := countryOf(text)
		d.translate(g.field, title, text, code)
	case roles:
		d.roles(title, text)
	case numbers:
		d.numbers(title, text, first)
	case addresses:
		d.list(g.field, title, splitAddresses(text), first)
	case words:
		d.list(g.field, title, splitWords(text, ";,"), first)
	case companyNames:
		d.companies(title, splitWords(text, ";"))
	case company:
		d.company(title, text)
	case companyID:
		d.companyID(title, text)
	case externalID:
		d.externalID = d.id(title, text)
	case userName:
		d.userName = text
		d.set(g.field, title, text)
	}
}

func (d *draft) problem(title, format string, args ...any) {
	d.Problems = append(d.Problems, ringdex.Problemf(title, format, args...))
}

func (d *draft) set(field, title string, value any) {
	d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value, At: title})
}

// translate sets a value that was found in a table; what was not found there goes on as it is, so that the intake
// says what it takes.
func (d *draft) translate(field, title, text, found string) {
	if found == "" {
		found = text
	}
	d.set(field, title, found)
}

func (d *draft) digits(field, title, text string) {
	if isCut(text) {
		d.cut(title, text)
		return
	}
	d.set(field, title, text)
}

func (d *draft) cut(title, text string) {
	d.problem(title, "%s: a spreadsheet took this for an amount and cut its last digits off; format the column as text and fill it in again", ringdex.Show(text))
}

// id is a key; one that lost its digits would meet others that did.
func (d *draft) id(title, text string) string {
	if isCut(text) {
		d.cut(title, text)
		return ""
	}
	return text
}

func (d *draft) numbers(title, text string, first bool) {
	all := splitNumbers(text, d.s.opt.Regions)
	for _, one := range all {
		if phone.Parse(one, d.s.opt.Regions).Reason == phone.Damaged {
			d.cut(title, one)
			return
		}
	}
	if first && len(all) > 0 {
		d.phone = all[0]
	}
	d.list("phones", title, all, first)
}

// list sets the values of a list one by one, so that a problem names its column and its value alone.
func (d *draft) list(field, title string, values []string, first bool) {
	if first && len(values) > 0 {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Remove, Field: field, At: title})
	}
	for _, value := range values {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Add, Field: field, Value: value, At: title})
	}
}

// roles are all that the contact has: those that are not named are taken away.
func (d *draft) roles(title, text string) {
	var wanted ringdex.Roles
	for _, word := range splitWords(text, ";,/") {
		role, err := ringdex.ParseRole(roleWords[fold.Key(word)])
		if err != nil {
			d.problem(title, "%s is not a role; use Administrator, Super-operator, Operator, Smart user or End user", ringdex.Show(word))
			return
		}
		wanted = wanted.With(role, true)
	}
	for _, role := range []ringdex.Roles{ringdex.EndUser, ringdex.SmartUser, ringdex.Operator, ringdex.SuperOperator, ringdex.Administrator} {
		d.set("role."+role.String(), title, wanted.Has(role))
	}
}

// clear empties a field whose cells are empty. What a record is known by is never taken from it.
func (d *draft) clear(g *group) {
	title := d.s.title(g.columns[0])
	remove := func(field string) {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Remove, Field: field, At: title})
	}
	switch g.shape {
	case externalID, userName, companyID:
	case company:
		remove("defaultCompany")
	case roles:
		for _, name := range []string{"end-user", "smart-user", "operator", "super-operator", "administrator"} {
			remove("role." + name)
		}
	default:
		remove(g.field)
	}
}
