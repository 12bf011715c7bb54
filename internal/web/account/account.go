// Package account has the pages of a reader's own: signing in and out, the first run, the password,
// the sessions, and the choice of language and theme.
//
// It owns no rule of these: package auth decides who is let in.
package account

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/i18n"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Demo is the user whom a demonstration signs in by one click.
type Demo struct{ Login, Password string }

// Deps are what the pages need.
type Deps struct {
	Auth      *auth.Auth
	Directory *directory.Directory
	Regions   phone.Regions // of the server
	Demo      *Demo         // nil outside a demonstration
}

type pages struct{ Deps }

// New returns the pages.
func New(d Deps) page.Area {
	p := &pages{d}
	return page.Area{Routes: []page.Route{
		{Pattern: "GET /sign-in", Open: true, Handle: p.signInForm},
		{Pattern: "POST /sign-in", Open: true, Handle: p.signIn},
		{Pattern: "POST /sign-in/demo", Open: true, Handle: p.signInDemo},
		{Pattern: "POST /sign-out", Open: true, Handle: p.signOut},
		{Pattern: "POST /language", Open: true, Handle: p.language},
		{Pattern: "POST /theme", Open: true, Handle: p.theme},
		{Pattern: "GET /account/password/first/{password}", Open: true, Handle: p.firstLink},
		{Pattern: "GET /account/password/first", Handle: p.firstForm},
		{Pattern: "POST /account/password/first", Handle: p.first},
		{Pattern: "GET " + page.PasswordPath, Handle: p.passwordForm},
		{Pattern: "POST " + page.PasswordPath, Handle: p.password},
		{Pattern: "GET /account", Handle: p.overview},
		{Pattern: "POST /account/sessions/{id}/end", Handle: p.endSession},
		{Pattern: "POST /account/sessions/end", Handle: p.endOthers},
	}}
}

// signInPage is what the form of the sign-in shows.
type signInPage struct {
	Login, Next string
	Problem     string
	Demo        bool
}

func (p *pages) showSignIn(c *page.Call, status int, s signInPage) error {
	s.Demo = p.Demo != nil
	return c.ShowAs(status, ui.Head{Title: c.T("account.sign_in"), Alone: true}, signIn(c.View, s))
}

func (p *pages) signInForm(c *page.Call) error {
	next := page.Local(c.Text("next"))
	if c.Who.User != nil {
		return c.Go(next)
	}
	return p.showSignIn(c, http.StatusOK, signInPage{Next: next})
}

func (p *pages) signIn(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	s := signInPage{Login: c.Text("login"), Next: page.Local(c.Text("next"))}
	secret, _, err := p.Auth.SignIn(c.Request.Context(), c.Caller(), s.Login, c.Request.PostFormValue("password"), c.Request.UserAgent())
	switch ringdex.CodeOf(err) {
	case "":
		c.SignedIn(secret)
		return c.Go(s.Next)
	case ringdex.Unauthenticated, ringdex.RateLimited, ringdex.Denied, ringdex.Unavailable:
		s.Problem = c.View.Sentence(ringdex.TextOf(err))
		return p.showSignIn(c, page.Status(err), s)
	}
	return err
}

func (p *pages) signInDemo(c *page.Call) error {
	if p.Demo == nil {
		return ringdex.Fail(ringdex.NotFound, "page.missing")
	}
	secret, _, err := p.Auth.SignIn(c.Request.Context(), c.Caller(), p.Demo.Login, p.Demo.Password, c.Request.UserAgent())
	if err != nil {
		return p.showSignIn(c, page.Status(err), signInPage{Problem: c.View.Sentence(ringdex.TextOf(err))})
	}
	c.SignedIn(secret)
	return c.Go("/")
}

func (p *pages) signOut(c *page.Call) error {
	if err := c.SignOut(); err != nil && ringdex.CodeOf(err) != ringdex.NotFound {
		return err
	}
	return c.Go("/sign-in")
}

func (p *pages) language(c *page.Call) error {
	if l, ok := i18n.Parse(c.Text("language")); ok {
		c.Speak(l)
	}
	return c.Go(page.Local(c.Text("next")))
}

func (p *pages) theme(c *page.Call) error {
	if theme := c.Text("theme"); page.IsTheme(theme) {
		c.Theme(theme)
	}
	return c.Go(page.Local(c.Text("next")))
}
