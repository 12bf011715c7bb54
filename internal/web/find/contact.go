package find

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// contactPage is what the page of a contact shows.
type contactPage struct {
	*ringdex.Contact
	Of      map[int64]*ringdex.Company
	Numbers []number
	Facts   []fact
	Empty   int // fields without a value
	Sources []source
	History []entry
	Edit    bool // the reader may change the contact
	Remove  bool
}

// number is a number of a record, and who else has it.
type number struct {
	phone.Number
	Others []*ringdex.Contact
}

// source is a source that knows the record.
type source struct {
	Key, ID string // ID is "" for a record that it owns without an external id
	Owner   bool
	Missing string // when it no longer had the record; "" while it has it
}

func (p *pages) contact(c *page.Call) error {
	if err := admits(c); err != nil {
		return err
	}
	ref, err := refOf(ringdex.KindContact, c.Request.PathValue("id"))
	if err != nil {
		return err
	}
	found, shown, err := p.Records.FindContact(c.Request.Context(), c.Who.Principal, ref.Contact)
	if err != nil {
		return err
	}
	view := contactPage{
		Contact: found, Of: shown.Companies, Sources: sources(found.Source, found.ExternalIDs, found.MissingSince),
		Edit: mayEdit(c, found), Remove: c.Who.May(auth.Edit),
	}
	view.Facts = lock(facts(c.View, ringdex.KindContact, ringdex.ContactFields, found, found.Custom, shown.Fields), found.Locked)
	view.Empty = empty(ringdex.KindContact, ringdex.ContactFields, shown.Fields, len(view.Facts))
	if view.Numbers, err = p.numbers(c, found); err != nil {
		return err
	}
	if view.History, err = p.history(c, ref, shown.Fields); err != nil {
		return err
	}
	return c.Show(ui.Head{Title: nameOf(c.View, found.FullName()), Section: section}, contactView(c.View, view))
}

// mayEdit says whether a page offers to change a contact; package directory decides it.
func mayEdit(c *page.Call, found *ringdex.Contact) bool {
	return directory.Admits(c.Who.Principal, auth.Edit) == nil && c.Who.Authority().Outranks(found) == nil
}

// mostOthers is how many contacts with the same number a page names.
const mostOthers = 5

// numbers returns the numbers of a contact with the others that have them and that the reader may
// see.
func (p *pages) numbers(c *page.Call, of *ringdex.Contact) ([]number, error) {
	list := make([]number, len(of.Phones))
	for i, n := range of.Phones {
		list[i].Number = n
		ids := []ringdex.ID{}
		for _, ref := range p.Index.Holders(c.Who.Organization, n.Text) {
			if ref.Kind == ringdex.KindContact && ref.Contact != of.ID && len(ids) < mostOthers {
				ids = append(ids, ref.Contact)
			}
		}
		if len(ids) == 0 {
			continue
		}
		others, err := p.Records.ListContacts(c.Request.Context(), c.Who.Principal, directory.ContactQuery{Among: ids, Limit: mostOthers})
		if err != nil {
			return nil, err
		}
		list[i].Others = others.Contacts
	}
	return list, nil
}

func sources(owner string, ids []ringdex.ExternalID, missing map[string]string) (list []source) {
	owned := false
	for _, id := range ids {
		list = append(list, source{id.Source, ringdex.GivenID(id.ID), id.Source == owner, missing[id.Source]})
		owned = owned || id.Source == owner
	}
	if owner != "" && !owned {
		list = append(list, source{Key: owner, Owner: true, Missing: missing[owner]})
	}
	return list
}

func (p *pages) removeContact(c *page.Call) error {
	ref, err := refOf(ringdex.KindContact, c.Request.PathValue("id"))
	if err != nil {
		return err
	}
	found, _, err := p.Records.FindContact(c.Request.Context(), c.Who.Principal, ref.Contact)
	if err != nil {
		return err
	}
	if err := p.Records.RemoveContact(c.Request.Context(), c.Who.Principal, ref.Contact, directory.Expected{}); err != nil {
		return err
	}
	if err := p.doneWith(c, ref, "find.deleted", found.FullName()); err != nil {
		return err
	}
	return c.Go("/")
}

// contactForm answers the form of a contact, or of a new one.
func (p *pages) contactForm(c *page.Call) error {
	f, err := p.loadContact(c)
	if err != nil {
		return err
	}
	return p.showForm(c, http.StatusOK, f)
}

// loadContact returns the form of the contact of the path, with its present values.
func (p *pages) loadContact(c *page.Call) (*form, error) {
	f := &form{Kind: ringdex.KindContact, May: c.Who.Principal}
	if c.Request.PathValue("id") == "" {
		if err := c.Who.Require(auth.Edit); err != nil {
			return nil, err
		}
		fields, err := p.Fields.Fields(c.Request.Context(), c.Who.Organization)
		f.Fields = fields
		f.inputs(c.View, contactInputs(c.View, f, &ringdex.Contact{}, ""))
		f.preset("phones", c.Text("phone"))
		return f, err
	}
	if err := directory.Admits(c.Who.Principal, auth.Edit); err != nil {
		return nil, err
	}
	ref, err := refOf(ringdex.KindContact, c.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	found, shown, err := p.Records.FindContact(c.Request.Context(), c.Who.Principal, ref.Contact)
	if err != nil {
		return nil, err
	}
	f.Ref, f.Version, f.Name, f.Fields = ref, found.Version, found.FullName(), shown.Fields
	company := ""
	if of := shown.Companies[found.DefaultCompany]; of != nil {
		company = of.Name
	}
	f.inputs(c.View, contactInputs(c.View, f, found, company))
	return f, nil
}

func contactInputs(v *ui.View, f *form, c *ringdex.Contact, company string) []ui.Input {
	list := inputsOf(v, f, ringdex.ContactFields, c, c.Custom)
	if directory.MayChangeField(f.May, "companies") {
		list = append(list, ui.Input{Name: companyInput, Label: v.T("find.company"), Value: company, Hint: v.T("find.company_hint")})
	}
	return list
}
