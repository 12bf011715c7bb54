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
	Old      []ringdex.Item // choices that there are
	Items    string         // new ones, one a line
	Max      string         // as typed
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
		f.Field.Items = items(c, f.Field.Items, f.Items)
	}
}

// items returns the choices with the titles of the form, each under its number, which records have,
// and behind them those of the lines, which are new.
func items(c *page.Call, old []ringdex.Item, added string) (all []ringdex.Item) {
	for _, item := range old {
		all = append(all, ringdex.Item{ID: item.ID, Title: c.Text(itemName(item.ID))})
	}
	for line := range strings.Lines(added) {
		if title := strings.TrimSpace(line); title != "" {
			all = append(all, ringdex.Item{Title: title})
		}
	}
	return all
}

// missing returns the choices without a title: records may have them, so that they stay.
func missing(c *page.Call, old []ringdex.Item) map[string]string {
	problems := map[string]string{}
	for i, item := range old {
		if c.Text(itemName(item.ID)) == "" {
			problems[itemProblem(i)] = c.T("settings.item_stays")
		}
	}
	return problems
}

func itemName(id int64) string { return "item." + strconv.FormatInt(id, 10) }

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
	f := fieldForm{Field: is, Old: is.Items}
	if is.Max > 0 {
		f.Max = strconv.Itoa(is.Max)
	}
	return p.showField(c, http.StatusOK, f)
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
	f := fieldForm{Field: is, Old: is.Items}
	if f.Problems = missing(c, is.Items); len(f.Problems) > 0 {
		f.read(c)
		return p.showField(c, http.StatusUnprocessableEntity, f)
	}
	_, err = p.Directory.SetField(c.Request.Context(), c.Who.Organization, is.Kind, strconv.FormatInt(is.ID, 10), func(now *ringdex.Field) {
		f.Field, f.Old = *now, now.Items
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
