package store

import (
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Unique custom fields: a separate table has their values, and its primary key refuses duplicates.

var insertUnique = insert{
	head: "INSERT INTO unique_values (organization, kind, field, value, record) VALUES ", width: 5,
	tail: ` ON CONFLICT (organization, kind, field, value) DO UPDATE SET record = excluded.record
		WHERE unique_values.record = excluded.record`,
}

var removeUnique = removal("unique_values", "kind", "field", "value")

// uniqueFields returns the unique fields of a kind, read once a transaction.
func (w *writer) uniqueFields(kind ringdex.Kind) ([]ringdex.Field, error) {
	if w.unique == nil {
		unique, err := ringdex.UniqueFields(w)
		if err != nil {
			return nil, err
		}
		w.unique = append([]ringdex.Field{}, unique...) // not nil: it was read
	}
	var of []ringdex.Field
	for _, f := range w.unique {
		if f.Kind == kind {
			of = append(of, f)
		}
	}
	return of, nil
}

func (w *writer) putContactUniques(writes []write[ringdex.Contact]) error {
	return putUniques(w, ringdex.KindContact, writes, func(c *ringdex.Contact) (map[int64]string, []byte) { return c.Custom, c.ID[:] })
}

func (w *writer) putCompanyUniques(writes []write[ringdex.Company]) error {
	return putUniques(w, ringdex.KindCompany, writes, func(c *ringdex.Company) (map[int64]string, []byte) { return c.Custom, fromNumber(c.ID) })
}

func putUniques[T any](w *writer, kind ringdex.Kind, writes []write[T], of func(*T) (map[int64]string, []byte)) error {
	fields, err := w.uniqueFields(kind)
	if err != nil || len(fields) == 0 {
		return err
	}
	var args, gone []any
	for _, f := range fields {
		for i := range writes {
			wr := &writes[i]
			if value, is := uniqueGone(f.ID, wr, of); is {
				gone = append(gone, string(kind), f.ID, value)
			}
			if wr.after == nil {
				continue
			}
			if custom, record := of(wr.after); custom[f.ID] != "" {
				args = append(args, w.org, string(kind), f.ID, custom[f.ID], record)
			}
		}
	}
	if err := w.tx.runAll(removeUnique, w.org, gone); err != nil {
		return err
	}
	return w.tx.insertOwned(insertUnique, args, "store.value_of_field")
}

// uniqueGone returns the value of the field that the record has lost.
func uniqueGone[T any](field int64, wr *write[T], of func(*T) (map[int64]string, []byte)) (value string, gone bool) {
	if wr.before == nil {
		return "", false
	}
	was, _ := of(wr.before)
	if wr.after != nil {
		if is, _ := of(wr.after); is[field] == was[field] {
			return "", false
		}
	}
	return was[field], was[field] != ""
}

// reindex adds the values of a field that has become unique, and deletes those of a field that no
// longer is.
func (w *writer) reindex(f *ringdex.Field) error {
	err := w.tx.exec("DELETE FROM unique_values WHERE organization = $1 AND kind = $2 AND field = $3", w.org, string(f.Kind), f.ID)
	if err != nil || !f.Unique {
		return err
	}
	var args []any
	add := func(custom map[int64]string, record []byte) error {
		if value := custom[f.ID]; value != "" {
			args = append(args, w.org, string(f.Kind), f.ID, value, record)
		}
		return nil
	}
	if f.Kind == ringdex.KindCompany {
		err = w.EachCompany(func(c *ringdex.Company) error { return add(c.Custom, fromNumber(c.ID)) })
	} else {
		err = w.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { return add(c.Custom, c.ID[:]) })
	}
	if err != nil {
		return err
	}
	return w.tx.insertOwned(insertUnique, args, "store.value_of_field")
}

// insertOwned inserts rows by a statement that skips rows of other records. If it affects fewer
// rows than given, a key was taken and the transaction fails.
func (s *session) insertOwned(in insert, args []any, what string) error {
	affected, err := s.insertCounted(in, args)
	if err == nil && affected != int64(len(args)/in.width) {
		return s.fail(taken(what))
	}
	return err
}

// taken returns the error for a key of another record.
func taken(what string) error {
	return ringdex.Fail(ringdex.Conflict, "store.taken", message.New(what))
}
