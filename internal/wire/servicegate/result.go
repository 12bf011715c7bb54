package servicegate

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/message"
)

// Rows are the answer to Browse.
type Rows struct {
	Start   string // time of the server when it began; "" if it does not say
	Class   string // of the records, for Run; "" if it does not say
	Total   int    // rows of the template that meet the condition; -1 if it does not say
	Columns []Column
	Rows    [][]string // a value for each column; "" also for NULL
}

// Column is a column of a template.
type Column struct {
	Name  string // alias
	Type  string // "string", "int", "dateTime" …; "" if the server does not say
	Title string
}

// Unreadable is a result that is not XML. The vendor's client then signs in again (1.3).
type Unreadable struct {
	Text  string
	Cause error // nil for a text that does not even begin like XML
}

// Error returns the message in English.
func (e *Unreadable) Error() string { return e.Message().String() }

// Message says what the server has answered instead.
func (e *Unreadable) Message() message.Text {
	switch said, refused := Refusal(e.Text); {
	case refused:
		return message.New("helios.refused", said)
	case e.Cause != nil:
		return message.New("helios.broken", e.Cause)
	case strings.TrimSpace(e.Text) == "":
		return message.New("helios.empty")
	}
	return message.New("helios.unreadable", shorten(e.Text))
}

// Failure is an answer with STATE="FAIL": the server has understood, and refuses.
type Failure struct{ Text string }

// Error returns the message in English.
func (f *Failure) Error() string { return f.Message().String() }

// Message says what the server says.
func (f *Failure) Message() message.Text { return message.New("helios.failed", shorten(f.Text)) }

// ParseRows reads the answer to Browse. The error is an *Unreadable or a *Failure.
func ParseRows(result string) (*Rows, error) {
	rows := &Rows{Total: -1}
	err := parse(result, "BROWSERESULT", func(p *parser, e xml.StartElement) error {
		rows.Start = attribute(e, "START")
		return p.each(func(e xml.StartElement) error {
			if e.Name.Local != "browse" {
				return p.skip()
			}
			return rows.browse(p, e)
		})
	})
	if err != nil {
		return nil, err
	}
	rows.pad()
	return rows, nil
}

// ParseRun reads the answer to Run.
func ParseRun(result string) error {
	return parse(result, "RUNRESULT", func(p *parser, _ xml.StartElement) error {
		return p.each(func(e xml.StartElement) error {
			switch state := attribute(e, "state"); {
			case e.Name.Local != "auditlog", state == "", state == "success", state == "successWithWarning":
				return p.skip()
			default:
				return &Failure{state + " (auditlog " + attribute(e, "id") + ")"}
			}
		})
	})
}

// parse reads a result with a root element. A failure may have the generic root RESULT instead.
func parse(result, name string, fn func(*parser, xml.StartElement) error) error {
	result = strings.TrimPrefix(strings.TrimSpace(result), "\ufeff")
	if !strings.HasPrefix(result, "<") {
		return &Unreadable{Text: result}
	}
	p := newParser(strings.NewReader(clean(result)))
	err := p.root(func(e xml.StartElement) error {
		switch {
		case strings.EqualFold(attribute(e, "STATE"), "FAIL"):
			return p.failure()
		case e.Name.Local != name:
			return &Unreadable{Text: result}
		}
		return fn(p, e)
	})
	switch err.(type) {
	case nil, *Failure, *Unreadable:
		return err
	}
	return &Unreadable{Text: result, Cause: err}
}

func (p *parser) failure() error {
	f := &Failure{}
	if err := p.each(func(e xml.StartElement) error {
		if e.Name.Local == "DETAIL" {
			f.Text = cmp.Or(f.Text, attribute(e, "errorMessage"))
		}
		said, err := p.text()
		f.Text = cmp.Or(f.Text, strings.TrimSpace(said))
		return err
	}); err != nil {
		return err
	}
	return f
}

func (r *Rows) browse(p *parser, e xml.StartElement) error {
	r.Class = attribute(e, "classId")
	if n, err := strconv.Atoi(attribute(e, "totalRowCount")); err == nil {
		r.Total = n
	}
	var shown []Column
	err := p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "columnsInfo":
			return p.each(func(e xml.StartElement) error {
				shown = append(shown, Column{Name: attribute(e, "name"), Title: attribute(e, "headerText")})
				return p.skip()
			})
		case "data":
			return p.each(func(xml.StartElement) error { return p.each(func(e xml.StartElement) error { return r.store(p, e) }) })
		}
		return p.skip()
	})
	r.show(shown)
	return err
}

// show adds the titles of columnsInfo, and its columns if the data defines none.
func (r *Rows) show(shown []Column) {
	defined := slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Type != "" })
	for _, c := range shown {
		if i := slices.IndexFunc(r.Columns, func(known Column) bool { return known.Name == c.Name }); i >= 0 {
			r.Columns[i].Title = cmp.Or(r.Columns[i].Title, c.Title)
		} else if !defined && c.Name != "" {
			r.Columns = append(r.Columns, c)
		}
	}
}

// store reads a part of Datastore.
func (r *Rows) store(p *parser, e xml.StartElement) error {
	switch e.Name.Local {
	case "Definition":
		return p.each(func(xml.StartElement) error {
			return p.each(func(e xml.StartElement) error {
				if name := attribute(e, "Name"); name != "" && e.Name.Local == "Column" {
					c := &r.Columns[r.column(name)]
					c.Type, c.Title = attribute(e, "DataType"), attribute(e, "Caption")
				}
				return cmp.Or(r.width(), p.skip())
			})
		})
	case "DataRows":
		return p.each(func(e xml.StartElement) error { return r.row(p, e) })
	}
	return p.skip()
}

// row reads a row of attributes, of elements, or of both (1.4; choice: both are read). An absent
// attribute and an element with IsNull are NULL.
func (r *Rows) row(p *parser, e xml.StartElement) error {
	values := make([]string, len(r.Columns), len(r.Columns)+1)
	set := func(name, value string) {
		i := r.column(name)
		for len(values) <= i {
			values = append(values, "")
		}
		values[i] = value
	}
	for _, a := range e.Attr {
		if a.Name.Space == "" {
			set(a.Name.Local, a.Value)
		}
	}
	err := p.each(func(e xml.StartElement) error {
		value, err := p.text()
		if strings.EqualFold(attribute(e, "IsNull"), "true") {
			value = ""
		}
		set(e.Name.Local, value)
		return err
	})
	r.Rows = append(r.Rows, values)
	return cmp.Or(err, r.width())
}

// column returns the place of a column. One that the definition lacks is added.
func (r *Rows) column(name string) int {
	for i := range r.Columns {
		if r.Columns[i].Name == name {
			return i
		}
	}
	r.Columns = append(r.Columns, Column{Name: name})
	return len(r.Columns) - 1
}

func (r *Rows) width() error {
	if len(r.Columns) > mostColumns {
		return errTooWide
	}
	return nil
}

// pad makes all rows as long as there are columns.
func (r *Rows) pad() {
	for i, row := range r.Rows {
		for len(row) < len(r.Columns) {
			row = append(row, "")
		}
		r.Rows[i] = row
	}
}
