package store

import (
	"ringdex/internal/ringdex"
)

// Sent implements syncer.Memory.
func (r *reader) Sent(connector ringdex.ID, refs []ringdex.Ref) (map[ringdex.Ref]ringdex.Sent, error) {
	found := make(map[ringdex.Ref]ringdex.Sent, len(refs))
	for kind, keys := range keysByKind(refs) {
		among := r.tx.in(r.tx.store.engine.IDList("$4"))
		all, err := collect(r.tx, "SELECT body FROM sent WHERE organization = $1 AND connector = $2 AND kind = $3"+
			" AND record"+among, []any{r.org, connector[:], string(kind), listOfKeys(keys)}, scanDocument[sentRow])
		if err != nil {
			return nil, err
		}
		for _, s := range all {
			found[s.Ref] = s
		}
	}
	return found, nil
}

func keysByKind(refs []ringdex.Ref) map[ringdex.Kind][][]byte {
	keys := map[ringdex.Kind][][]byte{}
	for _, ref := range refs {
		keys[ref.Kind] = append(keys[ref.Kind], recordKey(ref))
	}
	return keys
}

// ListSent implements syncer.Memory.
func (r *reader) ListSent(f ringdex.SentFilter, after ringdex.Ref, limit int) ([]ringdex.Sent, error) {
	q := sentQuery(r.org, f)
	q.order = "kind, record"
	if after.Kind != "" {
		q.and(true, "kind >= $", string(after.Kind))
		q.and(true, "(kind, record) > ('"+string(after.Kind)+"', $)", recordKey(after))
	}
	end, args := q.page(ringdex.Page{Limit: limit})
	return collect(r.tx, "SELECT body FROM sent"+q.where+end, args, scanDocument[sentRow])
}

// CountSent implements syncer.Memory.
func (r *reader) CountSent(f ringdex.SentFilter) (n int64, err error) {
	q := sentQuery(r.org, f)
	_, err = r.tx.row("SELECT count(*) FROM sent"+q.where, q.args, &n)
	return n, err
}

func sentQuery(org ringdex.OrganizationID, f ringdex.SentFilter) *query {
	q := newQuery(org)
	q.and(true, "connector = $", f.Connector[:])
	q.and(f.Kind != "", "kind = $", string(f.Kind))
	if f.Refused {
		q.where += " AND due > 0" // matches the partial index
	}
	q.and(!f.Due.IsZero(), "due <= $", millis(f.Due))
	return q
}

var insertSent = insert{
	head: "INSERT INTO sent (organization, connector, kind, record, due, body) VALUES ", width: 6,
	tail: " ON CONFLICT (organization, connector, kind, record) DO UPDATE SET due = excluded.due, body = excluded.body",
}

// PutSent implements syncer.MemoryWriter.
func (w *writer) PutSent(connector ringdex.ID, sent []ringdex.Sent) error {
	args := make([]any, 0, len(sent)*insertSent.width)
	for i := range sent {
		s := &sent[i]
		due := int64(0)
		if !s.Refused.IsZero() {
			due = millis(s.Due)
		}
		args = append(args, w.org, connector[:], string(s.Ref.Kind), recordKey(s.Ref), due, encodeDocument(toSentRow(s)))
	}
	return w.tx.insertAll(insertSent, args)
}

// ForgetSent implements syncer.MemoryWriter.
func (w *writer) ForgetSent(connector ringdex.ID, refs []ringdex.Ref) error {
	for _, ref := range refs {
		err := w.tx.exec("DELETE FROM sent WHERE organization = $1 AND connector = $2 AND kind = $3 AND record = $4",
			w.org, connector[:], string(ref.Kind), recordKey(ref))
		if err != nil {
			return err
		}
	}
	return nil
}

// connectorChanged deletes what is kept of a removed connector.
func (w *writer) connectorChanged(before, after ringdex.Document) error {
	if after != nil {
		return nil
	}
	id := before.(ringdex.Connector).ID
	if err := w.tx.exec("DELETE FROM sent WHERE organization = $1 AND connector = $2", w.org, id[:]); err != nil {
		return err
	}
	return w.tx.exec("DELETE FROM documents WHERE organization = $1 AND kind = $2 AND id = $3",
		w.org, string(ringdex.ConnectorStateDocument), id.String())
}
