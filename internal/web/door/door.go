// Package door has the pages that connect a phone system or another system that asks or sends: the
// exact settings of each with a key in them, whether the first request has come, and the keys.
//
// It owns what each system has to be told. Keys are the business of package directory.
package door

import (
	"net/http"
	"slices"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Deps are what the pages need.
type Deps struct {
	Auth      *auth.Auth
	Directory *directory.Directory
}

type pages struct{ Deps }

// section is the key of the navigation's entry.
const section = "doors"

const root = "/doors"

// New returns the pages. They are for administrators, as keys are.
func New(d Deps) page.Area {
	p := &pages{d}
	return page.Area{
		Sections: []page.Section{{Section: ui.Section{Key: section, Path: root, Icon: "doors", Label: "door.section"}, Right: auth.Administer}},
		Routes: []page.Route{
			{Pattern: "GET " + root, Right: auth.Administer, Handle: p.list},
			{Pattern: "GET " + root + "/{system}", Right: auth.Administer, Handle: p.show},
			{Pattern: "POST " + root + "/{system}", Right: auth.Administer, Handle: p.addKey},
			{Pattern: "GET /keys/{id}/waiting", Right: auth.Administer, Handle: p.waiting},
			{Pattern: "GET /keys/{id}/remove", Right: auth.Administer, Handle: p.confirm},
			{Pattern: "POST /keys/{id}/remove", Right: auth.Administer, Handle: p.remove},
		},
	}
}

// listed are the systems that can be connected, and the keys that there are.
type listed struct {
	Keys []keyLine
}

// list answers GET /doors.
func (p *pages) list(c *page.Call) error {
	keys, err := p.Directory.Keys(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return err
	}
	var l listed
	for _, k := range slices.Backward(keys) {
		l.Keys = append(l.Keys, keyLine{Key: k, Used: p.Auth.KeyUsed(k)})
	}
	return c.Show(ui.Head{Title: c.T("door.title"), Section: section}, listPage(c.View, l))
}

// opened is the page of a system: what to tell it, with the key that was just made.
type opened struct {
	System  *system
	Address string
	Key     ringdex.Key // zero until one is made
	Secret  string      // shown once
	Name    string      // typed for the key
	Problem string
}

// show answers GET /doors/{system}.
func (p *pages) show(c *page.Call) error {
	s, err := find(c)
	if err != nil {
		return err
	}
	o := opened{System: s, Address: c.Address(), Name: s.Name}
	return c.Show(ui.Head{Title: s.Name, Section: section}, showPage(c.View, o))
}

func find(c *page.Call) (*system, error) {
	i := slices.IndexFunc(systems, func(s system) bool { return s.Path == c.Request.PathValue("system") })
	if i < 0 {
		return nil, ringdex.Fail(ringdex.NotFound, "page.missing")
	}
	return &systems[i], nil
}

// addKey answers POST /doors/{system} with the settings and the new key in them. The key is in no
// address and in no cookie: whoever loads the page again is asked whether to send the form again.
func (p *pages) addKey(c *page.Call) error {
	s, err := find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	o := opened{System: s, Address: c.Address(), Name: c.Text("name")}
	want := ringdex.Key{Name: o.Name, Scope: s.Scope, Allow: strings.Fields(strings.ReplaceAll(c.Text("allow"), ",", " "))}
	o.Secret, o.Key, err = p.Directory.AddKey(c.Request.Context(), c.Who.Principal, want)
	status := http.StatusCreated
	if problems, ok := c.Problems(err); ok {
		status = http.StatusUnprocessableEntity
		for _, text := range problems {
			o.Problem = text
		}
	} else if err != nil {
		return err
	}
	c.Writer.Header().Set("Cache-Control", "no-store")
	return c.ShowAs(status, ui.Head{Title: s.Name, Section: section}, showPage(c.View, o))
}
