package servicegate

import (
	"strconv"
	"strings"
	"time"
)

// Browse asks for rows of a template.
type Browse struct {
	Folder, Template int
	Lower, Upper     int // rows from 1, both included
	Columns, Total   bool
	From             Condition // none without a column
	Sort             []string  // columns, ascending; NULL is lowest
}

// Condition is a condition on a column: not less than a value. NULL does not meet it.
type Condition struct{ Column, Value string }

// XML returns the message. The order of its parts is that of the vendor's client (1.4).
func (q *Browse) XML() string {
	var b strings.Builder
	b.WriteString(`<BROWSE includeColumnInfo="` + strconv.FormatBool(q.Columns) + `" includeTotalRowCount="` + strconv.FormatBool(q.Total) +
		`" folderId="` + strconv.Itoa(q.Folder) + `" browseLookup="idDefined"><browseId type="template" number="` + strconv.Itoa(q.Template) +
		`" /><bounds lower="` + strconv.Itoa(q.Lower) + `" upper="` + strconv.Itoa(q.Upper) + `" />`)
	if q.From.Column != "" {
		b.WriteString(`<rowFilter><items><item><column name="` + quoted(q.From.Column) +
			`" /><compareCondition operator="greaterThanOrEqual"><valueToCompare>` + text(q.From.Value) +
			`</valueToCompare></compareCondition></item></items></rowFilter>`)
	}
	if len(q.Sort) > 0 {
		b.WriteString("<sortOrder><sortColumns>")
		for _, column := range q.Sort {
			b.WriteString(`<sortColumn columnName="` + quoted(column) + `" direction="asc" />`)
		}
		b.WriteString("</sortColumns></sortOrder>")
	}
	b.WriteString("</BROWSE>")
	return b.String()
}

// timeForm is that of times in messages: local time of the server (1.4).
const timeForm = "2006-01-02 15:04:05"

// ParseTime reads a time in a zone. It accepts XML's own form, too, with a zone of its own.
func ParseTime(text string, zone *time.Location) (time.Time, bool) {
	for _, form := range []string{timeForm, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", time.DateOnly} {
		if t, err := time.ParseInLocation(form, strings.TrimSpace(text), zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// FormatTime returns a time as messages have it, in its own zone.
func FormatTime(t time.Time) string { return t.Format(timeForm) }

// Run runs a function over records.
type Run struct {
	Function int
	Records  []Record
}

// Record names a record by its number, else by its reference.
type Record struct{ Class, Subject, Reference string }

// XML returns the message, in the form that the vendor's client writes for numbers. That RUN takes
// references, too, is our choice, from INSERTUPDATE (wire/daktela.md 2.1).
func (r *Run) XML() string {
	var b strings.Builder
	b.WriteString(`<RUN FUNCTIONID="` + strconv.Itoa(r.Function) + `" auditlogDetail="warning">`)
	for _, one := range r.Records {
		b.WriteString("<RECORD")
		if one.Subject != "" {
			b.WriteString(` SUBJECTID="` + quoted(one.Subject) + `"`)
		} else {
			b.WriteString(` REFERENCE="` + quoted(one.Reference) + `"`)
		}
		b.WriteString(` CLASSID="` + quoted(one.Class) + `" />`)
	}
	b.WriteString("</RUN>")
	return b.String()
}
