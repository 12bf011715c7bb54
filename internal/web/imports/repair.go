package imports

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/upload"
	"ringdex/internal/web/page"
)

// mended is a page of refused rows that can be edited.
type mended struct {
	worked
	Columns []upload.Column
	Shown   []int // indexes of the columns that are shown
	Rows    []upload.Found
	From    int
	Next    string // address; "" for the last page
}

// gridRows is how many rows can be edited on one page, and mostShown how many columns of a wide
// file: those that fill something, and those with a problem.
const (
	gridRows  = 25
	mostShown = 40
)

// latest returns the work whose refused rows are to be mended: the import, else its dry run.
func latest(f *upload.File) *upload.Work {
	if w := f.Taken(); w != nil {
		return w
	}
	return f.Trial()
}

// repair answers GET /import/{id}/repair?from=N.
func (p *pages) repair(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	m, err := p.grid(c, f)
	if err != nil {
		return err
	}
	if m == nil {
		return c.Go(pathOf(f, stepCheck))
	}
	return c.Show(head(c, f), repairPage(c.View, *m))
}

// address returns that of the page.
func (m *mended) address() string {
	if m.From == 0 {
		return pathOf(m.File, "repair")
	}
	return pathOf(m.File, "repair") + "?from=" + strconv.Itoa(m.From)
}

// grid returns the refused rows of the page; nil if there is no finished work,
// or the file cannot be read.
func (p *pages) grid(c *page.Call, f *upload.File) (*mended, error) {
	w := latest(f)
	if w == nil || w.Report() == nil {
		return nil, nil
	}
	m := &mended{worked: see(c.View, f, w), From: number(c.Text("from"))}
	rows, err := w.Rows(ringdex.Refused, m.From, gridRows+1)
	if err != nil {
		return nil, err
	}
	if m.Rows = rows; len(rows) > gridRows {
		m.Rows, m.Next = rows[:gridRows], pathOf(f, "repair")+"?from="+strconv.Itoa(m.From+gridRows)
	}
	glance, err := f.Look(c.Request.Context())
	if _, ofFile := fault(c.View, err); ofFile {
		return nil, nil // the dry run says so
	}
	if err != nil {
		return nil, err
	}
	m.Columns = glance.Columns
	edits := f.Edits()
	for i := range m.Rows {
		m.Rows[i].Cells = widened(m.Rows[i].Cells, len(m.Columns))
		if cells, edited := edits[m.Rows[i].Line]; edited {
			m.Rows[i].Cells = cells
		}
	}
	m.choose()
	return m, nil
}

// widened returns the cells of a row as one for each column. Values behind the last one are in it,
// so that nothing of the row is out of sight.
func widened(cells []string, columns int) []string {
	all := make([]string, columns)
	copy(all, cells)
	if columns > 0 && len(cells) > columns {
		all[columns-1] = strings.Join(cells[columns-1:], ";")
	}
	return all
}

// choose decides which columns are shown.
func (m *mended) choose() {
	wrong := map[string]bool{}
	for i := range m.Rows {
		for _, p := range m.Rows[i].Problems {
			wrong[p.Column] = true
		}
	}
	for i := range m.Columns {
		if c := &m.Columns[i]; len(m.Columns) <= mostShown || wrong[title(c)] || c.Field != "" && len(m.Shown) < mostShown {
			m.Shown = append(m.Shown, i)
		}
	}
}

// title names a column.
func title(c *upload.Column) string {
	if text := strings.TrimSpace(c.Title); text != "" {
		return text
	}
	return "#" + strconv.Itoa(c.Number)
}

// problemOf returns what is wrong with a cell of a row.
func problemOf(row *upload.Found, column string) string {
	i := slices.IndexFunc(row.Problems, func(p upload.Problem) bool { return p.Column == column })
	if i < 0 {
		return ""
	}
	return row.Problems[i].Text
}

// general returns the problems of a row that are of no column that is shown.
func (m *mended) general(row *upload.Found) (texts []string) {
	for _, p := range row.Problems {
		if !slices.ContainsFunc(m.Shown, func(i int) bool { return title(&m.Columns[i]) == p.Column }) {
			texts = append(texts, p.Text)
		}
	}
	return texts
}

func cellName(line, column int) string { return fmt.Sprintf("cell.%d.%d", line, column) }

// mend answers POST /import/{id}/repair: it keeps what was edited, and tries again.
func (p *pages) mend(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	m, err := p.grid(c, f)
	if err != nil {
		return err
	}
	if m == nil {
		return c.Go(pathOf(f, stepCheck))
	}
	if err := f.Mend(m.edited(c)); err != nil {
		return err
	}
	if c.Text("next") != "" && m.Next != "" {
		return c.Go(m.Next)
	}
	if f.Taken() == nil {
		return c.Go(pathOf(f, stepCheck))
	}
	if _, err := f.Take(c.View.Language); err != nil {
		return err
	}
	return c.Go(pathOf(f, stepRun))
}

// edited returns the rows of the form that differ from those that were shown.
func (m *mended) edited(c *page.Call) map[int][]string {
	rows := map[int][]string{}
	for i := range m.Rows {
		row := &m.Rows[i]
		cells := slices.Clone(row.Cells)
		for n := range cells {
			if values, sent := c.Request.PostForm[cellName(row.Line, n)]; sent {
				cells[n] = strings.ReplaceAll(values[0], "\r\n", "\n") // as browsers send line breaks
			}
		}
		if !slices.Equal(cells, row.Cells) {
			rows[row.Line] = cells
		}
	}
	return rows
}

// download answers GET /import/{id}/refused: the refused rows as a file like the one they came in,
// with line and reason.
func (p *pages) download(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	w := latest(f)
	if w == nil || w.Report() == nil {
		return c.Go(pathOf(f, stepCheck))
	}
	name := strings.NewReplacer(`"`, "", `\`, "").Replace(f.Name) + ".refused.csv"
	h := c.Writer.Header()
	h.Set("Content-Type", "text/csv")
	h.Set("Content-Disposition", disposition(name))
	h.Set("Cache-Control", "no-store")
	c.Writer.WriteHeader(http.StatusOK)
	return w.WriteRefused(c.Writer)
}
