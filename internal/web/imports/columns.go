package imports

import (
	"net/http"
	"strconv"
	"strings"

	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/upload"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// mapped are the columns of a file with the fields that they fill.
type mapped struct {
	File    *upload.File
	Glance  *upload.Glance
	Common  []ui.Option // fields that most files have
	Others  []ui.Option
	Custom  []ui.Option
	Problem string
}

// common are the fields that are offered first.
var common = []string{
	"externalId", "name", "firstName", "lastName", "displayName", "company", "organization", "phones", "emails", "jobTitle", "department", "note",
	"description", "tags", "language", "home.street", "home.postalCode", "home.city", "home.country", "street", "postalCode", "city", "country",
	"role", "userName", "agents",
}

// columns answers GET /import/{id}/columns.
func (p *pages) columns(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	return p.showColumns(c, f, http.StatusOK)
}

func (p *pages) showColumns(c *page.Call, f *upload.File, status int) error {
	glance, err := f.Look(c.Request.Context())
	if _, ofFile := fault(c.View, err); ofFile {
		return c.Go(pathOf(f, stepFile)) // which says what is wrong with it
	}
	if err != nil {
		return err
	}
	m := mapped{File: f, Glance: glance}
	if glance.Problem != nil {
		m.Problem = c.View.Sentence(message.Of(glance.Problem))
	}
	m.offer(c.View, f.Choice().Kind)
	return c.ShowAs(status, head(c, f), columnsPage(c.View, m))
}

// offer sorts the fields that a column can fill.
func (m *mapped) offer(v *ui.View, kind ringdex.Kind) {
	left := mapping.Choices(kind, m.Glance.Fields)
	option := func(name string) ui.Option {
		return ui.Option{Value: name, Label: ui.FieldName(v, kind, name, m.Glance.Fields)}
	}
	for _, name := range common {
		for i, other := range left {
			if other == name {
				m.Common = append(m.Common, option(name))
				left[i] = ""
			}
		}
	}
	for _, name := range left {
		switch {
		case strings.HasPrefix(name, "custom."):
			m.Custom = append(m.Custom, option(name))
		case name != "":
			m.Others = append(m.Others, option(name))
		}
	}
}

// leaveOut is the value of a column that is not imported.
const leaveOut = "-"

// chooseColumns answers POST /import/{id}/columns.
func (p *pages) chooseColumns(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	choice := f.Choice()
	choice.Assigned = nil
	for n := 1; c.Request.PostForm.Has(columnName(n)); n++ {
		choice.Assigned = append(choice.Assigned, mapping.Assignment{Column: "#" + strconv.Itoa(n), Field: c.Text(columnName(n))})
	}
	if err := f.Choose(choice); err != nil {
		return err
	}
	glance, err := f.Look(c.Request.Context())
	if err != nil {
		return err
	}
	if glance.Problem != nil {
		return p.showColumns(c, f, http.StatusUnprocessableEntity)
	}
	return c.Go(pathOf(f, stepCheck))
}

func columnName(n int) string { return "column." + strconv.Itoa(n) }
