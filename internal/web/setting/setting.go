// Package setting has the pages of what administrators set: the organization, and who may sign in.
//
// It owns how that is shown. What may be set is decided by package directory.
package setting

import (
	"net/http"
	"strconv"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Deps are what the pages need.
type Deps struct {
	Directory *directory.Directory
	Users     *directory.Users
}

type pages struct{ Deps }

// section is the key of the navigation's entry.
const section = "settings"

const (
	root  = "/settings"
	users = "/users"

	sourcesPath = "/sources"
	fieldsPath  = "/fields"
)

// New returns the pages. They are for administrators.
func New(d Deps) page.Area {
	p := &pages{d}
	area := page.Area{Sections: []page.Section{
		{Section: ui.Section{Key: section, Path: root, Icon: "settings", Label: "settings.section"}, Right: auth.Administer},
	}}
	for pattern, handle := range map[string]func(*page.Call) error{
		"GET " + root:                                p.organization,
		"POST " + root:                               p.saveOrganization,
		"GET " + sourcesPath:                         p.sources,
		"GET /source":                                p.source,
		"POST /source":                               p.saveSource,
		"POST /source/remove":                        p.removeSource,
		"GET " + fieldsPath:                          p.fields,
		"GET /new-field":                             p.newField,
		"POST /new-field":                            p.addField,
		"GET " + fieldsPath + "/{kind}/{id}":         p.field,
		"POST " + fieldsPath + "/{kind}/{id}":        p.saveField,
		"GET " + fieldsPath + "/{kind}/{id}/remove":  p.confirmField,
		"POST " + fieldsPath + "/{kind}/{id}/remove": p.removeField,
		"GET " + users:                               p.list,
		"GET /new-user":                              p.form,
		"POST /new-user":                             p.add,
		"GET " + users + "/{id}":                     p.user,
		"POST " + users + "/{id}":                    p.save,
		"POST " + users + "/{id}/sign-in":            p.password,
		"GET " + users + "/{id}/remove":              p.confirm,
		"POST " + users + "/{id}/remove":             p.remove,
	} {
		area.Routes = append(area.Routes, page.Route{Pattern: pattern, Right: auth.Administer, Handle: handle})
	}
	return area
}

// organized is the form of the organization.
type organized struct {
	ringdex.Organization
	Regions  string // as typed
	Digits   string // of the last step
	Problems map[string]string
}

// organization answers GET /settings.
func (p *pages) organization(c *page.Call) error {
	o, err := p.Directory.Organization(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return err
	}
	f := organized{Organization: o, Regions: strings.Join(o.Settings.Regions, ", "), Digits: digits(o.Settings.Ladder.SuffixDigits)}
	return c.Show(ui.Head{Title: c.T("settings.title"), Section: section}, organizationPage(c.View, f))
}

func digits(n int) string {
	if n == 0 {
		n = ringdex.DefaultSuffix
	}
	return strconv.Itoa(n)
}

// saveOrganization answers POST /settings.
func (p *pages) saveOrganization(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	version, _ := strconv.ParseInt(c.Text("version"), 10, 64)
	var typed organized
	_, err := p.Directory.ChangeOrganization(c.Request.Context(), c.Who.Principal, directory.Expected{Version: max(version, 1)}, func(o *ringdex.Organization) error {
		return typed.read(c, o)
	})
	if problems, ok := c.Problems(err); ok {
		now, err := p.Directory.Organization(c.Request.Context(), c.Who.Organization)
		if err != nil {
			return err
		}
		_ = typed.read(c, &now) // what was typed stays, also beside what somebody else has changed
		typed.Organization, typed.Problems = now, problems
		return c.ShowAs(http.StatusUnprocessableEntity, ui.Head{Title: c.T("settings.title"), Section: section}, organizationPage(c.View, typed))
	}
	if err != nil {
		return err
	}
	c.Done("", "settings.saved")
	return c.Go(root)
}

// read takes what the form says.
func (f *organized) read(c *page.Call, o *ringdex.Organization) error {
	f.Regions, f.Digits = c.Text("regions"), c.Text("digits")
	o.Name, o.Settings.Guesses = c.Text("name"), ringdex.Guesses(c.Text("guesses"))
	l := &o.Settings.Ladder
	l.NoNational, l.NoHeadOffice, l.NoSuffix = c.Text("national") == "", c.Text("head_office") == "", c.Text("suffix") == ""
	var problems ringdex.Problems
	regions, err := phone.ParseRegions(f.Regions)
	if o.Settings.Regions = regions; err != nil {
		problems = append(problems, &ringdex.Error{Code: ringdex.Invalid, Field: "regions", Text: message.Of(err)})
	}
	if l.SuffixDigits, err = strconv.Atoi(f.Digits); err != nil {
		problems = append(problems, ringdex.Problem("digits", "settings.not_a_number"))
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}
