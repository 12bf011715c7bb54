package helios

import (
	"fmt"
	"strconv"
	"strings"
)

// browse is the request BROWSE.
type browse struct {
	Info   string `xml:"includeColumnInfo,attr"`
	Total  string `xml:"includeTotalRowCount,attr"`
	Folder int    `xml:"folderId,attr"`
	Lookup string `xml:"browseLookup,attr"`
	ID     struct {
		Type   string `xml:"type,attr"`
		Number int    `xml:"number,attr"`
	} `xml:"browseId"`
	Bounds struct {
		Lower int `xml:"lower,attr"`
		Upper int `xml:"upper,attr"`
	} `xml:"bounds"`
	Items []item `xml:"rowFilter>items>item"`
	Sort  []struct {
		Column    string `xml:"columnName,attr"`
		Direction string `xml:"direction,attr"`
	} `xml:"sortOrder>sortColumns>sortColumn"`
}

// item is a condition on a column.
type item struct {
	Column struct {
		Name string `xml:"name,attr"`
	} `xml:"column"`
	Compare *struct {
		Operator string `xml:"operator,attr"`
		Value    string `xml:"valueToCompare"`
	} `xml:"compareCondition"`
}

// usersRows is how many rows upper="0" gives: a setting of the user.
const usersRows = 30

func (s *Server) browse(q *browse) string {
	s.Count.Browses++
	if s.opt.OnBrowse != nil {
		s.Mu.Unlock() // it may change rows
		s.opt.OnBrowse(s.Count.Browses)
		s.Mu.Lock()
	}
	t, why := s.template(q)
	if why != "" {
		return s.failed("BROWSERESULT", why)
	}
	rows, why := t.find(q.Items)
	if why == "" && !s.opt.IgnoreSort {
		why = t.sort(rows, q)
	}
	switch {
	case why != "":
		return s.failed("BROWSERESULT", why)
	case s.Count.Browses == s.opt.FailPage:
		return s.failed("BROWSERESULT", "Timeout expired. The timeout period elapsed prior to completion of the operation.")
	}
	return s.answer(q, t, rows)
}

// template finds what a request is about.
func (s *Server) template(q *browse) (t *Template, why string) {
	if q.Lookup != "idDefined" || q.ID.Type != "template" {
		return nil, "Only browseLookup=\"idDefined\" with a template is emulated."
	}
	if q.Bounds.Lower < 1 || q.Bounds.Upper > 0 && q.Bounds.Upper < q.Bounds.Lower {
		return nil, fmt.Sprintf("Invalid bounds %d to %d.", q.Bounds.Lower, q.Bounds.Upper)
	}
	for _, t := range s.opt.Templates {
		if t.Folder == q.Folder && t.Number == q.ID.Number {
			return t, ""
		}
	}
	return nil, fmt.Sprintf("Template %d does not exist in folder %d, or you may not see it.", q.ID.Number, q.Folder)
}

// answer writes the rows within the bounds.
func (s *Server) answer(q *browse, t *Template, rows []row) string {
	total := len(rows)
	rows = rows[min(q.Bounds.Lower-1, total):]
	most := q.Bounds.Upper - q.Bounds.Lower + 1
	switch q.Bounds.Upper {
	case 0:
		most = usersRows
	case -1:
		most = total
	}
	if s.opt.PageCap > 0 {
		most = min(most, s.opt.PageCap)
	}
	rows = rows[:min(most, len(rows))]
	s.Count.Rows += len(rows)

	var b strings.Builder
	b.WriteString(`<BROWSERESULT` + s.stamps("SUCCESS") + `><browse id="` + strconv.Itoa(t.Number) + `" name="` + escape(t.Name) + `" folderId="` +
		strconv.Itoa(t.Folder) + `" classId="` + escape(t.Class) + `"`)
	if q.Total == "true" && !s.opt.NoTotal {
		b.WriteString(` totalRowCount="` + strconv.Itoa(total+s.opt.TotalMore) + `"`)
	}
	b.WriteString(` rowsType="master">`)
	if q.Info == "true" && !s.opt.NoInfo {
		t.writeInfo(&b)
	}
	b.WriteString(`<data><Datastore TableName="Browse">`)
	if !s.opt.NoInfo {
		t.writeDefinition(&b)
	}
	b.WriteString(`<DataRows>`)
	for _, r := range rows {
		t.writeRow(&b, r, s.opt.Elements)
	}
	b.WriteString(`</DataRows></Datastore></data></browse></BROWSERESULT>`)
	return s.declared(b.String())
}

func (t *Template) writeInfo(b *strings.Builder) {
	b.WriteString(`<columnsInfo>`)
	for _, c := range t.Columns {
		b.WriteString(`<column name="` + c.Name + `" dataFormat="" visible="true" headerText="` + escape(c.Title) +
			`" italica="false" bold="false" underline="false" align="0" />`)
	}
	b.WriteString(`</columnsInfo>`)
}

func (t *Template) writeDefinition(b *strings.Builder) {
	b.WriteString(`<Definition><Columns>`)
	for _, c := range t.Columns {
		b.WriteString(`<Column Name="` + c.Name + `" DataType="` + c.Type + `" />`)
	}
	b.WriteString(`</Columns></Definition>`)
}

// writeRow writes attributes, of which NULL is absent, or elements.
func (t *Template) writeRow(b *strings.Builder, r row, elements bool) {
	b.WriteString(`<DataRow`)
	if !elements {
		for i, c := range t.Columns {
			if !r[i].Null {
				b.WriteString(` ` + c.Name + `="` + escape(r[i].Text) + `"`)
			}
		}
		b.WriteString(` />`)
		return
	}
	b.WriteString(`>`)
	for i, c := range t.Columns {
		if r[i].Null {
			b.WriteString(`<` + c.Name + ` IsNull="True" />`)
		} else {
			b.WriteString(`<` + c.Name + `>` + escape(r[i].Text) + `</` + c.Name + `>`)
		}
	}
	b.WriteString(`</DataRow>`)
}
