package setting

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

func query(name, value string) string { return url.Values{name: {value}}.Encode() }

// fieldForm is the form of a custom field, or of a new one.
type fieldForm struct {
	ringdex.Field
	Items    string // choices, one a line
	Max      string // as typed
	New      bool
	Problems map[string]string
}

// fields answers GET /fields.
func (p *pages) fields(c *page.Call) error {
	all, err := p.Directory.Fields(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return err
	}
	return c.Show(ui.Head{Title: c.T("settings.fields"), Section: section}, fieldsPage(c.View, all))
}

// newField answers GET /new-field.
func (p *pages) newField(c *page.Call) error {
	return p.showField(c, http.StatusOK, fieldForm{New: true, Field: ringdex.Field{Kind: ringdex.KindContact, Type: ringdex.TypeText}})
}

func (p *pages) showField(c *page.Call, status int, f fieldForm) error {
	title := f.Title
	if f.New {
		title = c.T("settings.new_field")
	}
	return c.ShowAs(status, ui.Head{Title: title, Section: section}, fieldPage(c.View, f, title))
}

// read takes what the form says.
func (f *fieldForm) read(c *page.Call) {
	f.Title, f.Key, f.Hint = c.Text("title"), c.Text("key"), c.Text("hint")
	f.Required, f.Unique = c.Text("required") == "true", c.Text("unique") == "true"
	f.Items, f.Max = c.Text("items"), c.Text("max")
	f.Field.Max, _ = strconv.Atoi(f.Max) // a field without a limit, or one that Check refuses
	if f.Max != "" && f.Field.Max == 0 {
		f.Field.Max = -1
	}
	if f.New || f.Type == ringdex.TypeDropDown {
		f.Field.Items = items(f.Field.Items, f.Items)
	}
}

// items returns the choices of the lines: a line that is changed renames its choice, and those
// behind the last one are new. Nil if a choice is missing, which records may have.
func items(old []ringdex.Item, text string) (all []ringdex.Item) {
	for line := range strings.Lines(text) {
		title := strings.TrimSpace(line)
		switch n := len(all); {
		case title == "":
		case n < len(old):
			all = append(all, ringdex.Item{ID: old[n].ID, Title: title})
		default:
			all = append(all, ringdex.Item{Title: title})
		}
	}
	if len(all) < len(old) {
		return nil
	}
	return all
}

// addField answers POST /new-field.
func (p *pages) addField(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	f := fieldForm{New: true, Field: ringdex.Field{Kind: ringdex.Kind(c.Text("kind")), Type: ringdex.FieldType(c.Text("type"))}}
	if _, err := ringdex.ParseKind(string(f.Kind)); err != nil {
		return err
	}
	f.read(c)
	added, err := p.Directory.AddField(c.Request.Context(), c.Who.Organization, f.Field)
	if problems, ok := c.Problems(err); ok {
		f.Problems = problems
		return p.showField(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	c.Done("", "settings.field_added", added.Title)
	return c.Go(fieldsPath)
}

// findField returns the field of the address, and how many records have a value of it.
func (p *pages) findField(c *page.Call) (ringdex.Field, int, error) {
	kind, err := ringdex.ParseKind(c.Request.PathValue("kind"))
	if err != nil {
		return ringdex.Field{}, 0, ringdex.FailAs(ringdex.NotFound, err)
	}
	return p.Directory.FieldUse(c.Request.Context(), c.Who.Organization, kind, c.Request.PathValue("id"))
}

// field answers GET /fields/{kind}/{id}.
func (p *pages) field(c *page.Call) error {
	is, _, err := p.findField(c)
	if err != nil {
		return err
	}
	f := fieldForm{Field: is, Items: itemsText(is.Items)}
	if is.Max > 0 {
		f.Max = strconv.Itoa(is.Max)
	}
	return p.showField(c, http.StatusOK, f)
}

func itemsText(all []ringdex.Item) string {
	titles := make([]string, len(all))
	for i := range all {
		titles[i] = all[i].Title
	}
	return strings.Join(titles, "\n")
}

// saveField answers POST /fields/{kind}/{id}.
func (p *pages) saveField(c *page.Call) error {
	is, _, err := p.findField(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	f := fieldForm{Field: is}
	_, err = p.Directory.SetField(c.Request.Context(), c.Who.Organization, is.Kind, strconv.FormatInt(is.ID, 10), func(now *ringdex.Field) {
		f.Field = *now
		f.read(c)
		*now = f.Field
	})
	if problems, ok := c.Problems(err); ok {
		f.Problems = problems
		return p.showField(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	c.Done("", "settings.saved")
	return c.Go(fieldsPath)
}

// confirmField answers GET /fields/{kind}/{id}/remove: how many records have a value of it.
func (p *pages) confirmField(c *page.Call) error {
	f, records, err := p.findField(c)
	if err != nil {
		return err
	}
	return c.Show(ui.Head{Title: c.T("settings.remove_user", f.Title), Section: section}, removeFieldPage(c.View, f, records))
}

// removeField answers POST /fields/{kind}/{id}/remove.
func (p *pages) removeField(c *page.Call) error {
	f, _, err := p.findField(c)
	if err != nil {
		return err
	}
	cause := ringdex.Cause{Actor: c.Who.Actor}
	n, err := p.Directory.RemoveField(c.Request.Context(), c.Who.Organization, f, cause)
	if err != nil {
		return err
	}
	c.Done("", "settings.field_removed", f.Title, n)
	return c.Go(fieldsPath)
}

func fieldPath(f *ringdex.Field) string {
	return fieldsPath + "/" + string(f.Kind) + "/" + strconv.FormatInt(f.ID, 10)
}
