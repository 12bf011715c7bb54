package find

import (
	"net/http"
	"strconv"

	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

func (p *pages) showForm(c *page.Call, status int, f *form) error {
	title := c.T("find.edit", nameOf(c.View, f.Name))
	switch {
	case f.isNew() && f.Kind == ringdex.KindCompany:
		title = c.T("find.new_company")
	case f.isNew():
		title = c.T("find.new_contact")
	}
	return c.ShowAs(status, ui.Head{Title: title, Section: section}, formView(c.View, title, f))
}

func (p *pages) saveContact(c *page.Call) error {
	return p.save(c, p.loadContact, func(f *form, d directory.Draft) (directory.Result, error) {
		if f.isNew() {
			return p.Records.CreateContact(c.Request.Context(), c.Who.Principal, d, false)
		}
		return p.Records.ChangeContact(c.Request.Context(), c.Who.Principal, f.Ref.Contact, d, seen(c))
	})
}

func (p *pages) saveCompany(c *page.Call) error {
	return p.save(c, p.loadCompany, func(f *form, d directory.Draft) (directory.Result, error) {
		if f.isNew() {
			return p.Records.CreateCompany(c.Request.Context(), c.Who.Principal, d, false)
		}
		return p.Records.ChangeCompany(c.Request.Context(), c.Who.Principal, f.Ref.Company, d, seen(c))
	})
}

// seen returns the version that the reader saw: a change of somebody else is not overwritten.
func seen(c *page.Call) directory.Expected {
	version, _ := strconv.ParseInt(c.Text("version"), 10, 64)
	return directory.Expected{Version: max(version, 1)}
}

// save carries the form out, or shows it again with what is wrong.
func (p *pages) save(c *page.Call, load func(*page.Call) (*form, error), put func(*form, directory.Draft) (directory.Result, error)) error {
	if err := c.Form(); err != nil {
		return err
	}
	f, err := load(c)
	if err != nil {
		return err
	}
	draft := f.draft(c)
	if len(draft.Ops) == 0 && draft.Company == nil {
		if !f.isNew() {
			return c.Go(ui.RecordPath(f.Ref))
		}
		f.Problem = c.T("find.nothing_typed")
		return p.showForm(c, http.StatusUnprocessableEntity, f)
	}
	done, err := put(f, draft)
	if problems, ok := c.Problems(err); ok {
		f.tell(problems)
		return p.showForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	key := "find.changed"
	if f.isNew() {
		key = "find.created"
	}
	if err := p.doneWith(c, done.Ref, key, resultName(&done)); err != nil {
		return err
	}
	return c.Go(ui.RecordPath(done.Ref))
}

func resultName(done *directory.Result) string {
	if done.Contact != nil {
		return done.Contact.FullName()
	}
	if done.Company != nil {
		return done.Company.Name
	}
	return ""
}
