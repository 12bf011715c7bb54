package store

import (
	"ringdex/internal/ringdex"
)

var (
	insertCompany = insert{
		head: "INSERT INTO companies (organization, id, version, name, updated, body) VALUES ", width: 6,
		tail: ` ON CONFLICT (organization, id) DO UPDATE SET version = excluded.version, name = excluded.name,
			updated = excluded.updated, body = excluded.body`,
	}
	insertCompanyExternalID = insert{
		head: "INSERT INTO company_external_ids (organization, source, external_id, company) VALUES ", width: 4,
		tail: ` ON CONFLICT (organization, source, external_id) DO UPDATE SET company = excluded.company
			WHERE company_external_ids.company = excluded.company`,
	}
	insertCompanyEmail = insert{
		head: "INSERT INTO company_emails (organization, email, company) VALUES ", width: 3, tail: " ON CONFLICT DO NOTHING",
	}
	removeCompany           = removal("companies", "id")
	removeCompanyExternalID = removal("company_external_ids", "source", "external_id")
	removeCompanyEmail      = removal("company_emails", "email", "company")
)

func (w *writer) putCompanies(writes []write[ringdex.Company]) error {
	if len(writes) == 0 {
		return nil
	}
	if err := w.dropCompanies(writes); err != nil {
		return err
	}
	var rows, externalIDs, emails []any
	for i := range writes {
		c := writes[i].after
		if c == nil {
			continue
		}
		w.lastCompany = max(w.lastCompany, c.ID) // a restored number must not be assigned again
		rows = append(rows, w.org, c.ID, c.Version, ringdex.Fold(c.Name), millis(c.Updated), encodeCompany(c))
		for _, x := range c.ExternalIDs {
			externalIDs = append(externalIDs, w.org, x.Source, x.ID, c.ID)
		}
		for _, e := range companyEmails(c) {
			emails = append(emails, w.org, e, c.ID)
		}
	}
	if err := w.tx.insertAll(insertCompany, rows); err != nil {
		return err
	}
	if err := w.tx.insertAll(insertCompanyEmail, emails); err != nil {
		return err
	}
	if err := w.tx.insertOwned(insertCompanyExternalID, externalIDs, "store.external_id"); err != nil {
		return err
	}
	return w.putCompanyUniques(writes)
}

// dropCompanies deletes rows and index rows that the companies no longer have.
func (w *writer) dropCompanies(writes []write[ringdex.Company]) error {
	var emails, externalIDs, companies []any
	for i := range writes {
		wr := &writes[i]
		if wr.before == nil {
			continue
		}
		for _, e := range without(companyEmails(wr.before), companyEmails(wr.after)) {
			emails = append(emails, e, wr.before.ID)
		}
		for _, x := range wr.before.ExternalIDs {
			if wr.after == nil || wr.after.ExternalID(x.Source) != x.ID {
				externalIDs = append(externalIDs, x.Source, x.ID)
			}
		}
		if wr.after == nil {
			companies = append(companies, wr.before.ID)
		}
	}
	return w.removeAll([]gone{{removeCompanyEmail, emails}, {removeCompanyExternalID, externalIDs}, {removeCompany, companies}})
}

// companyEmails returns the keys of its addresses and domains.
func companyEmails(c *ringdex.Company) []string {
	if c == nil {
		return nil
	}
	keys := folded(c.Emails)
	for _, d := range c.EmailDomains {
		keys = append(keys, "@"+ringdex.Fold(d))
	}
	return keys
}
