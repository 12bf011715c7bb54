package store

import (
	"database/sql"
	"strconv"

	"ringdex/internal/ringdex"
)

// Contacts implements ringdex.ContactReader.
func (r *reader) Contacts(ids []ringdex.ID) (map[ringdex.ID]*ringdex.Contact, error) {
	found := make(map[ringdex.ID]*ringdex.Contact, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	among, param := r.tx.in(r.tx.store.engine.IDList("$2")), any(listOfIDs(ids))
	if len(ids) == 1 {
		among, param = " = $2", ids[0][:]
	}
	err := r.tx.rows("SELECT "+r.bodyColumn()+" FROM contacts WHERE organization = $1 AND id"+among, []any{r.org, param}, func(rows *sql.Rows) error {
		c, err := scanSeen(rows)
		if c != nil {
			found[c.ID] = c
		}
		return err
	})
	return found, err
}

// ListContacts implements ringdex.ContactReader.
func (r *reader) ListContacts(f ringdex.ContactFilter, p ringdex.Page) ([]*ringdex.Contact, int64, error) {
	var total int64
	if !p.Uncounted {
		var err error
		if total, err = r.countContacts(f); err != nil {
			return nil, 0, err
		}
	}
	q, err := r.contactQuery(f)
	if err != nil {
		return nil, 0, err
	}
	q.after(p.After)
	q.where += r.stagedFilter(&f)
	page, args := q.page(p)
	list, err := collect(r.tx, "SELECT "+r.bodyColumn()+" FROM contacts"+q.where+page, args, scanSeen)
	return r.seenList(list, &f), total, err
}

// countContacts counts what a filter means. Of all contacts, the index says how many there are, and
// the organization's row how many of them are staged; to see which ones takes reading them.
func (r *reader) countContacts(f ringdex.ContactFilter) (total int64, err error) {
	q, err := r.contactQuery(f)
	if err != nil {
		return 0, err
	}
	whole := f == ringdex.ContactFilter{}
	if !whole {
		q.where += r.stagedFilter(&f)
	}
	_, err = r.tx.row("SELECT count(*) FROM contacts"+q.where, q.args, &total)
	if whole && r.aside() {
		total -= r.staged.created
	}
	return total, err
}

func (r *reader) contactQuery(f ringdex.ContactFilter) (*query, error) {
	q := newQuery(r.org)
	q.and(f.UserName != "", "user_name = $", ringdex.Fold(f.UserName))
	var held []heldKey
	if f.Email != "" {
		held = append(held, heldKey{emailTable, ringdex.Fold(f.Email)})
	}
	if f.Company != 0 {
		held = append(held, heldKey{companyTable, strconv.FormatInt(f.Company, 10)})
	}
	if err := r.amongHolders(q, held); err != nil {
		return nil, err
	}
	q.and(f.AnyRole != 0, "(roles & $) <> 0", int64(f.AnyRole))
	q.updated(f.UpdatedFrom, f.UpdatedUntil)
	return q.close(r), nil
}

// EachContact implements ringdex.ContactReader.
func (r *reader) EachContact(d ringdex.Detail, fn func(*ringdex.Contact) error) error {
	if d == ringdex.CallerOnly {
		return r.eachCaller(fn)
	}
	return each(r.tx, r.allContacts(), []any{r.org}, contactMembers, fn)
}

func toID(b []byte) (id ringdex.ID) {
	copy(id[:], b)
	return id
}

func folded(texts []string) []string {
	list := make([]string, len(texts))
	for i, t := range texts {
		list[i] = ringdex.Fold(t)
	}
	return list
}

func itoa(n int) string { return strconv.Itoa(n) }
