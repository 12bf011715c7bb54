package setting

import (
	"net/http"
	"strconv"
	"strings"

	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// pageSize is how many users a page lists.
const pageSize = 50

// listed is a page of users.
type listed struct {
	Users []*ringdex.Contact
	Next  string // address; "" for the last page
	Later bool
}

// list answers GET /users?after=CURSOR.
func (p *pages) list(c *page.Call) error {
	q := directory.UserQuery{Limit: pageSize}
	if text := c.Text("after"); text != "" {
		id, err := ringdex.ParseID(text)
		if err != nil {
			return ringdex.FailAs(ringdex.NotFound, err)
		}
		q.After = ringdex.Bookmark{Ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: id}}
	}
	found, err := p.Users.List(c.Request.Context(), c.Who.Principal, q)
	if err != nil {
		return err
	}
	l := listed{Users: found.Users, Later: c.Text("after") != ""}
	if !found.Next.IsZero() {
		l.Next = users + "?after=" + found.Next.Ref.Contact.String()
	}
	return c.Show(ui.Head{Title: c.T("settings.users"), Section: section}, usersPage(c.View, l))
}

// form is the form of a user, or of a new one.
type form struct {
	ID       ringdex.ID // zero for a new one
	Version  int64
	Values   map[string]string
	Roles    ringdex.Roles
	Problems map[string]string
	Signs    bool // the user has a password
	Self     bool // it is the reader
}

func (p *pages) form(c *page.Call) error {
	return p.showForm(c, http.StatusOK, form{Values: map[string]string{"must_change": "true"}, Roles: ringdex.Operator})
}

func (p *pages) showForm(c *page.Call, status int, f form) error {
	title := c.T("settings.new_user")
	if !f.ID.IsZero() {
		title = f.Values["userName"]
	}
	return c.ShowAs(status, ui.Head{Title: title, Section: section}, userPage(c.View, f, title))
}

// draft reads the form.
func draft(c *page.Call) (d directory.UserDraft, f form) {
	f.Values = map[string]string{}
	for _, name := range []string{"userName", "firstName", "lastName", "emails", "must_change"} {
		f.Values[name] = c.Text(name)
	}
	for _, role := range ringdex.EachRole {
		if c.Text(roleName(role)) == "true" {
			f.Roles |= role
		}
	}
	name, first, last, emails := f.Values["userName"], f.Values["firstName"], f.Values["lastName"], strings.Fields(f.Values["emails"])
	d = directory.UserDraft{UserName: &name, FirstName: &first, LastName: &last, Emails: &emails, Roles: &f.Roles}
	return d, f
}

func roleName(role ringdex.Roles) string { return "role." + role.String() }

// add answers POST /new-user.
func (p *pages) add(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	d, f := draft(c)
	must := f.Values["must_change"] == "true"
	d.MustChangePassword = &must
	user, err := p.Users.Create(c.Request.Context(), c.Who.Principal, d, c.Request.PostFormValue("password"), false)
	if problems, ok := c.Problems(err); ok {
		f.Problems = problems
		return p.showForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	c.Done("", "settings.user_added", user.UserName)
	return c.Go(users)
}

func (p *pages) find(c *page.Call) (*ringdex.Contact, error) {
	id, err := ringdex.ParseID(c.Request.PathValue("id"))
	if err != nil {
		return nil, ringdex.FailAs(ringdex.NotFound, err)
	}
	return p.Users.Find(c.Request.Context(), c.Who.Principal, id)
}

// user answers GET /users/{id}.
func (p *pages) user(c *page.Call) error {
	u, err := p.find(c)
	if err != nil {
		return err
	}
	return p.showForm(c, http.StatusOK, formOf(c, u))
}

func formOf(c *page.Call, u *ringdex.Contact) form {
	return form{
		ID: u.ID, Version: u.Version, Roles: u.Roles, Signs: !u.PasswordChanged.IsZero(), Self: u.ID == c.Who.Contact,
		Values: map[string]string{"userName": u.UserName, "firstName": u.FirstName, "lastName": u.LastName, "emails": strings.Join(u.Emails, "\n"), "must_change": "true"},
	}
}

// save answers POST /users/{id}.
func (p *pages) save(c *page.Call) error {
	u, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	d, typed := draft(c)
	version, _ := strconv.ParseInt(c.Text("version"), 10, 64)
	_, err = p.Users.Change(c.Request.Context(), c.Who.Principal, u.ID, d, directory.Expected{Version: max(version, 1)})
	if problems, ok := c.Problems(err); ok {
		f := formOf(c, u)
		f.Values, f.Roles, f.Problems = typed.Values, typed.Roles, problems
		return p.showForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	c.Done("", "settings.saved")
	return c.Go(users)
}

// password answers POST /users/{id}/sign-in with a new password.
func (p *pages) password(c *page.Call) error {
	u, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	err = p.Users.SetPassword(c.Request.Context(), c.Who.Principal, u.ID, c.Request.PostFormValue("password"), c.Text("must_change") == "true")
	if problems, ok := c.Problems(err); ok {
		f := formOf(c, u)
		f.Problems = problems
		return p.showForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	c.Done("", "settings.password_set", u.UserName)
	return c.Go(users + "/" + u.ID.String())
}

// confirm answers GET /users/{id}/remove.
func (p *pages) confirm(c *page.Call) error {
	u, err := p.find(c)
	if err != nil {
		return err
	}
	return c.Show(ui.Head{Title: c.T("settings.remove_user", u.UserName), Section: section}, removePage(c.View, u))
}

// remove answers POST /users/{id}/remove.
func (p *pages) remove(c *page.Call) error {
	u, err := p.find(c)
	if err != nil {
		return err
	}
	if _, err := p.Users.Remove(c.Request.Context(), c.Who.Principal, u.ID, directory.Expected{}); err != nil {
		return err
	}
	c.Done("", "settings.user_removed", u.UserName)
	return c.Go(users)
}
