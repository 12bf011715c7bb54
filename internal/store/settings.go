package store

import (
	"database/sql"
	"slices"

	"ringdex/internal/ringdex"
)

// documentKind is how the store keeps one kind of documents.
type documentKind struct {
	encode  func(ringdex.Document) string
	decode  func([]byte) (ringdex.Document, error)
	missing func(id string) error // the error for an ID that no document has
	// rules are read by nearly every request and say what records may be. They are cached, and a
	// change waits for the end of a run that stages records by the old ones.
	rules bool
	// changed keeps up what the store derives from a document; nil for nothing. before is nil for
	// a new document, after for a removed one.
	changed func(w *writer, before, after ringdex.Document) error
}

// kindOf returns how a kind is kept. A new kind of documents is one case here.
func kindOf(kind ringdex.DocumentKind) documentKind {
	switch kind {
	case ringdex.SourceDocument:
		toRow := func(s ringdex.Source) sourceRow { return sourceRow(s) }
		return keptAs(toRow, documentKind{rules: true, missing: missingSource})
	case ringdex.FieldDocument:
		return keptAs(toFieldRow, documentKind{
			rules: true, missing: missingField, changed: (*writer).fieldChanged,
		})
	case ringdex.KeyDocument:
		return keptAs(toAPIKeyRow, documentKind{missing: missingKey})
	case ringdex.WebhookDocument:
		return keptAs(toWebhookRow, documentKind{
			missing: missingWebhook, changed: (*writer).webhookChanged,
		})
	case ringdex.ConnectorDocument:
		return keptAs(toConnectorRow, documentKind{
			missing: missingConnector, changed: (*writer).connectorChanged,
		})
	case ringdex.ConnectorStateDocument:
		return keptAs(toConnectorStateRow, documentKind{missing: missingConnector})
	case ringdex.SessionDocument:
		return keptAs(toSessionRow, documentKind{missing: missingSession})
	case ringdex.ErasureDocument:
		return keptAs(toErasureRow, documentKind{rules: true, missing: missingErasure})
	}
	panic("store: no kind of documents: " + string(kind))
}

func missingSource(key string) error {
	return ringdex.Fail(ringdex.NotFound, "source.unknown", ringdex.Show(key))
}

func missingField(string) error { return ringdex.Fail(ringdex.NotFound, "field.unknown") }

func missingKey(string) error { return ringdex.Fail(ringdex.NotFound, "store.no_key") }

func missingWebhook(id string) error { return ringdex.Fail(ringdex.NotFound, "webhook.unknown", id) }

func missingConnector(id string) error {
	return ringdex.Fail(ringdex.NotFound, "connector.unknown", ringdex.Show(id))
}

func missingSession(string) error { return ringdex.Fail(ringdex.NotFound, "auth.no_session") }
func missingErasure(id string) error {
	return ringdex.Fail(ringdex.NotFound, "erasure.unknown", ringdex.Show(id))
}

func keptAs[R document[T], T ringdex.Document](toRow func(T) R, k documentKind) documentKind {
	k.encode = func(d ringdex.Document) string { return encodeDocument(toRow(d.(T))) }
	k.decode = func(body []byte) (ringdex.Document, error) { return decodeDocument[R](body) }
	return k
}

// Documents implements ringdex.SettingsReader.
func (r *reader) Documents(kind ringdex.DocumentKind) ([]ringdex.Document, error) {
	k := kindOf(kind)
	read := func() ([]ringdex.Document, error) {
		return collect(r.tx, "SELECT body FROM documents WHERE organization = $1 AND kind = $2 ORDER BY id",
			[]any{r.org, string(kind)}, k.scan)
	}
	if !k.rules {
		return read()
	}
	return remembered(r, string(kind), read)
}

func (k documentKind) scan(rows *sql.Rows) (ringdex.Document, error) {
	var body sql.RawBytes
	if err := rows.Scan(&body); err != nil {
		return nil, err
	}
	return k.decode(body)
}

// Document implements ringdex.SettingsReader.
func (r *reader) Document(ref ringdex.DocumentRef) (d ringdex.Document, err error) {
	k := kindOf(ref.Kind)
	if k.rules {
		d, err = r.cachedDocument(ref)
	} else {
		d, err = r.storedDocument(k, ref)
	}
	if err == nil && d == nil {
		err = k.missing(ref.ID)
	}
	return d, err
}

func (r *reader) cachedDocument(ref ringdex.DocumentRef) (ringdex.Document, error) {
	all, err := r.Documents(ref.Kind)
	i := slices.IndexFunc(all, func(d ringdex.Document) bool {
		is := d.Document()
		return ref.ID != "" && is.ID == ref.ID || ref.ID == "" && is.Name == ref.Name
	})
	if err != nil || i < 0 {
		return nil, err
	}
	return all[i], nil
}

func (r *reader) storedDocument(k documentKind, ref ringdex.DocumentRef) (ringdex.Document, error) {
	text, key := "SELECT body FROM documents WHERE organization = $1 AND kind = $2 AND ", ref.ID
	if key != "" {
		text += "id = $3"
	} else {
		text, key = text+"name = $3", ref.Name
	}
	var body []byte
	found, err := r.tx.row(text, []any{r.org, string(ref.Kind), key}, &body)
	if err != nil || !found {
		return nil, err
	}
	return k.decode(body)
}

const insertDocument = "INSERT INTO documents (organization, kind, id, name, body)" +
	" VALUES ($1, $2, $3, $4, $5)"

const replaceDocument = insertDocument + " ON CONFLICT (organization, kind, id)" +
	" DO UPDATE SET name = excluded.name, body = excluded.body"

// PutDocument implements ringdex.Writer.
func (w *writer) PutDocument(d ringdex.Document) error {
	ref := d.Document()
	k := kindOf(ref.Kind)
	before, err := w.storedDocument(k, ringdex.DocumentRef{Kind: ref.Kind, ID: ref.ID})
	if err != nil {
		return err
	}
	return w.change(k, before, d, func() error {
		return w.tx.exec(replaceDocument,
			w.org, string(ref.Kind), ref.ID, nullable(ref.Name), k.encode(d))
	})
}

// RemoveDocument implements ringdex.Writer.
func (w *writer) RemoveDocument(ref ringdex.DocumentRef) error {
	k := kindOf(ref.Kind)
	before, err := w.storedDocument(k, ref)
	if err != nil {
		return err
	}
	if before == nil {
		return k.missing(ref.ID)
	}
	return w.change(k, before, nil, func() error {
		return w.tx.exec("DELETE FROM documents WHERE organization = $1 AND kind = $2 AND id = $3",
			w.org, string(ref.Kind), before.Document().ID)
	})
}

// change writes a document and what the store derives from it.
func (w *writer) change(k documentKind, before, after ringdex.Document, write func() error) error {
	if k.rules {
		if err := w.reconfigure(); err != nil {
			return err
		}
	}
	if err := write(); err != nil || k.changed == nil {
		return err
	}
	return k.changed(w, before, after)
}

// fieldChanged keeps the values of unique fields.
func (w *writer) fieldChanged(before, after ringdex.Document) error {
	was, _ := before.(ringdex.Field)
	is, stays := after.(ringdex.Field)
	w.unique = nil
	if !stays {
		is = was
		is.Unique = false
	}
	if was.Unique == is.Unique {
		return nil
	}
	return w.reindex(&is)
}

// webhookChanged deletes the log of deliveries of a removed webhook.
func (w *writer) webhookChanged(before, after ringdex.Document) error {
	if after != nil {
		return nil
	}
	id := before.(ringdex.Webhook).ID
	return w.tx.exec("DELETE FROM deliveries WHERE organization = $1 AND webhook = $2", w.org, id[:])
}
