package store

import (
	"context"

	"ringdex/internal/ringdex"
)

// rebuiltAtOnce is how many records Rebuild keeps in memory.
const rebuiltAtOnce = 2000

// Rebuild writes the index tables of an organization, and the columns beside bodies, from the
// bodies of its records, in one transaction. Records and journal stay. Digests of external ids are
// forgotten, so the next import compares whole records. Conflict if two records claim one key.
func (s *Store) Rebuild(ctx context.Context, org ringdex.OrganizationID) error {
	return s.Update(ctx, org, func(w ringdex.Writer) error { return w.(*writer).rebuild() })
}

func (w *writer) rebuild() error {
	if w.aside() {
		return w.block()
	}
	if err := w.clearDerived(); err != nil {
		return err
	}
	if err := rebuildAll(w.ListContacts, ringdex.ContactFilter{}, func(writes []write[ringdex.Contact]) error {
		return w.putContacts(writes, w.seq, false)
	}); err != nil {
		return err
	}
	return rebuildAll(w.ListCompanies, ringdex.CompanyFilter{}, w.putCompanies)
}

// rebuildAll writes all records of a kind as if they were new.
func rebuildAll[T, F any, P interface {
	*T
	Bookmark() ringdex.Bookmark
}](list func(F, ringdex.Page) ([]P, int64, error), all F, put func([]write[T]) error) error {
	page := ringdex.Page{Limit: rebuiltAtOnce, Uncounted: true}
	for {
		records, _, err := list(all, page)
		if err != nil || len(records) == 0 {
			return err
		}
		writes := make([]write[T], len(records))
		for i, record := range records {
			writes[i].after = record
		}
		page.After = records[len(records)-1].Bookmark()
		if err := put(writes); err != nil {
			return err
		}
	}
}

// clearDerived deletes the rows of index tables. User names become free, so that wrong ones do not
// stand in the way of right ones.
func (w *writer) clearDerived() error {
	for _, table := range derivedTables {
		switch table {
		case "contacts", "companies", journalTable:
			continue
		}
		if err := w.tx.exec("DELETE FROM "+table+" WHERE organization = $1", w.org); err != nil {
			return err
		}
	}
	if err := w.tx.exec("DELETE FROM key_log WHERE organization = $1", w.org); err != nil {
		return err
	}
	w.tx.keys.merged, w.tx.keys.rows, w.tx.keys.read, w.tx.keys.moved = w.tx.keys.logged, nil, false, true
	return w.tx.exec("UPDATE contacts SET user_name = NULL WHERE organization = $1", w.org)
}
