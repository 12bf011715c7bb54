package directory

import (
	"context"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// CompanyQuery selects companies of a list.
type CompanyQuery struct {
	ringdex.CompanyFilter
	Source, ExternalID string // the company with this external id
	After              ringdex.Bookmark
	Limit              int
	Count              bool // the page has the total
}

// FindCompany returns a company with what shows it. NotFound if there is none that the caller may
// read.
func (d *Records) FindCompany(ctx context.Context, p auth.Principal, id int64) (c *ringdex.Company, page CompanyPage, err error) {
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		a, err := accessFor(r, p, auth.Read)
		if err != nil {
			return err
		}
		if c, err = ringdex.CompanyByID(r, id); err != nil {
			return err
		}
		if err := a.company(id); err != nil {
			return err
		}
		page.Companies = []*ringdex.Company{c}
		page.Fields, err = ringdex.Fields(r)
		return err
	})
	return c, page, err
}

// ListCompanies returns a page of the companies that the caller may read: a smart user sees the own
// ones.
func (d *Records) ListCompanies(ctx context.Context, p auth.Principal, q CompanyQuery) (page CompanyPage, err error) {
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		a, err := accessFor(r, p, auth.Read)
		if err != nil {
			return err
		}
		if page.Companies, page.Total, err = q.read(r, a); err != nil {
			return err
		}
		page.Companies, page.Next = cutPage(page.Companies, q.Limit)
		page.Fields, err = ringdex.Fields(r)
		return err
	})
	return page, err
}

func (q *CompanyQuery) read(r ringdex.Reader, a access) ([]*ringdex.Company, int64, error) {
	if q.ExternalID != "" {
		found, err := ringdex.CompaniesByExternalID(r, q.Source, []string{q.ExternalID})
		if err != nil {
			return nil, 0, err
		}
		return companiesAmong(r, []int64{found[q.ExternalID]}, a)
	}
	if !a.all {
		return companiesAmong(r, a.companies, a)
	}
	return r.ListCompanies(q.CompanyFilter, ringdex.Page{After: q.After, Limit: q.Limit + 1, Uncounted: !q.Count})
}

// companiesAmong returns those companies that the caller may read: few.
func companiesAmong(r ringdex.CompanyReader, ids []int64, a access) (list []*ringdex.Company, total int64, err error) {
	found, err := r.Companies(ids)
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if c := found[id]; c != nil && a.company(id) == nil {
			list = append(list, c)
		}
	}
	return list, int64(len(list)), err
}

// CreateCompany creates a company. Problems if it cannot be.
func (d *Records) CreateCompany(ctx context.Context, p auth.Principal, draft Draft, dryRun bool) (Result, error) {
	if err := p.Require(auth.Edit); err != nil {
		return Result{}, err
	}
	o, err := d.put(ctx, p, ringdex.KindCompany, dryRun, draft.record(intake.Identity{}))
	if err != nil {
		return Result{}, err
	}
	return d.result(ctx, p, o)
}

// ChangeCompany changes a company and returns its new state. NotFound if there is none, Conflict
// (KeyVersion) if it does not have the expected version, else Problems.
func (d *Records) ChangeCompany(ctx context.Context, p auth.Principal, id int64, draft Draft, e Expected) (Result, error) {
	if err := p.Require(auth.Edit); err != nil {
		return Result{}, err
	}
	err := d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		c, err := ringdex.CompanyByID(r, id)
		if err == nil {
			err = e.check(c.Version)
		}
		return err
	})
	if err != nil {
		return Result{}, err
	}
	rec := draft.record(intake.Identity{Number: id})
	rec.MustExist, rec.Version = true, e.Version
	o, err := d.put(ctx, p, ringdex.KindCompany, e.DryRun, rec)
	if err != nil {
		return Result{}, err
	}
	return d.result(ctx, p, o)
}

// membersAtOnce is how many contacts a transaction takes from a company, so that other writers do
// not wait for long.
const membersAtOnce = 500

// RemoveCompany deletes a company. Conflict if contacts belong to it, unless takeFrom is set: then
// it is taken from them first. If that fails on its way, it is taken from some, and the company is
// still there. NotFound, Denied and Conflict (KeyVersion) as RemoveContact.
func (d *Records) RemoveCompany(ctx context.Context, p auth.Principal, id int64, takeFrom bool, e Expected) error {
	if err := p.Require(auth.Edit); err != nil {
		return err
	}
	err := d.write(ctx, p, true, func(r ringdex.Reader) ([]ringdex.Change, error) { return d.companyRemoval(r, p, id, takeFrom, e) })
	if err != nil || e.DryRun {
		return err
	}
	for more := takeFrom; more && err == nil; {
		err = d.write(ctx, p, false, func(r ringdex.Reader) (changes []ringdex.Change, err error) {
			changes, err = d.leave(r, p, id)
			more = len(changes) == membersAtOnce
			return changes, err
		})
	}
	if err != nil {
		return err
	}
	return d.write(ctx, p, false, func(r ringdex.Reader) ([]ringdex.Change, error) { return d.companyRemoval(r, p, id, takeFrom, e) })
}

// companyRemoval returns the changes that delete a company, and take it from the last contacts.
func (d *Records) companyRemoval(r ringdex.Reader, p auth.Principal, id int64, takeFrom bool, e Expected) ([]ringdex.Change, error) {
	c, err := ringdex.CompanyByID(r, id)
	if err != nil {
		return nil, err
	}
	if err := e.check(c.Version); err != nil {
		return nil, err
	}
	if problem := p.Authority().ReachesCompany(c); problem != nil {
		return nil, problem
	}
	changes, err := d.leave(r, p, id)
	if err == nil && len(changes) > 0 && !takeFrom {
		_, n, err := r.ListContacts(ringdex.ContactFilter{Company: id}, ringdex.Page{Limit: 1})
		if err != nil {
			return nil, err
		}
		return nil, ringdex.Fail(ringdex.Conflict, "company.has_contacts", id, n)
	}
	last := ringdex.Change{Ref: c.Ref(), Action: ringdex.Deleted, Cause: d.cause(p), Company: ringdex.Images[ringdex.Company]{Before: c}}
	return append(changes, last), err
}

// leave returns the changes that take a company from some of its contacts. Denied if the caller may
// not change one of them.
func (d *Records) leave(r ringdex.Reader, p auth.Principal, company int64) ([]ringdex.Change, error) {
	members, _, err := r.ListContacts(ringdex.ContactFilter{Company: company}, ringdex.Page{Limit: membersAtOnce, Uncounted: true})
	if err != nil {
		return nil, err
	}
	refs := make([]ringdex.Ref, len(members))
	for i, c := range members {
		refs[i] = c.Ref()
		if problem := p.Authority().Outranks(c); problem != nil {
			return nil, problem
		}
		if problem := p.Authority().ReachesContact(c); problem != nil {
			return nil, problem
		}
	}
	return ringdex.Rewrite(r, refs, d.cause(p), func(c *ringdex.Contact) bool {
		c.LeaveCompany(company)
		return true
	}, nil)
}
