// Package rows turns rows of named columns of a remote system into records, as package mapping does
// with the rows of files. Connectors to ERPs and to REST APIs share it.
//
// It owns which columns are keys, names and references, and which become custom fields. It knows no
// system: how rows are read is the connector's.
package rows

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/fold"
	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/mapping/cell"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// AllColumns in Options.Custom stands for all columns that fill nothing else.
const AllColumns = "all"

// Options say what columns are. Names of columns are compared without regard to case and diacritics
// unless one is exact.
type Options struct {
	Kind    ringdex.Kind
	Key     string            // column with the record's key in its system
	Name    string            // column with the name of a company or the full name of a contact
	Company string            // of contacts: column with the key of the company
	Own     []string          // columns that the connector reads for itself
	Map     map[string]string // column to field; "-" leaves it out
	Custom  []string          // columns that become custom fields, or AllColumns
	Sample  [][]string        // the first rows, to tell day from month
}

// Rows reads the rows of one table.
type Rows struct {
	opt     Options
	columns []connector.Column
	order   []int // columns as mapped
	mapping *mapping.Mapping
	places  places
	split   bool // the full name becomes first and last name
}

// places are the places of the columns with a meaning; -1 for none.
type places struct{ key, name, company int }

// New maps columns. The error is for the person who made the settings.
func New(columns []connector.Column, opt Options, fields []ringdex.Field, regions phone.Regions) (*Rows, error) {
	r := &Rows{opt: opt, columns: columns}
	r.places = places{r.find(opt.Key), r.find(opt.Name), r.find(opt.Company)}
	if r.places.key < 0 {
		return nil, ringdex.Fail(ringdex.Invalid, "rows.no_key_column", ringdex.Show(opt.Key), r.names())
	}
	r.arrange()
	assigned, err := r.assign(fields)
	if err != nil {
		return nil, err
	}
	r.mapping, err = mapping.New(r.titles(), mapping.Options{
		Kind: opt.Kind, Assigned: assigned, Fields: fields, Regions: regions, Sample: r.arranged(opt.Sample),
		ClearEmpty: true, CreateCompanies: true,
	})
	if err == nil && r.split && r.mapping.Has("lastName") {
		return r.whole(fields, regions)
	}
	return r, err
}

// Open maps columns for a sink, and adds the custom fields that the options ask for.
func Open(ctx context.Context, sink connector.Sink, columns []connector.Column, opt Options) (*Rows, error) {
	r, err := New(columns, opt, sink.Fields(), sink.Regions())
	if err != nil {
		return nil, err
	}
	wanted := r.Wanted()
	for _, f := range wanted {
		if err := sink.AddField(ctx, f); err != nil {
			return nil, err
		}
	}
	if len(wanted) == 0 {
		return r, nil
	}
	return New(columns, opt, sink.Fields(), sink.Regions())
}

// whole maps anew for a table with a column for last names: then the full name is shown as it is.
func (r *Rows) whole(fields []ringdex.Field, regions phone.Regions) (*Rows, error) {
	opt := r.opt
	opt.Map = map[string]string{}
	for column, field := range r.opt.Map {
		opt.Map[column] = field
	}
	opt.Map[r.columns[r.places.name].Name] = "displayName"
	opt.Name = ""
	return New(r.columns, opt, fields, regions)
}

func (r *Rows) find(name string) int { return Find(r.columns, name) }

// Find returns the place of a column by its name, else by the name without regard to case and
// diacritics; -1 if there is none.
func Find(columns []connector.Column, name string) int {
	if name == "" {
		return -1
	}
	if i := slices.IndexFunc(columns, func(c connector.Column) bool { return c.Name == name }); i >= 0 {
		return i
	}
	return slices.IndexFunc(columns, func(c connector.Column) bool { return fold.Key(c.Name) == fold.Key(name) })
}

func (r *Rows) names() string {
	names := make([]string, len(r.columns))
	for i, c := range r.columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// arrange puts the columns with a meaning first: a column that is recognised by its name must not
// take the field of one that is named in the settings.
func (r *Rows) arrange() {
	for _, i := range []int{r.places.key, r.places.name, r.places.company} {
		if i >= 0 && !slices.Contains(r.order, i) {
			r.order = append(r.order, i)
		}
	}
	for i := range r.columns {
		if !slices.Contains(r.order, i) {
			r.order = append(r.order, i)
		}
	}
}

func (r *Rows) titles() []string {
	titles := make([]string, len(r.order))
	for i, column := range r.order {
		titles[i] = r.columns[column].Name
	}
	return titles
}

func (r *Rows) arranged(sample [][]string) [][]string {
	out := make([][]string, len(sample))
	for i, cells := range sample {
		out[i] = r.cells(cells)
	}
	return out
}

// cells returns the cells of a row in the order of the mapping.
func (r *Rows) cells(cells []string) []string {
	out := make([]string, len(r.order))
	for i, column := range r.order {
		if column < len(cells) {
			out[i] = cells[column]
		}
	}
	return out
}

// Record reads a row. Index counts the records of a run from 0.
func (r *Rows) Record(index int, cells []string) intake.Record {
	d := r.mapping.Read(r.cells(cells))
	if d.Identity.ExternalID = d.ExternalID; d.ExternalID == "" && len(d.Problems) == 0 {
		d.Problem(r.columns[r.places.key].Name, "rows.no_key")
	}
	if r.split {
		r.splitName(d, cells[r.places.name])
	}
	if r.places.company >= 0 && d.Company == nil && r.opt.Kind == ringdex.KindContact {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Remove, Field: "defaultCompany", At: r.columns[r.places.company].Name})
	}
	d.At, d.Original = ringdex.Position{Index: index}, r.original(cells)
	return d.Record
}

// splitName reads a full name: its last word is the last name (wire/daktela.md 2.3).
func (r *Rows) splitName(d *mapping.Draft, text string) {
	title := r.columns[r.places.name].Name
	words := strings.Fields(cell.Line(cell.Clean(text)))
	last := max(0, len(words)-1)
	d.Set("firstName", title, strings.Join(words[:last], " "))
	d.Set("lastName", title, strings.Join(words[last:], " "))
}

// original returns a row as a person can read it, and as it can be sent to support.
func (r *Rows) original(cells []string) string {
	row := make(map[string]string, len(cells))
	for i, text := range cells {
		if text != "" && i < len(r.columns) {
			row[r.columns[i].Name] = text
		}
	}
	text, err := json.Marshal(row)
	if err != nil {
		return ""
	}
	return string(text)
}

// LeftOut returns the names of columns that fill nothing although nobody said so.
func (r *Rows) LeftOut() (names []string) {
	for _, c := range r.mapping.Columns() {
		if c.LeftOut != nil && c.LeftOut.Key != mapping.KeyAsked {
			names = append(names, c.Title)
		}
	}
	return names
}

// Wanted returns the custom fields that Options.Custom asks for and that do not exist.
func (r *Rows) Wanted() (fields []ringdex.Field) {
	for _, name := range r.LeftOut() {
		c := r.columns[r.find(name)]
		if slices.Contains(r.opt.Custom, AllColumns) || slices.ContainsFunc(r.opt.Custom, func(n string) bool { return fold.Key(n) == fold.Key(name) }) {
			fields = append(fields, ringdex.Field{Kind: r.opt.Kind, Key: c.Name, Title: cmp.Or(c.Title, c.Name), Type: fieldType(c.Type)})
		}
	}
	return fields
}

// fieldType returns the type of a custom field for the values of a column, by the names of types in
// XML Schema and in JSON.
func fieldType(of string) ringdex.FieldType {
	switch strings.ToLower(of) {
	case "int", "integer", "long", "short", "byte":
		return ringdex.TypeInteger
	case "decimal", "double", "float", "number":
		return ringdex.TypeDecimal
	case "boolean", "bool":
		return ringdex.TypeCheckBox
	case "datetime":
		return ringdex.TypeDateTime
	case "date":
		return ringdex.TypeDate
	}
	return ringdex.TypeText
}
