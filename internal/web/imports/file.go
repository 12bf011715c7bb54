package imports

import (
	"net/http"
	"strconv"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/upload"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// opened is a file as it was recognised, and how it can be read in another way.
type opened struct {
	File    *upload.File
	Glance  *upload.Glance // nil if it cannot be read so
	Problem string
	Inputs  []ui.Input
}

// file answers GET /import/{id}.
func (p *pages) file(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	return p.showFile(c, f, nil)
}

func (p *pages) showFile(c *page.Call, f *upload.File, problems map[string]string) error {
	o := opened{File: f}
	glance, err := f.Look(c.Request.Context())
	text, ofFile := fault(c.View, err)
	if err != nil && !ofFile {
		return err
	}
	status := http.StatusOK
	if o.Glance, o.Problem = glance, text; len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	o.Inputs = layoutInputs(c.View, f.Choice().Layout, glance, problems)
	return c.ShowAs(status, head(c, f), filePage(c.View, o))
}

// layoutInputs are the controls of what was recognised. The first choice of each is to recognise
// it.
func layoutInputs(v *ui.View, chosen table.Layout, g *upload.Glance, problems map[string]string) (inputs []ui.Input) {
	headerRow := ui.Input{
		Name: "header", Label: v.T("imports.header_row"), Type: "number", Hint: v.T("imports.header_row_hint"), Problem: problems["header"],
		Attrs: map[string]any{"min": "1", "max": "10000"},
	}
	if chosen.HeaderRow > 0 {
		headerRow.Value = strconv.Itoa(chosen.HeaderRow)
	}
	if g != nil && g.Layout.Format == table.XLSX {
		sheet := ui.Input{Name: "sheet", Label: v.T("imports.sheet"), Value: chosen.Sheet, Options: []ui.Option{{Label: v.T("imports.recognised", g.Layout.Sheet)}}}
		for _, name := range g.Sheets {
			sheet.Options = append(sheet.Options, ui.Option{Value: name, Label: name})
		}
		return append(inputs, sheet, headerRow)
	}
	if g != nil && g.Layout.Format == table.VCard {
		return []ui.Input{encodingInput(v, chosen, g)}
	}
	return append(inputs, encodingInput(v, chosen, g), delimiterInput(v, chosen, g), headerRow)
}

func encodingInput(v *ui.View, chosen table.Layout, g *upload.Glance) ui.Input {
	input := ui.Input{Name: "encoding", Label: v.T("imports.encoding"), Value: string(chosen.Encoding), Options: []ui.Option{{Label: v.T("imports.recognise")}}}
	if g != nil && chosen.Encoding == "" {
		input.Options[0].Label = v.T("imports.recognised", g.Layout.Encoding)
	}
	for _, e := range charset.Encodings() {
		input.Options = append(input.Options, ui.Option{Value: string(e), Label: string(e)})
	}
	return input
}

// delimiters are those that can be chosen.
var delimiters = []rune{';', ',', '\t', '|'}

func delimiterInput(v *ui.View, chosen table.Layout, g *upload.Glance) ui.Input {
	input := ui.Input{Name: "delimiter", Label: v.T("imports.delimiter"), Value: delimiterText(chosen.Delimiter), Options: []ui.Option{{Label: v.T("imports.recognise")}}}
	if g != nil && chosen.Delimiter == 0 {
		input.Options[0].Label = v.T("imports.recognised", delimiterName(v, g.Layout.Delimiter))
	}
	for _, d := range delimiters {
		input.Options = append(input.Options, ui.Option{Value: delimiterText(d), Label: delimiterName(v, d)})
	}
	return input
}

func delimiterText(d rune) string {
	switch d {
	case 0:
		return ""
	case '\t':
		return "tab"
	}
	return string(d)
}

func delimiterName(v *ui.View, d rune) string {
	if d == '\t' {
		return v.T("imports.tab")
	}
	return string(d)
}

// chooseLayout answers POST /import/{id}: it shows the file as it is read now.
func (p *pages) chooseLayout(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	layout, problems := layoutOf(c)
	if len(problems) > 0 {
		return p.showFile(c, f, problems)
	}
	choice := f.Choice()
	choice.Layout = layout
	if err := f.Choose(choice); err != nil {
		return err
	}
	return c.Go(pathOf(f, stepFile))
}

func layoutOf(c *page.Call) (l table.Layout, problems map[string]string) {
	problems = map[string]string{}
	l.Sheet = c.Text("sheet")
	if text := c.Text("encoding"); text != "" {
		var known bool
		if l.Encoding, known = charset.Parse(text); !known {
			problems["encoding"] = c.T("imports.not_a_choice")
		}
	}
	known := false
	if l.Delimiter, known = table.ParseDelimiter(c.Text("delimiter")); !known {
		problems["delimiter"] = c.T("imports.not_a_choice")
	}
	if text := c.Text("header"); text != "" {
		n, err := strconv.Atoi(text)
		if l.HeaderRow = n; err != nil || n < 1 {
			problems["header"] = c.T("imports.not_a_line")
		}
	}
	return l, problems
}
