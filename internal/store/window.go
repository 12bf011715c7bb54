package store

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// window holds rows of the index tables of contacts back until there are many: a tree takes neighbours in for a fraction
// of what rows here and there cost, and each page is changed once. The rows are written before any statement that names
// one of the tables, and before the commit, so nothing in the transaction sees that they waited. A key that is taken is
// found out then.
type window struct {
	org               ringdex.OrganizationID // of the transaction
	phones, companies []keyRow[int64]
	emails            []keyRow[string]
	externalIDs       []externalIDRow
}

// windowRows is how many rows of one table are written together: more of them are no cheaper.
const windowRows = 8_192

// keyRow is a row of an index table.
type keyRow[K cmp.Ordered] struct {
	key     K
	contact ringdex.ID
}

type externalIDRow struct {
	ringdex.ExternalID
	contact ringdex.ID
	digest  uint64
}

// add takes in the rows of a contact that are not there yet. The rows of external ids have digests, which change.
func (n *window) add(wr *write[ringdex.Contact]) {
	c := wr.after
	for _, x := range c.ExternalIDs {
		n.addExternalID(x, c.ID, digest(wr.mark, x))
	}
	was, is := keysOf(wr.before), keysOf(c)
	n.phones = appendKeys(n.phones, without(is.phones, was.phones), c.ID)
	n.emails = appendKeys(n.emails, without(is.emails, was.emails), c.ID)
	n.companies = appendKeys(n.companies, without(is.companies, was.companies), c.ID)
}

func (n *window) addExternalID(x ringdex.ExternalID, contact ringdex.ID, digest uint64) {
	n.externalIDs = append(n.externalIDs, externalIDRow{x, contact, digest})
}

func appendKeys[K cmp.Ordered](rows []keyRow[K], keys []K, contact ringdex.ID) []keyRow[K] {
	for _, key := range keys {
		rows = append(rows, keyRow[K]{key, contact})
	}
	return rows
}

func (n *window) longest() int {
	return max(len(n.phones), len(n.emails), len(n.companies), len(n.externalIDs))
}

// writeFull writes the rows when there are enough.
func (n *window) writeFull(s *session) error {
	if n.longest() < windowRows {
		return nil
	}
	return n.write(s)
}

// writeBefore writes the rows when the statement could see that they are not there.
func (n *window) writeBefore(s *session, text string) error {
	if n.longest() == 0 || !slices.ContainsFunc(windowTables, func(table string) bool { return strings.Contains(text, table) }) {
		return nil
	}
	return n.write(s)
}

var windowTables = []string{"contact_external_ids", "contact_phones", "contact_emails", "contact_companies"}

// write writes all rows that wait.
func (n *window) write(s *session) error {
	full := *n
	*n = window{org: n.org}
	org := any(int64(full.org))
	for _, part := range []struct {
		insert
		args []any
	}{
		{insertContactPhone, keyArgs(org, full.phones)},
		{insertContactEmail, keyArgs(org, full.emails)},
		{insertContactCompany, keyArgs(org, full.companies)},
	} {
		if err := s.insertAll(part.insert, part.args); err != nil {
			return err
		}
	}
	rows, free := lastExternalIDs(full.externalIDs)
	if !free {
		return s.fail(taken("store.external_id"))
	}
	return s.insertOwned(insertContactExternalID, externalIDArgs(org, rows), "store.external_id")
}

func keyArgs[K cmp.Ordered](org any, rows []keyRow[K]) []any {
	slices.SortFunc(rows, func(a, b keyRow[K]) int { return cmp.Compare(a.key, b.key) })
	args := make([]any, 0, 3*len(rows))
	for i := range rows {
		args = append(args, org, rows[i].key, rows[i].contact[:])
	}
	return args
}

// lastExternalIDs sorts rows by external id and keeps the last one of each. It reports whether each is one contact's.
func lastExternalIDs(rows []externalIDRow) (last []externalIDRow, free bool) {
	slices.SortStableFunc(rows, func(a, b externalIDRow) int { return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID)) })
	last = rows[:0]
	for _, row := range rows {
		if n := len(last); n > 0 && last[n-1].ExternalID == row.ExternalID {
			if last[n-1].contact != row.contact {
				return nil, false
			}
			last = last[:n-1]
		}
		last = append(last, row)
	}
	return last, true
}

func externalIDArgs(org any, rows []externalIDRow) []any {
	args := make([]any, 0, len(rows)*insertContactExternalID.width)
	for i := range rows {
		row := &rows[i]
		args = append(args, org, row.Source, row.ID, row.contact[:], int64(row.digest))
	}
	return args
}
