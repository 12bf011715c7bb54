// Package mapping turns rows into operations: it decides what each column means, and reads the
// cells of a row as a draft of a record. Files, pages and connectors share it.
//
// It owns the assignment of columns to fields. Package heading recognises names of columns, package
// cell parses cells. The caller owns the keys of records and the rules of a file as a whole. Every
// column has a field or a reason why it is left out.
package mapping

import (
	"cmp"
	"strconv"
	"strings"

	"ringdex/internal/mapping/cell"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Assignment is the owner's choice of a field for a column. Column is a title, or a number as "#3".
// Field is a native or custom field; "-" leaves the column out.
type Assignment struct{ Column, Field string }

// String returns the assignment as "column=field".
func (a Assignment) String() string { return a.Column + "=" + a.Field }

// Options configure the mapping.
type Options struct {
	Kind            ringdex.Kind
	Assigned        []Assignment // takes precedence over recognition
	Fields          []ringdex.Field
	Regions         phone.Regions
	Sample          [][]string // the first rows, to resolve ambiguous names
	ClearEmpty      bool       // an empty cell clears its field
	CreateCompanies bool       // creates unknown companies instead of refusing the contact
}

// Column is one column and what it fills.
type Column struct {
	Number  int // from 1
	Title   string
	Field   string         // empty: it is left out
	LeftOut *ringdex.Error // why; nil for a column that is taken
}

// Message keys of problems with columns. A caller may add advice to the message.
const (
	KeyNoneKnown     = "column.none_known"      // no column is taken
	KeyNotKnown      = "column.not_known"       // a column that is not recognised
	KeyNoSuchField   = "column.no_field"        // a column of a custom field that is not defined
	KeyAsked         = "column.left_out"        // an assignment leaves it out
	KeyFieldTaken    = "column.field_taken"     // an earlier column has the field
	KeyOfRefusedRows = "column.of_refused_rows" // line and reason of a file of refused rows
)

// AssignmentKeys are those of an assignment that cannot be followed; Field is the assignment, or
// empty.
func AssignmentKeys() []string {
	return []string{"column.missing", "column.two_fields", "column.two_columns", "column.contact_field", "column.company_field"}
}

// The columns that a file of refused rows has behind those of the file itself.
const (
	LineTitle   = "line"
	ReasonTitle = "reason"
)

// Mapping maps the columns of one table to fields. It is immutable.
type Mapping struct {
	opt     Options
	known   vocabulary
	header  []string
	columns []Column
	groups  []group
	orders  map[string]cell.DayOrder // of columns of dates
	home    int                      // column of ringdexId, or -1
	pairs   []pair                   // of numbers and extensions

	countries []int // columns of a country, of any address
}

// New maps each column. Errors are about the assignments and columns, for the owner of the rows. It
// refuses a table without known columns.
func New(header []string, opt Options) (*Mapping, error) {
	m := &Mapping{opt: opt, known: vocabulary{opt.Kind, opt.Fields}, header: header}
	if err := m.choose(header); err != nil {
		return nil, err
	}
	if err := m.checkSides(); err != nil {
		return nil, err
	}
	if len(m.groups) == 0 {
		return nil, ringdex.Problem("", KeyNoneKnown, quoted(header))
	}
	m.home = -1
	if g := m.find("ringdexId"); g != nil {
		m.home = g.columns[0]
	}
	m.pairExtensions()
	m.rankCountries()
	m.orderDays()
	return m, nil
}

// Columns returns all columns, in order.
func (m *Mapping) Columns() []Column { return m.columns }

// Has reports whether a column fills the native field.
func (m *Mapping) Has(field string) bool { return m.find(field) != nil }

func (m *Mapping) find(field string) *group {
	for i := range m.groups {
		if m.groups[i].field == field {
			return &m.groups[i]
		}
	}
	return nil
}

// Title returns the name of a column, counted from 0, or its number as "#3" when it has none.
func (m *Mapping) Title(column int) string {
	return cmp.Or(strings.TrimSpace(m.columns[column].Title), "#"+strconv.Itoa(column+1))
}

// Place returns the title of the column that a problem is about, if there is one.
func (m *Mapping) Place(field string) string {
	if g := m.find(ringdex.WholeField(field)); g != nil {
		return m.Title(g.columns[0])
	}
	if id, custom := strings.CutPrefix(field, "custom."); custom {
		if f, known := ringdex.FindField(m.opt.Fields, m.opt.Kind, id); known {
			return f.Title
		}
	}
	return field
}
