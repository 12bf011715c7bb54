package directory

import (
	"context"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// Fields returns the definitions of all custom fields of contacts and companies.
func (d *Directory) Fields(ctx context.Context, org ringdex.OrganizationID) (fields []ringdex.Field, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		fields, err = ringdex.Fields(r)
		return err
	})
	return fields, err
}

// AddField defines a custom field; ID 0 takes the next free number. Items without an id are
// numbered in order. Conflict if the id or the key is taken.
func (d *Directory) AddField(ctx context.Context, org ringdex.OrganizationID, f ringdex.Field) (ringdex.Field, error) {
	tidy(&f)
	if err := f.Check(); err != nil {
		return f, err
	}
	err := d.store.Update(ctx, org, func(w ringdex.Writer) error {
		fields, err := ringdex.Fields(w)
		if err != nil {
			return err
		}
		if err := free(fields, &f); err != nil {
			return err
		}
		f, err = ringdex.PutField(w, f)
		return err
	})
	return f, err
}

// tidy trims names, and numbers items that have no number yet, behind the others.
func tidy(f *ringdex.Field) {
	f.Title, f.Key = strings.TrimSpace(f.Title), strings.TrimSpace(f.Key)
	last := int64(0)
	for i := range f.Items {
		if f.Items[i].ID == 0 {
			f.Items[i].ID = last + 1
		}
		last = max(last, f.Items[i].ID)
	}
}

// SetField changes the field of that number or key. Its number, its kind and its type stay.
// NotFound when there is none, Invalid when the definition cannot be, Conflict when the key is
// taken or when two records hold the same value of a field that becomes unique.
func (d *Directory) SetField(ctx context.Context, org ringdex.OrganizationID, kind ringdex.Kind, idOrKey string, change func(*ringdex.Field)) (f ringdex.Field, err error) {
	err = d.store.Update(ctx, org, func(w ringdex.Writer) error {
		if f, err = fieldOf(w, kind, idOrKey); err != nil {
			return err
		}
		f.Items = slices.Clone(f.Items)
		change(&f)
		tidy(&f)
		if err := f.Check(); err != nil {
			return err
		}
		f, err = ringdex.PutField(w, f)
		return err
	})
	return f, err
}

func free(fields []ringdex.Field, f *ringdex.Field) error {
	for _, other := range fields {
		switch {
		case other.Kind != f.Kind:
		case f.ID != 0 && other.ID == f.ID:
			return ringdex.Fail(ringdex.Conflict, "field.id_taken", f.Kind, f.ID, ringdex.Show(other.Title))
		case f.Key != "" && ringdex.SameName(other.Key, f.Key):
			return ringdex.Fail(ringdex.Conflict, "field.key_taken", ringdex.Show(f.Key), f.Kind, other.ID, ringdex.Show(other.Title))
		}
	}
	return nil
}

// Sources returns the configured sources.
func (d *Directory) Sources(ctx context.Context, org ringdex.OrganizationID) (sources []ringdex.Source, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		sources, err = ringdex.Documents[ringdex.Source](r)
		return err
	})
	return sources, err
}

// Source returns one source; a source without configuration has the defaults.
func (d *Directory) Source(ctx context.Context, org ringdex.OrganizationID, key string) (source ringdex.Source, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		source, err = ringdex.FindDocument[ringdex.Source](r, key)
		return err
	})
	if ringdex.CodeOf(err) == ringdex.NotFound {
		return ringdex.Source{Key: key}, nil
	}
	return source, err
}

// PutSource configures a source. Invalid if one of its rules is for a field that does not exist.
func (d *Directory) PutSource(ctx context.Context, org ringdex.OrganizationID, s ringdex.Source) error {
	if err := s.Check(); err != nil {
		return err
	}
	return d.store.Update(ctx, org, func(w ringdex.Writer) error {
		fields, err := ringdex.Fields(w)
		if err == nil {
			err = s.NameRules(fields)
		}
		if err != nil {
			return err
		}
		return w.PutDocument(s)
	})
}

// RemoveSource removes the settings of a source, which has the defaults from then on. Its records
// and external ids stay. NotFound when the source has no settings.
func (d *Directory) RemoveSource(ctx context.Context, org ringdex.OrganizationID, key string) error {
	return d.store.Update(ctx, org, func(w ringdex.Writer) error { return w.RemoveDocument(ringdex.Source{Key: key}.Document()) })
}
