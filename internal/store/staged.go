package store

import (
	"database/sql"
	"slices"

	"ringdex/internal/ringdex"
)

// What readers see while a run stages; staging.go says why.

const stagedFrom = "(SELECT o.staged_from FROM organizations AS o WHERE o.id = $1)"

// bodyColumn is the body of a row of contacts as it is to be seen, NULL when it is not to be.
func (r *reader) bodyColumn() string {
	if !r.aside() || !r.staged.any() {
		return "body"
	}
	return "CASE WHEN contacts.seq <= " + stagedFrom + " THEN body WHEN contacts.born <= " + stagedFrom +
		" THEN (SELECT b.before FROM changes AS b" + r.tx.use("changes_record") + " WHERE b.organization = $1 AND b.record = contacts.id AND b.seq > " +
		stagedFrom + " AND b.before IS NOT NULL ORDER BY b.seq LIMIT 1) END"
}

// scanSeen reads a body that bodyColumn gives: nil when the contact is not to be seen.
func scanSeen(rows *sql.Rows) (*ringdex.Contact, error) {
	var body sql.RawBytes
	if err := rows.Scan(&body); err != nil || body == nil {
		return nil, err
	}
	return decodeContact(body)
}

// stagedAmong are those of the contacts that the run has staged, as they are to be seen; nil for
// one that is not to be.
func (r *reader) stagedAmong(ids []ringdex.ID) (map[ringdex.ID]*ringdex.Contact, error) {
	if !r.staged.any() || len(ids) == 0 {
		return nil, nil
	}
	staged := map[ringdex.ID]*ringdex.Contact{}
	err := r.tx.rows("SELECT id, "+r.bodyColumn()+" FROM contacts WHERE organization = $1 AND seq > $2 AND id"+r.tx.in(r.tx.store.engine.IDList("$3")),
		[]any{r.org, r.staged.from, listOfIDs(ids)}, func(rows *sql.Rows) error {
			var id, body sql.RawBytes
			if err := rows.Scan(&id, &body); err != nil {
				return err
			}
			var c *ringdex.Contact
			var err error
			if body != nil {
				c, err = decodeContact(body)
			}
			staged[toID(id)] = c
			return err
		})
	return staged, err
}

// findSeen is find while a run stages: it leaves out contacts that do not have the key as they are
// to be seen. Others do not get the digest of a staged contact, since it may be rolled back.
func (r *reader) findSeen(x lookup, found func(string, ringdex.Found)) error {
	var keys []string
	var all []ringdex.Found
	var ids []ringdex.ID
	err := r.find(x, func(key string, m ringdex.Found) {
		keys, all, ids = append(keys, key), append(all, m), append(ids, m.Contact)
	})
	if err != nil {
		return err
	}
	staged, err := r.stagedAmong(ids)
	if err != nil {
		return err
	}
	for i, m := range all {
		c, is := staged[m.Contact]
		if is && r.aside() {
			m.Digest = 0
		}
		if !is || c != nil && x.has(c, keys[i]) {
			found(keys[i], m)
		}
	}
	return nil
}

// stagedFilter narrows a list of contacts to those that are to be seen.
func (r *reader) stagedFilter(f *ringdex.ContactFilter) string {
	switch {
	case !r.aside():
		return ""
	case !f.UpdatedFrom.IsZero() || !f.UpdatedUntil.IsZero():
		return " AND seq <= " + stagedFrom // the others are updated when the run publishes
	}
	return " AND born <= " + stagedFrom
}

// seenList leaves of a list those that the filter means, as they are to be seen.
func (r *reader) seenList(list []*ringdex.Contact, f *ringdex.ContactFilter) []*ringdex.Contact {
	if !r.staged.any() {
		return list
	}
	return slices.DeleteFunc(list, func(c *ringdex.Contact) bool {
		return c == nil || f.UserName != "" && !hasUserName(c, ringdex.Fold(f.UserName)) || f.Email != "" && !hasEmail(c, ringdex.Fold(f.Email)) ||
			f.Company != 0 && !slices.Contains(c.Companies, f.Company) || f.AnyRole != 0 && c.Roles&f.AnyRole == 0
	})
}

var insertStagedKeys = insert{head: "INSERT INTO staged_keys (organization, contact) VALUES ", width: 2, tail: " ON CONFLICT DO NOTHING"}

// removeGone removes keys that contacts no longer have, or notes whose keys are to be removed when
// the run publishes.
func (w *writer) removeGone(gone *contactsGone, writes []write[ringdex.Contact], keep bool) error {
	if !keep {
		return gone.remove(w)
	}
	var args []any
	for i := range writes {
		var one contactsGone
		if one.add(&writes[i]); one.anyKey() {
			args = append(args, w.org, writes[i].ref.Contact[:])
		}
	}
	return w.tx.insertAll(insertStagedKeys, args)
}

func (g *contactsGone) anyKey() bool {
	return g.keys.n+len(g.externalIDs) > 0
}

// removeKept removes the keys that contacts had before the run, or between its changes, and do not
// have any more.
func (w *writer) removeKept() error {
	ids, err := collect(w.tx, "SELECT contact FROM staged_keys WHERE organization = $1", []any{w.org}, func(rows *sql.Rows) (ringdex.ID, error) {
		var id sql.RawBytes
		err := rows.Scan(&id)
		return toID(id), err
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(ids, mostRows) {
		if err := w.removeKeptOf(some); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) removeKeptOf(ids []ringdex.ID) error {
	now, err := w.Contacts(ids)
	if err != nil {
		return err
	}
	var gone contactsGone
	err = w.tx.rows("SELECT before FROM changes"+w.tx.use("changes_record")+" WHERE organization = $1 AND seq > $2 AND before IS NOT NULL AND record"+
		w.tx.in(w.tx.store.engine.IDList("$3")), []any{w.org, w.staged.from, listOfIDs(ids)}, func(rows *sql.Rows) error {
		was, err := scanSeen(rows)
		if err == nil {
			gone.add(&write[ringdex.Contact]{before: was, after: now[was.ID]})
		}
		return err
	})
	if err != nil {
		return err
	}
	gone.userNames = nil
	return gone.remove(w)
}
