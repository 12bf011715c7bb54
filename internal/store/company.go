package store

import (
	"database/sql"
	"encoding/binary"

	"ringdex/internal/ringdex"
)

// Company implements ringdex.CompanyReader.
func (r *reader) Company(id int64) (*ringdex.Company, error) {
	var body []byte
	found, err := r.tx.row("SELECT body FROM companies WHERE organization = $1 AND id = $2", []any{r.org, id}, &body)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, ringdex.Fail(ringdex.NotFound, "company.not_found", id)
	}
	return decodeCompany(body)
}

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

// CompaniesByExternalID implements ringdex.CompanyReader.
func (r *reader) CompaniesByExternalID(source string, ids []string) (map[string]int64, error) {
	if len(ids) == 0 {
		return map[string]int64{}, nil
	}
	engine := r.tx.store.engine
	return r.companyKeys(engine.ForEach(engine.TextRows("$3"), "e.external_id, e.company",
		"company_external_ids AS e WHERE e.organization = $1 AND e.source = $2 AND e.external_id = wanted.value"), r.org, source, listOf(ids))
}

// CompaniesByName implements ringdex.CompanyReader.
func (r *reader) CompaniesByName(names []string) (map[string]int64, error) {
	if len(names) == 0 {
		return map[string]int64{}, nil
	}
	return r.companyKeys("SELECT name, MIN(id) FROM companies WHERE organization = $1 AND name"+
		r.tx.in(r.tx.store.engine.TextList("$2"))+" GROUP BY name", r.org, listOf(folded(names)))
}

func (r *reader) companyKeys(text string, args ...any) (map[string]int64, error) {
	found := map[string]int64{}
	err := r.tx.rows(text, args, func(rows *sql.Rows) error {
		var key string
		var id int64
		err := rows.Scan(&key, &id)
		found[key] = id
		return err
	})
	return found, err
}

// CompanyHolding implements ringdex.CompanyReader.
func (r *reader) CompanyHolding(field int64, values []string) (map[string]int64, error) {
	found := map[string]int64{}
	err := r.holding(ringdex.KindCompany, field, values, func(value string, record []byte) { found[value] = toNumber(record) })
	return found, err
}

// ListCompanies implements ringdex.CompanyReader.
func (r *reader) ListCompanies(f ringdex.CompanyFilter, p ringdex.Page) ([]*ringdex.Company, int64, error) {
	q := r.companyQuery(f)
	var total int64
	if _, err := r.tx.row("SELECT count(*) FROM companies"+q.where, q.args, &total); err != nil {
		return nil, 0, err
	}
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

// Columns for records of both kinds have a company's number as 8 bytes.
func fromNumber(id int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }

func toNumber(b []byte) int64 {
	if len(b) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(b))
}
