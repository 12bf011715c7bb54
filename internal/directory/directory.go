// Package directory has the use cases of single records and settings: find, list, define fields,
// configure sources.
//
// It owns these use cases and the rules that are the same at every door. It leaves imports to
// intake, lookups by number to lookup, permissions to auth, and rows to the store.
package directory

import (
	"context"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Directory serves the use cases. It is safe for concurrent use.
type Directory struct {
	store ringdex.Store
	clock ringdex.Clock
}

// New returns a Directory.
func New(store ringdex.Store, clock ringdex.Clock) *Directory { return &Directory{store, clock} }

// Contact returns one contact; NotFound if the organization has none with that id.
func (d *Directory) Contact(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) (c *ringdex.Contact, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		c, err = ringdex.ContactByID(r, id)
		return err
	})
	return c, err
}

// ContactByUserName returns the contact with that user name; NotFound if there is none.
func (d *Directory) ContactByUserName(ctx context.Context, org ringdex.OrganizationID, name string) (c *ringdex.Contact, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		list, _, err := r.ListContacts(ringdex.ContactFilter{UserName: name}, ringdex.Page{Limit: 1})
		if err == nil && len(list) == 0 {
			err = ringdex.Fail(ringdex.NotFound, "user.unknown", ringdex.Show(name))
		}
		if err == nil {
			c = list[0]
		}
		return err
	})
	return c, err
}

// ContactByEmail returns the contact with that address that changed last; NotFound if there is
// none.
func (d *Directory) ContactByEmail(ctx context.Context, org ringdex.OrganizationID, email string) (newest *ringdex.Contact, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		list, _, err := r.ListContacts(ringdex.ContactFilter{Email: email}, ringdex.Page{Limit: 100})
		for _, c := range list {
			if newest == nil || c.Updated.After(newest.Updated) {
				newest = c
			}
		}
		return err
	})
	if err == nil && newest == nil {
		err = ringdex.Fail(ringdex.NotFound, "email.unknown", ringdex.Show(email))
	}
	return newest, err
}

// ContactPage is a page of contacts with their companies.
type ContactPage struct {
	Contacts  []*ringdex.Contact
	Companies map[int64]*ringdex.Company
	Total     int64
}

// Contacts lists contacts.
func (d *Directory) Contacts(ctx context.Context, org ringdex.OrganizationID, f ringdex.ContactFilter, p ringdex.Page) (page ContactPage, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		if page.Contacts, page.Total, err = r.ListContacts(f, p); err != nil {
			return err
		}
		page.Companies, err = r.Companies(companiesOf(page.Contacts...))
		return err
	})
	return page, err
}

// CompaniesOf returns the contacts' companies, by number.
func (d *Directory) CompaniesOf(ctx context.Context, org ringdex.OrganizationID, contacts ...*ringdex.Contact) (found map[int64]*ringdex.Company, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		found, err = r.Companies(companiesOf(contacts...))
		return err
	})
	return found, err
}

func companiesOf(contacts ...*ringdex.Contact) []int64 {
	seen := map[int64]bool{}
	var ids []int64
	for _, c := range contacts {
		for _, id := range append([]int64{c.DefaultCompany}, c.Companies...) {
			if id != 0 && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// Company returns one company; NotFound if the organization has none with that number.
func (d *Directory) Company(ctx context.Context, org ringdex.OrganizationID, id int64) (c *ringdex.Company, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		c, err = ringdex.CompanyByID(r, id)
		return err
	})
	return c, err
}

// CompanyPage is a page of companies.
type CompanyPage struct {
	Companies []*ringdex.Company
	Total     int64
}

// Companies lists companies.
func (d *Directory) Companies(ctx context.Context, org ringdex.OrganizationID, f ringdex.CompanyFilter, p ringdex.Page) (page CompanyPage, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		page.Companies, page.Total, err = r.ListCompanies(f, p)
		return err
	})
	return page, err
}

// ContactsByID returns the existing contacts of these ids, in the same order.
func (d *Directory) ContactsByID(ctx context.Context, org ringdex.OrganizationID, ids []ringdex.ID) (list []*ringdex.Contact, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		found, err := r.Contacts(ids)
		for _, id := range ids {
			if c := found[id]; c != nil {
				list = append(list, c)
			}
		}
		return err
	})
	return list, err
}

// ContactByExternalID returns the contact with that external id of a source: one or none.
func (d *Directory) ContactByExternalID(ctx context.Context, org ringdex.OrganizationID, source, external string) (ids []ringdex.ID, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		found, err := ringdex.ContactsByExternalID(r, source, []string{external})
		if match, ok := found[external]; ok {
			ids = append(ids, match.Contact)
		}
		return err
	})
	return ids, err
}

// ContactsByPhone returns the contacts of each number.
func (d *Directory) ContactsByPhone(ctx context.Context, org ringdex.OrganizationID, keys []phone.Digits) (found map[phone.Digits][]ringdex.ID, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		found, err = ringdex.ContactsByPhone(r, keys)
		return err
	})
	return found, err
}

// RemoveContact deletes a contact. NotFound if there is none, Denied if the authority does not
// cover it, Conflict if it is the last administrator. It sets cause.At.
func (d *Directory) RemoveContact(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, by ringdex.Authority, cause ringdex.Cause) error {
	cause.At = d.clock()
	return d.store.Update(ctx, org, func(w ringdex.Writer) error {
		c, err := ringdex.ContactByID(w, id)
		if err != nil {
			return err
		}
		if err := by.MayRemove(w, c); err != nil {
			return err
		}
		return w.Apply([]ringdex.Change{{Ref: c.Ref(), Action: ringdex.Deleted, Cause: cause, Contact: ringdex.Images[ringdex.Contact]{Before: c}}})
	})
}
