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
)

func (w *writer) putCompanies(writes []write[ringdex.Company]) error {
	for i := range writes {
		if err := w.dropCompany(&writes[i]); err != nil {
			return err
		}
	}
	var rows, externalIDs, emails []any
	for i := range writes {
		c := writes[i].after
		if c == nil {
			continue
		}
		w.lastCompany = max(w.lastCompany, c.ID) // a number that somebody brought is not given out again
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
	if err := w.tx.insertOwned(insertCompanyExternalID, externalIDs, "an external id"); err != nil {
		return err
	}
	return w.putCompanyUniques(writes)
}

// dropCompany takes away what the company no longer is.
func (w *writer) dropCompany(wr *write[ringdex.Company]) error {
	if wr.before == nil {
		return nil
	}
	for _, e := range without(companyEmails(wr.before), companyEmails(wr.after)) {
		if err := w.tx.exec("DELETE FROM company_emails WHERE organization = $1 AND email = $2 AND company = $3", w.org, e, wr.before.ID); err != nil {
			return err
		}
	}
	for _, x := range wr.before.ExternalIDs {
		if wr.after != nil && wr.after.ExternalID(x.Source) == x.ID {
			continue
		}
		if err := w.tx.exec("DELETE FROM company_external_ids WHERE organization = $1 AND source = $2 AND external_id = $3",
			w.org, x.Source, x.ID); err != nil {
			return err
		}
	}
	if wr.after == nil {
		return w.tx.exec("DELETE FROM companies WHERE organization = $1 AND id = $2", w.org, wr.before.ID)
	}
	return nil
}

// companyEmails are the keys of its addresses and domains.
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
