package store

import (
	"database/sql"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// derivedTables are the tables whose rows, or columns beside the body, follow from the bodies of
// records; and the journal, which ends in the records that exist.
var derivedTables = []string{
	"contacts", "companies", "contact_external_ids", "contact_phones", "contact_emails", "contact_companies",
	"company_external_ids", "company_emails", "unique_values", journalTable,
}

const journalTable = "changes"

// derivedColumns are the columns of each table that follow from bodies; the last one is the record.
var derivedColumns = map[string]string{
	"contacts":             "version, user_name, roles, id",
	"companies":            "version, name, id",
	"contact_external_ids": "source, external_id, contact",
	"contact_phones":       "number, contact",
	"contact_emails":       "email, contact",
	"contact_companies":    "company, contact",
	"company_external_ids": "source, external_id, company",
	"company_emails":       "email, company",
	"unique_values":        "kind, field, value, record",
}

// eachImplied calls fn for every row that the bodies of records imply. Rows may come twice.
func (r *reader) eachImplied(fn func(derived) error) error {
	unique, err := ringdex.UniqueFields(r)
	if err != nil {
		return err
	}
	err = r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { return contactDerived(c, unique, fn) })
	if err != nil {
		return err
	}
	return r.EachCompany(func(c *ringdex.Company) error { return companyDerived(c, unique, fn) })
}

// rowsOf passes rows of one record to fn until it fails.
type rowsOf struct {
	record string
	fn     func(derived) error
	err    error
}

// add passes a row with up to three values besides the record.
func (o *rowsOf) add(table string, values ...string) {
	if o.err == nil {
		d := derived{table: table}
		d.values[copy(d.values[:], values)] = o.record
		o.err = o.fn(d)
	}
}

func (o *rowsOf) addUniques(kind ringdex.Kind, custom map[int64]string, unique []ringdex.Field) {
	for i := range unique {
		if f := &unique[i]; f.Kind == kind && custom[f.ID] != "" {
			o.add("unique_values", string(kind), strconv.FormatInt(f.ID, 10), custom[f.ID])
		}
	}
}

func contactDerived(c *ringdex.Contact, unique []ringdex.Field, fn func(derived) error) error {
	o := rowsOf{record: string(c.ID[:]), fn: fn}
	o.add("contacts", strconv.FormatInt(c.Version, 10), ringdex.Fold(c.UserName), strconv.Itoa(int(c.Roles)))
	for _, x := range c.ExternalIDs {
		o.add("contact_external_ids", x.Source, x.ID)
	}
	keys := keysOf(c)
	for _, n := range keys.phones {
		o.add("contact_phones", strconv.FormatInt(n, 10))
	}
	for _, e := range keys.emails {
		o.add("contact_emails", e)
	}
	for _, n := range keys.companies {
		o.add("contact_companies", strconv.FormatInt(n, 10))
	}
	o.addUniques(ringdex.KindContact, c.Custom, unique)
	o.add(journalTable)
	return o.err
}

func companyDerived(c *ringdex.Company, unique []ringdex.Field, fn func(derived) error) error {
	o := rowsOf{record: strconv.FormatInt(c.ID, 10), fn: fn}
	o.add("companies", strconv.FormatInt(c.Version, 10), ringdex.Fold(c.Name))
	for _, x := range c.ExternalIDs {
		o.add("company_external_ids", x.Source, x.ID)
	}
	for _, e := range companyEmails(c) {
		o.add("company_emails", e)
	}
	o.record = string(fromNumber(c.ID))
	o.addUniques(ringdex.KindCompany, c.Custom, unique)
	o.add(journalTable)
	return o.err
}

// eachStored calls fn for every row of the derived tables, and for every record that exists by the
// journal.
func (r *reader) eachStored(fn func(derived) error) error {
	if err := r.tx.keys.load(r.tx); err != nil {
		return err
	}
	late := r.tx.keys.lasting()
	for _, table := range derivedTables {
		if table == journalTable {
			continue
		}
		if err := r.eachRow(table, lateOf(late, table), fn); err != nil {
			return err
		}
	}
	return r.eachJournalled(fn)
}

// lateOf returns what the log of keys says of a table.
func lateOf(late map[*keyTable][]keyChange, table string) (keys lateKeys) {
	for in, changes := range late {
		if in.table != table {
			continue
		}
		for _, c := range changes {
			keys = keys.with(c)
		}
	}
	return keys
}

// eachRow calls fn for the rows of a table, corrected by the log of keys.
func (r *reader) eachRow(table string, late lateKeys, fn func(derived) error) error {
	columns := strings.Split(derivedColumns[table], ", ")
	cells := make([]sql.RawBytes, len(columns))
	to := make([]any, len(cells))
	for i := range cells {
		to[i] = &cells[i]
	}
	text := "SELECT " + derivedColumns[table] + " FROM " + table + " WHERE organization = $1"
	err := r.tx.rows(text, []any{r.org}, func(rows *sql.Rows) error {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		d := derived{table: table}
		for i, cell := range cells {
			d.values[i] = string(cell)
		}
		if late != nil && late.decides(d.values[0], toID(cells[1])) {
			return nil
		}
		return fn(d)
	})
	for h := range late.has() {
		if err == nil {
			err = fn(derived{table: table, values: [4]string{h.key, string(h.contact[:])}})
		}
	}
	return err
}

// eachJournalled calls fn for every record whose last change is not its deletion.
func (r *reader) eachJournalled(fn func(derived) error) error {
	var met seen.Set
	defer func() { _ = met.Close() }()
	for before := r.seq + 1; ; {
		changes, err := r.Past(ringdex.Entries{}, before, 1000)
		if err != nil || len(changes) == 0 {
			return err
		}
		before = changes[len(changes)-1].Seq
		for i := range changes {
			c := &changes[i]
			d := derived{table: journalTable, values: [4]string{string(recordKey(c.Ref))}}
			err := putNew(&met, &d, func() {
				if c.Action != ringdex.Deleted {
					err = fn(d)
				}
			})
			if err != nil {
				return err
			}
		}
	}
}
