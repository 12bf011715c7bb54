package store

import (
	"database/sql"
	"maps"
	"slices"
	"strconv"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Contact implements ringdex.ContactReader.
func (r *reader) Contact(id ringdex.ID) (*ringdex.Contact, error) {
	var body []byte
	found, err := r.tx.row("SELECT "+r.bodyColumn()+" FROM contacts WHERE organization = $1 AND id = $2", []any{r.org, id[:]}, &body)
	if err != nil {
		return nil, err
	}
	if !found || body == nil {
		return nil, ringdex.Fail(ringdex.NotFound, "contact.not_found", id)
	}
	return decodeContact(body)
}

// Contacts implements ringdex.ContactReader.
func (r *reader) Contacts(ids []ringdex.ID) (map[ringdex.ID]*ringdex.Contact, error) {
	found := make(map[ringdex.ID]*ringdex.Contact, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	err := r.tx.rows("SELECT "+r.bodyColumn()+" FROM contacts WHERE organization = $1 AND id"+r.tx.in(r.tx.store.engine.IDList("$2")),
		[]any{r.org, listOfIDs(ids)}, func(rows *sql.Rows) error {
			c, err := scanSeen(rows)
			if c != nil {
				found[c.ID] = c
			}
			return err
		})
	return found, err
}

// ContactsByExternalID implements ringdex.ContactReader.
func (r *reader) ContactsByExternalID(source string, ids []string) (map[string]ringdex.Match, error) {
	found := make(map[string]ringdex.Match, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	// Not IN, which would build a temporary index of the list first; that takes as long as the
	// look-ups. Sorted ids are neighbours in the tree, so the cursor need not descend again.
	ids = slices.Sorted(slices.Values(ids))
	engine := r.tx.store.engine
	err := r.matches(engine.ForEach(engine.TextRows("$3"), "e.external_id, e.contact, e.digest",
		"contact_external_ids AS e WHERE e.organization = $1 AND e.source = $2 AND e.external_id = wanted.value"),
		[]any{r.org, source, listOf(ids)}, func(external string, match ringdex.Match) { found[external] = match })
	if err != nil {
		return nil, err
	}
	return found, r.seenMatches(source, found)
}

// matches reads rows of external id, contact and digest.
func (r *reader) matches(text string, args []any, fn func(externalID string, match ringdex.Match)) error {
	return r.tx.rows(text, args, func(rows *sql.Rows) error {
		var external string
		var contact sql.RawBytes
		var digest int64
		err := rows.Scan(&external, &contact, &digest)
		fn(external, ringdex.Match{ID: toID(contact), Digest: uint64(digest)})
		return err
	})
}

// ContactsByUserName implements ringdex.ContactReader.
func (r *reader) ContactsByUserName(names []string) (map[string]ringdex.ID, error) {
	found := make(map[string]ringdex.ID, len(names))
	err := r.pairs("SELECT user_name, id FROM contacts WHERE organization = $1 AND user_name"+r.tx.in(r.tx.store.engine.TextList("$2")),
		folded(names), func(name string, id ringdex.ID) { found[name] = id })
	if err != nil {
		return nil, err
	}
	return found, seenOnce(r, found, hasUserName)
}

// ContactsByEmail implements ringdex.ContactReader.
func (r *reader) ContactsByEmail(emails []string) (map[string][]ringdex.ID, error) {
	found := make(map[string][]ringdex.ID, len(emails))
	err := r.pairs("SELECT email, contact FROM contact_emails WHERE organization = $1 AND email"+r.tx.in(r.tx.store.engine.TextList("$2")),
		folded(emails), func(email string, id ringdex.ID) { found[email] = append(found[email], id) })
	if err != nil {
		return nil, err
	}
	return found, seenIn(r, found, hasEmail)
}

// pairs reads the (text, contact) rows for a list of texts.
func (r *reader) pairs(text string, list []string, each func(string, ringdex.ID)) error {
	if len(list) == 0 {
		return nil
	}
	return r.tx.rows(text, []any{r.org, listOf(list)}, func(rows *sql.Rows) error {
		var key string
		var contact sql.RawBytes
		err := rows.Scan(&key, &contact)
		each(key, toID(contact))
		return err
	})
}

// ContactsByPhone implements ringdex.ContactReader.
func (r *reader) ContactsByPhone(keys []phone.Key) (map[phone.Key][]ringdex.ID, error) {
	found := make(map[phone.Key][]ringdex.ID, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	numbers := make([]int64, len(keys))
	for i, k := range keys {
		numbers[i] = int64(k)
	}
	err := r.tx.rows("SELECT number, contact FROM contact_phones WHERE organization = $1 AND number"+r.tx.in(r.tx.store.engine.IntegerList("$2")),
		[]any{r.org, listOf(numbers)}, func(rows *sql.Rows) error {
			var number int64
			var contact sql.RawBytes
			err := rows.Scan(&number, &contact)
			found[phone.Key(number)] = append(found[phone.Key(number)], toID(contact))
			return err
		})
	if err != nil {
		return nil, err
	}
	return found, seenIn(r, found, hasPhone)
}

const uniqueHolders = "SELECT value, record FROM unique_values WHERE organization = $1 AND kind = $2 AND field = $3 AND value"

// ContactHolding implements ringdex.ContactReader.
func (r *reader) ContactHolding(field int64, values []string) (map[string]ringdex.ID, error) {
	found := map[string]ringdex.ID{}
	err := r.holding(ringdex.KindContact, field, values, func(value string, record []byte) { found[value] = toID(record) })
	if err != nil {
		return nil, err
	}
	return found, seenOnce(r, found, func(c *ringdex.Contact, value string) bool { return c.Custom[field] == value })
}

func (r *reader) holding(kind ringdex.Kind, field int64, values []string, each func(string, []byte)) error {
	if len(values) == 0 {
		return nil
	}
	return r.tx.rows(uniqueHolders+r.tx.in(r.tx.store.engine.TextList("$4")), []any{r.org, string(kind), field, listOf(values)}, func(rows *sql.Rows) error {
		var value string
		var record sql.RawBytes
		err := rows.Scan(&value, &record)
		each(value, record)
		return err
	})
}

// ListContacts implements ringdex.ContactReader.
func (r *reader) ListContacts(f ringdex.ContactFilter, p ringdex.Page) ([]*ringdex.Contact, int64, error) {
	total, err := r.countContacts(f)
	if err != nil {
		return nil, 0, err
	}
	q := r.contactQuery(f)
	q.where += r.stagedFilter(&f)
	page, args := q.page(p)
	list, err := collect(r.tx, "SELECT "+r.bodyColumn()+" FROM contacts"+q.where+page, args, scanSeen)
	return r.seenList(list, &f), total, err
}

// countContacts counts what a filter means. Of all contacts, the index says how many there are, and the organization's row
// how many of them are staged; to see which ones takes reading them.
func (r *reader) countContacts(f ringdex.ContactFilter) (total int64, err error) {
	q := r.contactQuery(f)
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

func (r *reader) contactQuery(f ringdex.ContactFilter) *query {
	q := newQuery(r.org)
	q.and(f.UserName != "", "user_name = $", ringdex.Fold(f.UserName))
	q.among(f.Email != "", "SELECT contact FROM contact_emails WHERE organization = $1 AND email = $", ringdex.Fold(f.Email))
	q.among(f.Company != 0, "SELECT contact FROM contact_companies WHERE organization = $1 AND company = $", f.Company)
	q.and(f.AnyRole != 0, "(roles & $) <> 0", int64(f.AnyRole))
	q.updated(f.UpdatedFrom, f.UpdatedUntil)
	return q.close(r)
}

// EachContact implements ringdex.ContactReader.
func (r *reader) EachContact(fn func(*ringdex.Contact) error) error {
	return each(r.tx, r.allContacts(), []any{r.org}, contactMembers, fn)
}

// ContactsOfSource implements ringdex.ContactReader.
func (r *reader) ContactsOfSource(source string, fn func(externalID string, match ringdex.Match)) error {
	const text = "SELECT external_id, contact, digest FROM contact_external_ids WHERE organization = $1 AND source = $2"
	args := []any{r.org, source}
	if !r.staged.any() {
		return r.matches(text, args, fn)
	}
	found := map[string]ringdex.Match{}
	err := r.matches(text, args, func(external string, match ringdex.Match) { found[external] = match })
	if err == nil {
		err = r.seenMatches(source, found) // drops a removed id, which stays in addition to the new one
	}
	for _, external := range slices.Sorted(maps.Keys(found)) {
		fn(external, found[external])
	}
	return err
}

// PasswordHash implements ringdex.ContactReader.
func (r *reader) PasswordHash(contact ringdex.ID) (string, error) {
	var hash string
	_, err := r.tx.row("SELECT hash FROM contact_passwords WHERE organization = $1 AND contact = $2", []any{r.org, contact[:]}, &hash)
	return hash, err
}

// SetPassword implements ringdex.Writer.
func (w *writer) SetPassword(contact ringdex.ID, hash string) error {
	if w.stages {
		return ringdex.Fail(ringdex.Internal, "staging.passwords")
	}
	return w.tx.exec(`INSERT INTO contact_passwords (organization, contact, hash) VALUES ($1, $2, $3)
		ON CONFLICT (organization, contact) DO UPDATE SET hash = excluded.hash`, w.org, contact[:], hash)
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
