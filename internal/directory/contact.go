package directory

import (
	"context"
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// ContactQuery selects contacts of a list.
type ContactQuery struct {
	ringdex.ContactFilter
	Source, ExternalID string       // the contact with this external id
	Among              []ringdex.ID // only these, in their order; nil for all. The filter does not narrow them
	After              ringdex.Bookmark
	Limit              int
	Count              bool // the page has the total
}

// FindContact returns a contact with what shows it. NotFound if there is none that the caller may
// read.
func (d *Records) FindContact(ctx context.Context, p auth.Principal, id ringdex.ID) (c *ringdex.Contact, page ContactPage, err error) {
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		a, err := accessFor(r, p, auth.Read)
		if err != nil {
			return err
		}
		if c, err = a.find(r, id); err != nil {
			return err
		}
		c = a.shown(c)
		page.Contacts = []*ringdex.Contact{c}
		return page.complete(r)
	})
	return c, page, err
}

func (a access) find(r ringdex.ContactReader, id ringdex.ID) (*ringdex.Contact, error) {
	c, err := ringdex.ContactByID(r, id)
	if err == nil {
		err = a.contact(c)
	}
	return c, err
}

// complete adds what shows the contacts of a page.
func (p *ContactPage) complete(r ringdex.Reader) (err error) {
	if p.Companies, err = r.Companies(companiesOf(p.Contacts...)); err != nil {
		return err
	}
	p.Fields, err = ringdex.Fields(r)
	return err
}

// ListContacts returns a page of the contacts that the caller may read: a smart user sees those of
// one of the own companies, by default the default one, an end user only itself.
func (d *Records) ListContacts(ctx context.Context, p auth.Principal, q ContactQuery) (page ContactPage, err error) {
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		a, err := accessFor(r, p, auth.Read)
		if err != nil {
			return err
		}
		if err := a.narrow(r, &q); err != nil {
			return err
		}
		if page.Contacts, page.Total, err = q.read(r); err != nil {
			return err
		}
		page.Contacts, page.Next = cutPage(page.Contacts, q.Limit)
		page.Contacts = slices.DeleteFunc(page.Contacts, func(c *ringdex.Contact) bool { return a.contact(c) != nil })
		for i, c := range page.Contacts {
			page.Contacts[i] = a.shown(c)
		}
		return page.complete(r)
	})
	return page, err
}

// narrow restricts a query to what the caller may see, and resolves an external id.
func (a access) narrow(r ringdex.Reader, q *ContactQuery) error {
	switch {
	case q.ExternalID != "":
		found, err := ringdex.ContactsByExternalID(r, q.Source, []string{q.ExternalID})
		if err != nil {
			return err
		}
		q.Among = []ringdex.ID{}
		if m, ok := found[q.ExternalID]; ok {
			q.Among = append(q.Among, m.Contact)
		}
	case a.all || q.Among != nil:
	case q.Company != 0 && !a.ofCompany(q.Company) || len(a.companies) == 0 && q.ContactFilter != ringdex.ContactFilter{}:
		q.Among = []ringdex.ID{}
	case len(a.companies) == 0:
		q.Among = []ringdex.ID{a.self}
	case q.Company == 0:
		q.Company = a.companies[0]
	}
	return nil
}

// read reads one contact more than asked for, which says that there is a next page.
func (q *ContactQuery) read(r ringdex.Reader) (list []*ringdex.Contact, total int64, err error) {
	if q.Among != nil {
		return q.readAmong(r)
	}
	page := ringdex.Page{After: q.After, Limit: q.Limit + 1, Uncounted: !q.Count}
	for {
		some, n, err := r.ListContacts(q.ContactFilter, page)
		if err != nil {
			return nil, 0, err
		}
		if list = append(list, some...); q.Count && !page.Uncounted {
			total = n
		}
		// While a run is staged, a page may be shorter although more follows.
		if len(some) == 0 || len(list) > q.Limit {
			return list, total, nil
		}
		page.After, page.Limit, page.Uncounted = some[len(some)-1].Bookmark(), q.Limit+1-len(list), true
	}
}

func (q *ContactQuery) readAmong(r ringdex.Reader) (list []*ringdex.Contact, total int64, err error) {
	ids := q.Among
	if i := slices.Index(ids, q.After.Contact); i >= 0 {
		ids = ids[i+1:]
	}
	list, _, err = Listed(ids, ringdex.Page{Limit: q.Limit + 1})(r)
	return list, int64(len(q.Among)), err
}

// bookmarked is a record of a list.
type bookmarked interface{ Bookmark() ringdex.Bookmark }

// cutPage returns a page without the record behind it, and where the next page begins, zero if
// there is none.
func cutPage[T bookmarked](list []T, limit int) ([]T, ringdex.Bookmark) {
	if len(list) <= limit {
		return list, ringdex.Bookmark{}
	}
	return list[:limit], list[limit-1].Bookmark()
}

// CreateContact creates a contact. Problems if it cannot be; a Conflict among them if another one
// has its external id or user name.
func (d *Records) CreateContact(ctx context.Context, p auth.Principal, draft Draft, dryRun bool) (Result, error) {
	if err := p.Require(auth.Edit); err != nil {
		return Result{}, err
	}
	rec := draft.record(intake.Identity{})
	rec.MustBeNew = true
	o, err := d.put(ctx, p, ringdex.KindContact, dryRun, rec)
	if err != nil {
		return Result{}, err
	}
	o.Contact = access{who: p, all: true}.shown(o.Contact)
	return d.result(ctx, p, o)
}

// ChangeContact changes a contact and returns its new state. NotFound if there is none that the
// caller may change, Conflict (KeyVersion) if it does not have the expected version, else Problems.
func (d *Records) ChangeContact(ctx context.Context, p auth.Principal, id ringdex.ID, draft Draft, e Expected) (Result, error) {
	a, version, err := d.changeable(ctx, p, id, e)
	if err != nil {
		return Result{}, err
	}
	rec := draft.record(intake.Identity{ID: id})
	rec.MustExist, rec.Version = true, version
	if !a.all { // of the very version that was read
		o, err := d.put(ctx, p, ringdex.KindContact, true, rec)
		if err != nil {
			return Result{}, err
		}
		if denied := a.mayChange(o.Deltas); denied != nil {
			return Result{}, denied
		}
	}
	o, err := d.put(ctx, p, ringdex.KindContact, e.DryRun, rec)
	if err != nil {
		return Result{}, err
	}
	o.Contact = a.shown(o.Contact)
	return d.result(ctx, p, o)
}

// changeable returns the version of a contact that the caller may change: the expected one, or of a
// caller with limited access the present one.
func (d *Records) changeable(ctx context.Context, p auth.Principal, id ringdex.ID, e Expected) (a access, version int64, err error) {
	version = e.Version
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		if a, err = accessFor(r, p, auth.Edit); err != nil {
			return err
		}
		c, err := a.find(r, id)
		if err != nil {
			return err
		}
		if !a.all {
			version = c.Version
		}
		return e.check(c.Version)
	})
	return a, version, err
}

// RemoveContact deletes a contact. NotFound if there is none, Denied if the caller may not delete
// it, Conflict if it is the last administrator or (KeyVersion) does not have the expected version.
func (d *Records) RemoveContact(ctx context.Context, p auth.Principal, id ringdex.ID, e Expected) error {
	if err := p.Require(auth.Edit); err != nil {
		return err
	}
	return d.write(ctx, p, e.DryRun, func(r ringdex.Reader) ([]ringdex.Change, error) {
		return removal(r, id, e, p.Authority(), d.cause(p))
	})
}

// removal returns the change that deletes a contact.
func removal(r ringdex.Reader, id ringdex.ID, e Expected, by ringdex.Authority, cause ringdex.Cause) ([]ringdex.Change, error) {
	c, err := ringdex.ContactByID(r, id)
	if err != nil {
		return nil, err
	}
	if err := e.check(c.Version); err != nil {
		return nil, err
	}
	if err := by.MayRemove(r, c); err != nil {
		return nil, err
	}
	return []ringdex.Change{{Ref: c.Ref(), Action: ringdex.Deleted, Cause: cause, Contact: ringdex.Images[ringdex.Contact]{Before: c}}}, nil
}

func (d *Records) cause(p auth.Principal) ringdex.Cause {
	return ringdex.Cause{Source: SourceOf(p), Actor: p.Actor, At: d.intake.Now()}
}

// write applies the changes that plan returns; a dry run only plans them.
func (d *Records) write(ctx context.Context, p auth.Principal, dryRun bool, plan func(ringdex.Reader) ([]ringdex.Change, error)) error {
	if dryRun {
		return d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
			_, err := plan(r)
			return err
		})
	}
	return d.store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		changes, err := plan(w)
		if err != nil {
			return err
		}
		return w.Apply(changes)
	})
}
