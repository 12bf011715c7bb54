package account

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/auth/user"
	"ringdex/internal/directory"
	"ringdex/internal/i18n"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// firstPath is the page of the first run. It is below that of the password, where a reader is who
// must change it.
const firstPath = page.PasswordPath + "/first"

// FirstLink returns the path that signs the first administrator in, once: the generated password is
// in it, and must be changed there.
func FirstLink(password string) string { return firstPath + "/" + password }

// isFirst reports whether the organization still has the name of a new installation, and the reader
// may give it another one.
func (p *pages) isFirst(c *page.Call) bool {
	return c.Who.May(auth.Administer) && c.View.Organization == user.UnnamedOrganization
}

// firstLink signs the first administrator in. A link that was used says so on the page of the
// sign-in.
func (p *pages) firstLink(c *page.Call) error {
	secret, _, err := p.Auth.SignIn(c.Request.Context(), c.Caller(), user.FirstAdmin, c.Request.PathValue("password"), c.Request.UserAgent())
	switch ringdex.CodeOf(err) {
	case "":
		c.SignedIn(secret)
		return c.Go(firstPath)
	case ringdex.Unauthenticated:
		return p.showSignIn(c, http.StatusUnauthorized, signInPage{Login: user.FirstAdmin, Problem: c.T("account.link_used")})
	}
	return err
}

// firstPage is what the form of the first run shows.
type firstPage struct {
	Name, Regions string
	Problems      map[string]string
}

func (p *pages) firstForm(c *page.Call) error {
	if !c.Who.User.MustChangePassword || !p.isFirst(c) {
		return c.Go("/")
	}
	o, err := p.Directory.Organization(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return err
	}
	regions := o.Settings.Regions
	if len(regions) == 0 {
		regions = p.Regions
	}
	return showFirst(c, http.StatusOK, firstPage{Regions: regions.String()})
}

func showFirst(c *page.Call, status int, f firstPage) error {
	return c.ShowAs(status, ui.Head{Title: c.T("account.first"), Alone: true}, first(c.View, f))
}

func (p *pages) first(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	if !c.Who.User.MustChangePassword || !p.isFirst(c) {
		return c.Go("/")
	}
	if l, ok := i18n.Parse(c.Text("language")); ok {
		c.Speak(l)
		c.View.Language = l
	}
	f := firstPage{Name: c.Text("name"), Regions: c.Text("regions")}
	err := p.setUp(c, f)
	var ok bool
	if f.Problems, ok = c.Problems(err); ok {
		return showFirst(c, page.Status(err), f)
	}
	if err != nil {
		return err
	}
	c.Done("", "account.first_done", f.Name)
	return c.Go("/")
}

// setUp changes the password first: what is wrong with it brings the page back.
func (p *pages) setUp(c *page.Call, f firstPage) error {
	regions, err := phone.ParseRegions(f.Regions)
	if err != nil {
		return &ringdex.Error{Code: ringdex.Invalid, Field: "regions", Text: message.Of(err)}
	}
	if f.Name == "" {
		return ringdex.Problem("name", "organization.no_name")
	}
	if err := p.changePassword(c); err != nil {
		return err
	}
	_, err = p.Directory.ChangeOrganization(c.Request.Context(), c.Who.Principal, directory.Expected{}, func(o *ringdex.Organization) error {
		o.Name, o.Settings.Regions = f.Name, regions
		return nil
	})
	return err
}
