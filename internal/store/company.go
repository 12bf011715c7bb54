package store

import (
	"database/sql"

	"ringdex/internal/ringdex"
)

// Companies implements ringdex.CompanyReader.
func (r *reader) Companies(ids []int64) (map[int64]*ringdex.Company, error) {
	found := make(map[int64]*ringdex.Company, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	err := r.tx.rows("SELECT body FROM companies WHERE organization = $1 AND id"+r.tx.in(r.tx.store.engine.IntegerList("$2")),
		[]any{r.org, listOf(ids)}, func(rows *sql.Rows) error {
			c, err := scanCompany(rows)
			if err == nil {
				found[c.ID] = c
			}
			return err
		})
	return found, err
}

func scanCompany(rows *sql.Rows) (*ringdex.Company, error) {
	var body sql.RawBytes
	if err := rows.Scan(&body); err != nil {
		return nil, err
	}
	return decodeCompany(body)
}

// ListCompanies implements ringdex.CompanyReader.
func (r *reader) ListCompanies(f ringdex.CompanyFilter, p ringdex.Page) ([]*ringdex.Company, int64, error) {
	q := r.companyQuery(f)
	var total int64
	if !p.Uncounted {
		if _, err := r.tx.row("SELECT count(*) FROM companies"+q.where, q.args, &total); err != nil {
			return nil, 0, err
		}
	}
	q.after(p.After)
	page, args := q.page(p)
	list, err := collect(r.tx, "SELECT body FROM companies"+q.where+page, args, scanCompany)
	return list, total, err
}

func (r *reader) companyQuery(f ringdex.CompanyFilter) *query {
	const byEmail = "SELECT company FROM company_emails WHERE organization = $1 AND email = $"
	q := newQuery(r.org)
	q.and(f.Name != "", "name = $", ringdex.Fold(f.Name))
	q.among(f.Email != "", byEmail, ringdex.Fold(f.Email))
	q.among(f.EmailDomain != "", byEmail, "@"+ringdex.Fold(f.EmailDomain))
	q.updated(f.UpdatedFrom, f.UpdatedUntil)
	return q.close(r)
}

// EachCompany implements ringdex.CompanyReader.
func (r *reader) EachCompany(fn func(*ringdex.Company) error) error {
	return r.tx.rows("SELECT body FROM companies WHERE organization = $1 ORDER BY id", []any{r.org}, func(rows *sql.Rows) error {
		c, err := scanCompany(rows)
		if err != nil {
			return err
		}
		return fn(c)
	})
}
