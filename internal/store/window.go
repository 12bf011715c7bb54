package store

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// window is a write buffer for the external ids of contacts: sorted inserts into a B-tree cost a
// fraction of random ones, and change each page once. It is flushed before any statement that uses
// the table, and before the commit, so that it is invisible within the transaction. Conflicts of
// ids appear at the flush.
type window struct{ externalIDs []externalIDRow }

// windowRows is how many rows are flushed together; more are not cheaper.
const windowRows = 8_192

type externalIDRow struct {
	ringdex.ExternalID
	contact ringdex.ID
	digest  uint64
}

// add buffers the external ids of a contact. They are always written, because their digests change.
func (n *window) add(wr *write[ringdex.Contact]) {
	for _, x := range wr.after.ExternalIDs {
		n.addExternalID(x, wr.after.ID, digest(wr.mark, x))
	}
}

func (n *window) addExternalID(x ringdex.ExternalID, contact ringdex.ID, digest uint64) {
	n.externalIDs = append(n.externalIDs, externalIDRow{x, contact, digest})
}

// writeFull flushes if there are enough rows.
func (n *window) writeFull(s *session) error {
	if len(n.externalIDs) < windowRows {
		return nil
	}
	return n.write(s)
}

// writeBefore flushes if the statement uses the table.
func (n *window) writeBefore(s *session, text string) error {
	if len(n.externalIDs) == 0 || !strings.Contains(text, "contact_external_ids") {
		return nil
	}
	return n.write(s)
}

// write flushes all buffered rows.
func (n *window) write(s *session) error {
	rows, free := lastExternalIDs(n.externalIDs)
	n.externalIDs = nil
	if !free {
		return s.fail(taken("store.external_id"))
	}
	return s.insertOwned(insertContactExternalID, externalIDArgs(int64(s.keys.org), rows), "store.external_id")
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
