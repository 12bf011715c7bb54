package intake

import (
	"cmp"
	"slices"

	"ringdex/internal/ringdex"
)

// keepsID returns the problem of a record with another external id than the record of this
// directory has: a file changes fields, not identities.
func keepsID(h *ringdex.Home, given string, ids []ringdex.ExternalID, owner string) *ringdex.Error {
	source := cmp.Or(h.Source, owner)
	given = ringdex.GivenID(given)
	i := slices.IndexFunc(ids, func(x ringdex.ExternalID) bool { return x.Source == source })
	if given == "" || i >= 0 && ids[i].ID == given {
		return nil
	}
	return ringdex.Problem("externalId", "import.external_id_kept", ringdex.Show(given))
}

// atHome returns the contact that the record was exported from, or nil.
func (p *contactPlanner) atHome(rec *Record) *ringdex.Contact {
	if rec.Identity.Home == nil {
		return nil
	}
	return p.ws.contacts[rec.Identity.Home.Contact]
}

// matchHome returns the contact that the record was exported from.
func (p *contactPlanner) matchHome(rec *Record, c *ringdex.Contact) (*ringdex.Contact, *ringdex.Error) {
	if problem := p.b.order.Authority.ReachesContact(c); problem != nil {
		return nil, problem
	}
	return c, keepsID(rec.Identity.Home, rec.Identity.ExternalID, c.ExternalIDs, c.Source)
}

// homeCompanies looks up the companies of the contacts that records were exported from.
func (p *contactPlanner) homeCompanies() error {
	var numbers []int64
	for i := range p.b.records {
		if c := p.atHome(&p.b.records[i]); c != nil {
			numbers = append(append(numbers, c.Companies...), c.DefaultCompany)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	found, err := p.r.Companies(given(numbers))
	for number, c := range found {
		p.ws.companies.known[number] = c
	}
	return err
}

// referred returns the number of the record's company. An exported record that names the contact's
// own company means that one, whatever other companies have the name or the external id.
func (p *contactPlanner) referred(rec *Record) (number int64, known bool) {
	was := p.atHome(rec)
	if was == nil || rec.Company == nil || rec.Company.Number != 0 {
		return p.ws.companies.find(rec.Company)
	}
	ref := *rec.Company
	if own := p.ws.companies.known[was.DefaultCompany]; own != nil {
		named := ref.Name == "" || ringdex.SameName(ref.Name, own.Name)
		hasID := ref.ExternalID == "" || slices.ContainsFunc(own.ExternalIDs, func(x ringdex.ExternalID) bool { return x.ID == ref.ExternalID })
		switch {
		case named && hasID:
			return own.ID, true
		case hasID:
			ref.ExternalID = "" // the name was edited
		}
	}
	return p.ws.companies.find(&ref)
}

// ownNamed returns the company of the contact with that name that numbers does not have, or 0.
func (p *contactPlanner) ownNamed(rec *Record, name string, numbers []int64) int64 {
	was := p.atHome(rec)
	if was == nil {
		return 0
	}
	for _, n := range was.Companies {
		if c := p.ws.companies.known[n]; c != nil && ringdex.SameName(c.Name, name) && !slices.Contains(numbers, n) {
			return n
		}
	}
	return 0
}

// atHome returns the company that the record was exported from, or nil.
func (p *companyPlanner) atHome(rec *Record) *ringdex.Company {
	home := rec.Identity.Home
	if home == nil {
		return nil
	}
	if c := p.known[home.Company]; c != nil && c.Created.UnixMilli() == home.Created.UnixMilli() {
		return c
	}
	return nil
}

// matchHome returns the company that the record was exported from.
func (p *companyPlanner) matchHome(rec *Record, c *ringdex.Company) (*ringdex.Company, *ringdex.Error) {
	if problem := p.b.order.Authority.ReachesCompany(c); problem != nil {
		return nil, problem
	}
	return c, keepsID(rec.Identity.Home, rec.Identity.ExternalID, c.ExternalIDs, c.Source)
}
