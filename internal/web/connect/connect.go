// Package connect has the pages of connectors: the systems that contacts are read from and sent to,
// their settings as a form, a test of the connection, and what the last runs brought.
//
// It owns how they are shown. The form is made from the specification of a kind, so that a new
// setting needs nothing here; what a connector does is the business of package syncer.
package connect

import (
	"net/http"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/connector"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Deps are what the pages need.
type Deps struct {
	Connectors *syncer.Syncer
	Directory  *directory.Directory
}

type pages struct{ Deps }

// section is the key of the navigation's entry.
const section = "connectors"

const (
	root  = "/connectors"
	kinds = "/connector-kinds/" // where one of a kind is added
)

// New returns the pages. They are for administrators: a connector has the password of a system.
func New(d Deps) page.Area {
	p := &pages{d}
	area := page.Area{Sections: []page.Section{
		{Section: ui.Section{Key: section, Path: root, Icon: "link", Label: "connect.section"}, Right: auth.Administer},
	}}
	for pattern, handle := range map[string]func(*page.Call) error{
		"GET " + root:                     p.list,
		"GET " + kinds + "{kind}":         p.form,
		"POST " + kinds + "{kind}":        p.add,
		"GET " + root + "/{name}":         p.show,
		"GET " + root + "/{name}/edit":    p.edit,
		"POST " + root + "/{name}/edit":   p.save,
		"POST " + root + "/{name}/check":  p.check,
		"POST " + root + "/{name}/map":    p.assign,
		"POST " + root + "/{name}/sync":   p.sync,
		"POST " + root + "/{name}/switch": p.turn,
		"GET " + root + "/{name}/remove":  p.confirm,
		"POST " + root + "/{name}/remove": p.remove,
	} {
		area.Routes = append(area.Routes, page.Route{Pattern: pattern, Right: auth.Administer, Handle: handle})
	}
	return area
}

// titles are the systems by their kinds, as their makers have them.
var titles = map[string]string{
	"helios": "Helios Green", "helpdesk": "IPEX Helpdesk", "daktela": "Daktela", "thulium": "Thulium", "voipex": "VOIPEX", "http": "REST API", "file": "CSV, XLSX, vCard",
	"externalcrm": "External CRM",
}

func titleOf(kind string) string {
	if title, known := titles[kind]; known {
		return title
	}
	return kind
}

// listed are the connectors, and the kinds of which one can be added.
type listed struct {
	States []syncer.State
	Kinds  []string
}

// list answers GET /connectors.
func (p *pages) list(c *page.Call) error {
	states, err := p.Connectors.List(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return err
	}
	l := listed{States: states}
	for _, k := range p.Connectors.Kinds() {
		l.Kinds = append(l.Kinds, k.Name)
	}
	return c.Show(ui.Head{Title: c.T("connect.title"), Section: section}, listPage(c.View, l))
}

// shown is the page of a connector.
type shown struct {
	syncer.State
	Refusals []ringdex.Sent // the first of them
	Checked  *checked       // nil unless the connection was just tested
	Problem  string
}

// checked is what a test of the connection has found.
type checked struct {
	Failure string // "" if all is well
	Columns []column
	Fields  []ui.Option // that a column can fill
}

// mostRefusals is how many refused records the page lists.
const mostRefusals = 20

// show answers GET /connectors/{name}.
func (p *pages) show(c *page.Call) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	if c.Partial() {
		return c.Part(statePart(c.View, s))
	}
	return c.Show(ui.Head{Title: s.Name, Section: section}, showPage(c.View, s))
}

func (p *pages) load(c *page.Call) (s shown, err error) {
	name := c.Request.PathValue("name")
	if s.State, err = p.Connectors.Show(c.Request.Context(), c.Who.Organization, name); err != nil {
		return s, err
	}
	if s.State.Refused > 0 {
		s.Refusals, err = p.Connectors.Refused(c.Request.Context(), c.Who.Organization, name, mostRefusals)
	}
	return s, err
}

// sync answers POST /connectors/{name}/sync: it runs soon, in the background.
func (p *pages) sync(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	name := c.Request.PathValue("name")
	how := syncer.Reading{Full: c.Text("full") == "true", Accept: c.Text("accept") == "true"}
	if err := p.Connectors.Trigger(c.Request.Context(), c.Who.Organization, name, how); err != nil {
		return err
	}
	c.Done("", "connect.begun", name)
	return c.Go(pathOf(name, ""))
}

// turn answers POST /connectors/{name}/switch: on or off.
func (p *pages) turn(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	name, off := c.Request.PathValue("name"), c.Text("off") == "true"
	if _, err := p.Connectors.Change(c.Request.Context(), c.Who.Organization, name, func(config *syncer.Config) { config.Disabled = off }); err != nil {
		return err
	}
	return c.Go(pathOf(name, ""))
}

// confirm answers GET /connectors/{name}/remove.
func (p *pages) confirm(c *page.Call) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(ui.Head{Title: c.T("connect.remove_title"), Section: section}, removePage(c.View, s))
}

// remove answers POST /connectors/{name}/remove.
func (p *pages) remove(c *page.Call) error {
	name := c.Request.PathValue("name")
	if err := p.Connectors.Remove(c.Request.Context(), c.Who.Organization, name); err != nil {
		return err
	}
	c.Done("", "connect.removed", name)
	return c.Go(root)
}

// spec returns the settings of a kind. NotFound if there is none of that name.
func (p *pages) spec(kind string) (connector.Spec, error) {
	i := slices.IndexFunc(p.Connectors.Kinds(), func(k connector.Kind) bool { return k.Name == kind })
	if i < 0 {
		return nil, ringdex.Fail(ringdex.NotFound, "page.missing")
	}
	return p.Connectors.Kinds()[i].New(connector.Deps{}).Spec(), nil
}

// showAgain shows the page of a connector after something that failed.
func (p *pages) showAgain(c *page.Call, problem string) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	s.Problem = problem
	return c.ShowAs(http.StatusUnprocessableEntity, ui.Head{Title: s.Name, Section: section}, showPage(c.View, s))
}
