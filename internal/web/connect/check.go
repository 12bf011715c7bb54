package connect

import (
	"strconv"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// column is a column of the system, and the field that the reader gives it.
type column struct {
	connector.Column
	Field string // "" for as it is recognised
}

// mapKey is the setting by which columns are given fields, where a kind has it.
const mapKey = "map"

// check answers POST /connectors/{name}/check with what the system says, and with its columns where
// they can be given fields.
func (p *pages) check(c *page.Call) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	s.Checked = &checked{}
	err = p.Connectors.Check(c.Request.Context(), c.Who.Organization, s.Name)
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return err
	}
	if err != nil {
		s.Checked.Failure = c.View.Sentence(syncer.FailureOf(err))
	} else if err := p.discover(c, &s); err != nil {
		return err
	}
	return c.Show(ui.Head{Title: s.Name, Section: section}, showPage(c.View, s))
}

// discover adds the columns of a system that has some.
func (p *pages) discover(c *page.Call, s *shown) error {
	spec, err := p.spec(s.Kind)
	if err != nil || s.Managed || !hasMap(spec) {
		return err
	}
	columns, err := p.Connectors.Discover(c.Request.Context(), c.Who.Organization, s.Name)
	if err != nil {
		s.Checked.Failure = c.View.Sentence(syncer.FailureOf(err))
		return nil
	}
	for _, found := range columns {
		s.Checked.Columns = append(s.Checked.Columns, column{found, s.Settings[mapKey+"."+found.Name]})
	}
	fields, err := p.Directory.Fields(c.Request.Context(), c.Who.Organization)
	for _, name := range mapping.Choices(ringdex.KindContact, fields) {
		s.Checked.Fields = append(s.Checked.Fields, ui.Option{Value: name, Label: ui.FieldName(c.View, ringdex.KindContact, name, fields)})
	}
	return err
}

func hasMap(spec connector.Spec) bool {
	for _, s := range spec {
		if s.Key == mapKey && s.Type == connector.TypeMap {
			return true
		}
	}
	return false
}

// assign answers POST /connectors/{name}/map: the fields of columns, "-" for none of them.
func (p *pages) assign(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	name := c.Request.PathValue("name")
	_, err := p.Connectors.Change(c.Request.Context(), c.Who.Organization, name, func(config *syncer.Config) {
		for i := 0; c.Request.PostForm.Has(columnName(i)); i++ {
			key := mapKey + "." + c.Text("name."+strconv.Itoa(i))
			delete(config.Settings, key)
			if field := c.Text(columnName(i)); field != "" && !strings.HasSuffix(key, ".") {
				config.Settings[key] = field
			}
		}
	})
	if problems, ok := c.Problems(err); ok {
		var texts []string
		for _, text := range problems {
			texts = append(texts, text)
		}
		return p.showAgain(c, ui.Capital(strings.Join(texts, "; ")))
	}
	if err != nil {
		return err
	}
	c.Done("", "connect.saved", name)
	return c.Go(pathOf(name, ""))
}

func columnName(i int) string { return "field." + strconv.Itoa(i) }
