package store

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// window is a write buffer for the index tables of contacts: sorted inserts into a B-tree cost a
// fraction of random ones, and change each page once. It is flushed before any statement that uses
// one of the tables, and before the commit, so that it is invisible within the transaction.
// Conflicts of keys appear at the flush.
type window struct {
	org               ringdex.OrganizationID // organization of the transaction
	phones, companies []keyRow[int64]
	emails            []keyRow[string]
	externalIDs       []externalIDRow
}

// windowRows is how many rows of one table are flushed together; more are not cheaper.
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

// add buffers the new rows of a contact. Rows of external ids are always written, because their
// digests change.
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

// writeFull flushes if there are enough rows.
func (n *window) writeFull(s *session) error {
	if n.longest() < windowRows {
		return nil
	}
	return n.write(s)
}

// writeBefore flushes if the statement uses one of the tables.
func (n *window) writeBefore(s *session, text string) error {
	if n.longest() == 0 || !slices.ContainsFunc(windowTables, func(table string) bool { return strings.Contains(text, table) }) {
		return nil
	}
	return n.write(s)
}

var windowTables = []string{"contact_external_ids", "contact_phones", "contact_emails", "contact_companies"}

// write flushes all buffered rows.
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

// lastExternalIDs sorts rows by external id and keeps the last of each. It reports whether each id
// belongs to one contact.
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
