package directory

import (
	"context"
	"slices"

	"ringdex/internal/ringdex"
)

// clearAtOnce is how many records a transaction clears, so that other writers do not wait for long.
const clearAtOnce = 500

// FieldUse returns the field of that number or key, and how many records have a value of it.
// NotFound when there is no such field.
func (d *Directory) FieldUse(ctx context.Context, org ringdex.OrganizationID, kind ringdex.Kind, idOrKey string) (f ringdex.Field, records int, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		if f, err = fieldOf(r, kind, idOrKey); err != nil {
			return err
		}
		refs, err := holders(r, &f)
		records = len(refs)
		return err
	})
	return f, records, err
}

// RemoveField removes the values of a field from all records, and then the field: a later field may
// get its number. It returns how many records changed. If it fails on its way, some values are gone
// and the field is still there. It sets cause.At.
func (d *Directory) RemoveField(ctx context.Context, org ringdex.OrganizationID, f ringdex.Field, cause ringdex.Cause) (records int, err error) {
	var refs []ringdex.Ref
	if err := d.store.View(ctx, org, func(r ringdex.Reader) (err error) {
		refs, err = holders(r, &f)
		return err
	}); err != nil {
		return 0, err
	}
	for some := range slices.Chunk(refs, clearAtOnce) {
		err := d.store.Update(ctx, org, func(w ringdex.Writer) error { return d.clear(w, &f, some, cause) })
		if err != nil {
			return records, err
		}
		records += len(some)
	}
	err = d.store.Update(ctx, org, func(w ringdex.Writer) error {
		late, err := holders(w, &f)
		if err == nil {
			err = d.clear(w, &f, late, cause)
		}
		if err != nil {
			return err
		}
		return w.RemoveDocument(f.Document())
	})
	return records, err
}

func fieldOf(r ringdex.Reader, kind ringdex.Kind, idOrKey string) (ringdex.Field, error) {
	fields, err := ringdex.Fields(r)
	if err != nil {
		return ringdex.Field{}, err
	}
	found, ok := ringdex.FindField(fields, kind, idOrKey)
	if !ok {
		return ringdex.Field{}, ringdex.Fail(ringdex.NotFound, "field.none", kind, ringdex.Show(idOrKey))
	}
	return *found, nil
}

// holders returns the records that have a value of the field. No index has them.
func holders(r ringdex.Reader, f *ringdex.Field) (refs []ringdex.Ref, err error) {
	if f.Kind == ringdex.KindCompany {
		err = r.EachCompany(func(c *ringdex.Company) error {
			if c.Custom[f.ID] != "" {
				refs = append(refs, c.Ref())
			}
			return nil
		})
		return refs, err
	}
	err = r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
		if c.Custom[f.ID] != "" {
			refs = append(refs, c.Ref())
		}
		return nil
	})
	return refs, err
}

// clear removes the values of records that still have one.
func (d *Directory) clear(w ringdex.Writer, f *ringdex.Field, refs []ringdex.Ref, cause ringdex.Cause) error {
	if len(refs) == 0 {
		return nil
	}
	cause.At = d.clock()
	drop := func(custom map[int64]string) bool {
		had := custom[f.ID] != ""
		delete(custom, f.ID)
		return had
	}
	changes, err := ringdex.Rewrite(w, refs, cause,
		func(c *ringdex.Contact) bool { return drop(c.Custom) },
		func(c *ringdex.Company) bool { return drop(c.Custom) })
	if err != nil {
		return err
	}
	return w.Apply(changes)
}
