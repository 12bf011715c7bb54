package store

import (
	"cmp"

	"ringdex/internal/ringdex"
)

// Fields implements ringdex.SettingsReader.
func (r *reader) Fields() ([]ringdex.Field, error) {
	return remembered(r, func(c *config) **[]ringdex.Field { return &c.fields }, r.readFields)
}

func (r *reader) readFields() ([]ringdex.Field, error) {
	return collect(r.tx, "SELECT body FROM fields WHERE organization = $1 ORDER BY kind, id", []any{r.org}, scanDocument[fieldRow])
}

// PutField implements ringdex.Writer.
func (w *writer) PutField(f ringdex.Field) (ringdex.Field, error) {
	if err := w.reconfigure(); err != nil {
		return f, err
	}
	fields, err := w.Fields()
	if err != nil {
		return f, err
	}
	was := f
	f.ID = cmp.Or(f.ID, nextField(fields, f.Kind))
	for _, other := range fields {
		switch {
		case other.Kind != f.Kind:
		case other.ID == f.ID:
			was = other
		case f.Key != "" && ringdex.SameName(other.Key, f.Key):
			return f, ringdex.Fail(ringdex.Conflict, "field.other_has_key", ringdex.Show(f.Key))
		}
	}
	if err := w.tx.exec(`INSERT INTO fields (organization, kind, id, field_key, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (organization, kind, id) DO UPDATE SET field_key = excluded.field_key, body = excluded.body`,
		w.org, string(f.Kind), f.ID, nullable(ringdex.Fold(f.Key)), encodeDocument(toFieldRow(f))); err != nil {
		return f, err
	}
	w.unique = nil
	if was.Unique != f.Unique {
		err = w.reindex(&f)
	}
	return f, err
}

func nextField(fields []ringdex.Field, kind ringdex.Kind) int64 {
	last := int64(0)
	for _, f := range fields {
		if f.Kind == kind {
			last = max(last, f.ID)
		}
	}
	return last + 1
}

// Source implements ringdex.SettingsReader.
func (r *reader) Source(key string) (ringdex.Source, error) {
	sources, err := r.Sources()
	if err != nil {
		return ringdex.Source{}, err
	}
	for _, s := range sources {
		if s.Key == key {
			return s, nil
		}
	}
	return ringdex.Source{}, ringdex.Fail(ringdex.NotFound, "source.unknown", ringdex.Show(key))
}

// Sources implements ringdex.SettingsReader.
func (r *reader) Sources() ([]ringdex.Source, error) {
	return remembered(r, func(c *config) **[]ringdex.Source { return &c.sources }, r.readSources)
}

func (r *reader) readSources() ([]ringdex.Source, error) {
	return collect(r.tx, "SELECT body FROM sources WHERE organization = $1 ORDER BY source", []any{r.org}, scanDocument[sourceRow])
}

// PutSource implements ringdex.Writer.
func (w *writer) PutSource(s ringdex.Source) error {
	if err := w.reconfigure(); err != nil {
		return err
	}
	return w.tx.exec(`INSERT INTO sources (organization, source, body) VALUES ($1, $2, $3)
		ON CONFLICT (organization, source) DO UPDATE SET body = excluded.body`, w.org, s.Key, encodeDocument(sourceRow(s)))
}

// RemoveSource implements ringdex.Writer.
func (w *writer) RemoveSource(key string) error {
	w.reconfigure()
	return w.tx.exec("DELETE FROM sources WHERE organization = $1 AND source = $2", w.org, key)
}

// Keys implements ringdex.SettingsReader.
func (r *reader) Keys() ([]ringdex.Key, error) {
	return collect(r.tx, "SELECT body FROM api_keys WHERE organization = $1 ORDER BY id", []any{r.org}, scanDocument[apiKeyRow])
}

// KeyByHash implements ringdex.SettingsReader.
func (r *reader) KeyByHash(hash [32]byte) (ringdex.Key, error) {
	var body []byte
	found, err := r.tx.row("SELECT body FROM api_keys WHERE organization = $1 AND hash = $2", []any{r.org, hash[:]}, &body)
	if err == nil && !found {
		err = ringdex.Fail(ringdex.NotFound, "store.no_key")
	}
	if err != nil {
		return ringdex.Key{}, err
	}
	return decodeDocument[apiKeyRow](body)
}

// PutKey implements ringdex.Writer.
func (w *writer) PutKey(k ringdex.Key) error {
	return w.tx.exec(`INSERT INTO api_keys (organization, id, hash, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (organization, id) DO UPDATE SET hash = excluded.hash, body = excluded.body`, w.org, k.ID[:], k.Hash[:], encodeDocument(toAPIKeyRow(k)))
}

// RemoveKey implements ringdex.Writer.
func (w *writer) RemoveKey(id ringdex.ID) error {
	return w.tx.exec("DELETE FROM api_keys WHERE organization = $1 AND id = $2", w.org, id[:])
}
