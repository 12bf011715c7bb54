// Package directory has the use cases of single records and settings: find, list, define fields,
// configure sources.
//
// It owns these use cases and the rules that are the same at every door. It leaves imports to
// intake, lookups by number to lookup, permissions to auth, and rows to the store.
package directory

import (
	"context"

	"ringdex/internal/ringdex"
)

// Directory serves the use cases. It is safe for concurrent use.
type Directory struct {
	store ringdex.Store
	clock ringdex.Clock
}

// New returns a Directory.
func New(store ringdex.Store, clock ringdex.Clock) *Directory { return &Directory{store, clock} }

// ContactPage is contacts with what shows them, from one snapshot.
type ContactPage struct {
	Contacts  []*ringdex.Contact
	Companies map[int64]*ringdex.Company
	Fields    []ringdex.Field
	Total     int64
	Next      ringdex.Bookmark // where the next page begins; zero if there is none
}

// Contacts reads the contacts of a selection.
func (d *Directory) Contacts(ctx context.Context, org ringdex.OrganizationID, s Selection) (page ContactPage, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		if page.Contacts, page.Total, err = s(r); err != nil {
			return err
		}
		return page.complete(r)
	})
	return page, err
}

// Contact reads the contact of a selection of one; NotFound if there is none.
func (d *Directory) Contact(ctx context.Context, org ringdex.OrganizationID, s Selection) (*ringdex.Contact, ContactPage, error) {
	page, err := d.Contacts(ctx, org, s)
	if err != nil {
		return nil, page, err
	}
	return page.Contacts[0], page, nil
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

// CompanyPage is companies with what shows them, from one snapshot.
type CompanyPage struct {
	Companies []*ringdex.Company
	Fields    []ringdex.Field
	Total     int64
	Next      ringdex.Bookmark // where the next page begins; zero if there is none
}

// Companies lists companies.
func (d *Directory) Companies(ctx context.Context, org ringdex.OrganizationID, f ringdex.CompanyFilter, p ringdex.Page) (page CompanyPage, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		if page.Companies, page.Total, err = r.ListCompanies(f, p); err != nil {
			return err
		}
		page.Fields, err = ringdex.Fields(r)
		return err
	})
	return page, err
}

// Company returns one company and the custom fields; NotFound if the organization has none with
// that number.
func (d *Directory) Company(ctx context.Context, org ringdex.OrganizationID, id int64) (c *ringdex.Company, fields []ringdex.Field, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		if c, err = ringdex.CompanyByID(r, id); err != nil {
			return err
		}
		fields, err = ringdex.Fields(r)
		return err
	})
	return c, fields, err
}

// Organization returns the organization with its settings.
func (d *Directory) Organization(ctx context.Context, org ringdex.OrganizationID) (o ringdex.Organization, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		o, err = r.Organization()
		return err
	})
	return o, err
}

// RemoveContact deletes a contact. NotFound if there is none, Denied if the authority does not
// cover it, Conflict if it is the last administrator. It sets cause.At.
func (d *Directory) RemoveContact(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, by ringdex.Authority, cause ringdex.Cause) error {
	cause.At = d.clock()
	return d.store.Update(ctx, org, func(w ringdex.Writer) error {
		changes, err := removal(w, id, Expected{}, by, cause)
		if err != nil {
			return err
		}
		return w.Apply(changes)
	})
}
