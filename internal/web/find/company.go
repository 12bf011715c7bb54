package find

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// membersShown is how many contacts the page of a company shows.
const membersShown = 20

// companyPage is what the page of a company shows.
type companyPage struct {
	*ringdex.Company
	Facts   []fact
	Empty   int
	Sources []source
	Members []*ringdex.Contact
	Total   int64 // of members
	History []entry
	Edit    bool
}

func (p *pages) company(c *page.Call) error {
	if err := admits(c); err != nil {
		return err
	}
	ref, err := refOf(ringdex.KindCompany, c.Request.PathValue("id"))
	if err != nil {
		return err
	}
	found, shown, err := p.Records.FindCompany(c.Request.Context(), c.Who.Principal, ref.Company)
	if err != nil {
		return err
	}
	view := companyPage{
		Company: found, Sources: sources(found.Source, found.ExternalIDs, found.MissingSince), Edit: c.Who.May(auth.Edit),
	}
	view.Facts = lock(facts(c.View, ringdex.KindCompany, ringdex.CompanyFields, found, found.Custom, shown.Fields), found.Locked)
	view.Empty = empty(ringdex.KindCompany, ringdex.CompanyFields, shown.Fields, len(view.Facts))
	members, err := p.Records.ListContacts(c.Request.Context(), c.Who.Principal, directory.ContactQuery{
		ContactFilter: ringdex.ContactFilter{Company: ref.Company}, Limit: membersShown, Count: true,
	})
	if err != nil {
		return err
	}
	view.Members, view.Total = members.Contacts, members.Total
	if view.History, err = p.history(c, ref, shown.Fields); err != nil {
		return err
	}
	return c.Show(ui.Head{Title: nameOf(c.View, found.Name), Section: section}, companyView(c.View, view))
}

// removeCompany answers POST /companies/{id}/delete; contacts=leave takes the company from its
// contacts first.
func (p *pages) removeCompany(c *page.Call) error {
	ref, err := refOf(ringdex.KindCompany, c.Request.PathValue("id"))
	if err != nil {
		return err
	}
	found, _, err := p.Records.FindCompany(c.Request.Context(), c.Who.Principal, ref.Company)
	if err != nil {
		return err
	}
	leave := c.Text("contacts") == "leave"
	if err := p.Records.RemoveCompany(c.Request.Context(), c.Who.Principal, ref.Company, leave, directory.Expected{}); err != nil {
		return err
	}
	if err := p.doneWith(c, ref, "find.deleted", found.Name); err != nil {
		return err
	}
	return c.Go("/?kind=company")
}

// companyForm answers the form of a company, or of a new one.
func (p *pages) companyForm(c *page.Call) error {
	f, err := p.loadCompany(c)
	if err != nil {
		return err
	}
	return p.showForm(c, http.StatusOK, f)
}

// loadCompany returns the form of the company of the path, with its present values.
func (p *pages) loadCompany(c *page.Call) (*form, error) {
	if err := c.Who.Require(auth.Edit); err != nil {
		return nil, err
	}
	f := &form{Kind: ringdex.KindCompany, May: c.Who.Principal}
	if c.Request.PathValue("id") == "" {
		fields, err := p.Fields.Fields(c.Request.Context(), c.Who.Organization)
		f.Fields = fields
		f.inputs(c.View, inputsOf(c.View, f, ringdex.CompanyFields, &ringdex.Company{}, nil))
		return f, err
	}
	ref, err := refOf(ringdex.KindCompany, c.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	found, shown, err := p.Records.FindCompany(c.Request.Context(), c.Who.Principal, ref.Company)
	if err != nil {
		return nil, err
	}
	f.Ref, f.Version, f.Name, f.Fields = ref, found.Version, found.Name, shown.Fields
	f.inputs(c.View, inputsOf(c.View, f, ringdex.CompanyFields, found, found.Custom))
	return f, nil
}
