package account

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// passwordPage is what the form of the password shows.
type passwordPage struct {
	Must     bool // the present password need not be typed
	Problems map[string]string
}

func (p *pages) passwordForm(c *page.Call) error {
	if c.Who.User.MustChangePassword && p.isFirst(c) {
		return c.Go(firstPath)
	}
	return p.showPassword(c, http.StatusOK, nil)
}

func (p *pages) showPassword(c *page.Call, status int, problems map[string]string) error {
	shown := passwordPage{Must: c.Who.User.MustChangePassword, Problems: problems}
	return c.ShowAs(status, ui.Head{Title: c.T("account.password"), Alone: shown.Must}, password(c.View, shown))
}

func (p *pages) password(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	err := p.changePassword(c)
	if problems, ok := c.Problems(err); ok {
		return p.showPassword(c, page.Status(err), problems)
	}
	if err != nil {
		return err
	}
	c.Done("", "account.password_changed")
	return c.Go("/")
}

// changePassword changes the password to the one of the form, which is typed twice.
func (p *pages) changePassword(c *page.Call) error {
	wanted := c.Request.PostFormValue("password")
	if wanted != c.Request.PostFormValue("again") {
		return ringdex.Problem("again", "account.not_same")
	}
	secret, err := p.Auth.ChangePassword(c.Request.Context(), c.Caller(), c.Who, c.Request.PostFormValue("present"), wanted)
	if err == nil {
		c.SignedIn(secret)
	}
	return err
}

// sessionLine is one session of the reader.
type sessionLine struct {
	ringdex.Session
	Here bool // it is the present one
}

func (p *pages) overview(c *page.Call) error {
	all, err := p.Auth.Sessions(c.Request.Context(), c.Who.Principal)
	if err != nil {
		return err
	}
	lines := make([]sessionLine, len(all))
	for i, s := range all {
		lines[i] = sessionLine{s, s.ID == c.Who.Session.ID}
	}
	return c.Show(ui.Head{Title: c.T("account.title")}, overview(c.View, lines))
}

func (p *pages) endSession(c *page.Call) error {
	id, err := ringdex.ParseID(c.Request.PathValue("id"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	if err := p.Auth.EndSession(c.Request.Context(), c.Who.Principal, id); err != nil {
		return err
	}
	c.Done("", "account.session_ended")
	return c.Go("/account")
}

func (p *pages) endOthers(c *page.Call) error {
	if err := p.Auth.EndOtherSessions(c.Request.Context(), c.Who); err != nil {
		return err
	}
	c.Done("", "account.sessions_ended")
	return c.Go("/account")
}

// mayDo lists in words what the roles of the reader allow.
func mayDo(v *ui.View) (keys []string) {
	for _, right := range []struct {
		right auth.Right
		key   string
	}{
		{auth.Lookup, "account.may_lookup"}, {auth.Edit, "account.may_edit"}, {auth.Import, "account.may_import"}, {auth.Administer, "account.may_administer"},
	} {
		if v.May(right.right) {
			keys = append(keys, right.key)
		}
	}
	switch {
	case len(keys) > 0:
		return keys
	case v.Principal.Roles.Has(ringdex.SmartUser):
		return []string{"account.may_company"}
	}
	return []string{"account.may_self"}
}
