package store

import (
	"database/sql"
	"slices"

	"ringdex/internal/ringdex"
)

// heldKey is a key that contacts are to have.
type heldKey struct {
	in  *keyTable
	key string
}

// amongHolders restricts a query to the contacts that have all keys. If the log has one of the
// keys, the ids of these contacts are a parameter.
func (r *reader) amongHolders(q *query, held []heldKey) error {
	late, any, err := r.lateOf(held)
	if err != nil {
		return err
	}
	if !any {
		for _, k := range held {
			q.among(true, k.in.holders(), k.in.value(k.key))
		}
		return nil
	}
	var ids []ringdex.ID
	for i, k := range held {
		of, err := r.holders(k, late[i])
		if err != nil {
			return err
		}
		if i > 0 {
			of = intersect(ids, of)
		}
		ids = of
	}
	q.among(true, r.tx.store.engine.IDList("$"), listOfIDs(ids))
	return nil
}

// lateOf returns what the log has of each key, and whether it has any.
func (r *reader) lateOf(held []heldKey) (late []lateKeys, any bool, err error) {
	late = make([]lateKeys, len(held))
	for i, k := range held {
		if late[i], err = r.tx.keys.of(r.tx, k.in, []string{k.key}); err != nil {
			return nil, false, err
		}
		any = any || len(late[i]) > 0
	}
	return late, any, nil
}

// holders returns the contacts that have a key by the index table and the log.
func (r *reader) holders(k heldKey, late lateKeys) (ids []ringdex.ID, err error) {
	for h := range late.has() {
		ids = append(ids, h.contact)
	}
	err = r.tx.rows(k.in.holders()+"2", []any{r.org, k.in.value(k.key)}, func(rows *sql.Rows) error {
		var contact sql.RawBytes
		err := rows.Scan(&contact)
		if id := toID(contact); !late.decides(k.key, id) {
			ids = append(ids, id)
		}
		return err
	})
	return ids, err
}

func intersect(list, other []ringdex.ID) []ringdex.ID {
	in := make(map[ringdex.ID]bool, len(other))
	for _, id := range other {
		in[id] = true
	}
	return slices.DeleteFunc(list, func(id ringdex.ID) bool { return !in[id] })
}
