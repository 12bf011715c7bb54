package store

import (
	"bytes"
	"maps"
	"slices"

	"ringdex/internal/ringdex"
)

var (
	insertContact = insert{
		head: "INSERT INTO contacts (organization, id, version, user_name, roles, updated, body, born, seq) VALUES ", width: 9,
		tail: ` ON CONFLICT (organization, id) DO UPDATE SET version = excluded.version, user_name = excluded.user_name,
			roles = excluded.roles, updated = excluded.updated, body = excluded.body, seq = excluded.seq`,
	}
	insertContactExternalID = insert{
		head: "INSERT INTO contact_external_ids (organization, source, external_id, contact, digest) VALUES ", width: 5,
		tail: ` ON CONFLICT (organization, source, external_id) DO UPDATE SET digest = excluded.digest
			WHERE contact_external_ids.contact = excluded.contact`,
	}
	insertContactPhone   = index{"contact_phones", "number"}.insert()
	insertContactEmail   = index{"contact_emails", "email"}.insert()
	insertContactCompany = index{"contact_companies", "company"}.insert()
)

// Statements that delete index rows by key.
var (
	removeContact           = removal("contacts", "id")
	removeContactPassword   = removal("contact_passwords", "contact")
	removeContactExternalID = removal("contact_external_ids", "source", "external_id")
	removeContactPhone      = index{"contact_phones", "number"}.removal()
	removeContactEmail      = index{"contact_emails", "email"}.removal()
	removeContactCompany    = index{"contact_companies", "company"}.removal()
	releaseUserName         = keyed{"UPDATE contacts SET user_name = NULL", "contacts", []string{"id"}}
)

// index is an index table of contacts: a key column and the contact.
type index struct{ table, column string }

func (x index) insert() insert {
	return insert{
		head:  "INSERT INTO " + x.table + " (organization, " + x.column + ", contact) VALUES ",
		width: 3, tail: " ON CONFLICT DO NOTHING",
	}
}

func (x index) removal() keyed { return removal(x.table, x.column, "contact") }

// putContacts writes rows and index rows. It deletes first, so that a number, a name or an external
// id can move between contacts in one transaction. seq is that of their last change, or a later
// one. keep has the keys stay that go away: they are to be removed when a run publishes.
func (w *writer) putContacts(writes []write[ringdex.Contact], seq int64, keep bool) error {
	if len(writes) == 0 {
		return nil
	}
	var gone contactsGone
	for i := range writes {
		gone.add(&writes[i])
	}
	if err := w.removeGone(&gone, writes, keep); err != nil {
		return err
	}
	var contacts []*ringdex.Contact
	for i := range writes {
		if c := writes[i].after; c != nil {
			contacts = append(contacts, c)
			w.tx.window.add(&writes[i])
		}
	}
	if err := w.tx.insertAll(insertContact, contactArgs(int64(w.org), contacts, seq)); err != nil {
		return err
	}
	if err := w.tx.window.writeFull(w.tx); err != nil {
		return err
	}
	return w.putContactUniques(writes)
}

// contactsGone collects the keys of deleted index rows by table.
type contactsGone struct {
	phones, emails, companies, externalIDs, passwords, contacts, userNames []any
}

func (g *contactsGone) add(wr *write[ringdex.Contact]) {
	if wr.before == nil {
		return
	}
	was, is, id := keysOf(wr.before), keysOf(wr.after), wr.before.ID[:]
	g.phones = appendGone(g.phones, without(was.phones, is.phones), id)
	g.emails = appendGone(g.emails, without(was.emails, is.emails), id)
	g.companies = appendGone(g.companies, without(was.companies, is.companies), id)
	g.externalIDs = append(g.externalIDs, externalIDsGone(wr)...)
	if wr.deleted {
		g.passwords = append(g.passwords, id)
	}
	switch {
	case wr.after == nil:
		g.contacts = append(g.contacts, id)
	case wr.before.UserName != "" && !ringdex.SameName(wr.before.UserName, wr.after.UserName):
		g.userNames = append(g.userNames, id)
	}
}

func externalIDsGone(wr *write[ringdex.Contact]) (keys []any) {
	for _, x := range wr.before.ExternalIDs {
		if wr.after == nil || wr.after.ExternalID(x.Source) != x.ID {
			keys = append(keys, x.Source, x.ID)
		}
	}
	return keys
}

func appendGone[K any](gone []any, keys []K, contact []byte) []any {
	for _, key := range keys {
		gone = append(gone, key, contact)
	}
	return gone
}

func (g *contactsGone) remove(w *writer) error {
	return w.removeAll([]gone{
		{removeContactPhone, g.phones},
		{removeContactEmail, g.emails},
		{removeContactCompany, g.companies},
		{removeContactExternalID, g.externalIDs},
		{removeContactPassword, g.passwords},
		{releaseUserName, g.userNames},
		{removeContact, g.contacts},
	})
}

// contactKeys are the keys of a contact in the index tables.
type contactKeys struct {
	phones    []int64
	emails    []string
	companies []int64
}

func keysOf(c *ringdex.Contact) (k contactKeys) {
	if c == nil {
		return k
	}
	for _, n := range c.Phones {
		if key := n.Digits(); key != 0 {
			k.phones = append(k.phones, int64(key))
		}
	}
	k.emails, k.companies = folded(c.Emails), c.Companies
	return k
}

// contactArgs sorts the contacts by key: sorted inserts into a B-tree cost a fraction of random
// ones.
func contactArgs(org any, contacts []*ringdex.Contact, seq int64) []any {
	slices.SortFunc(contacts, func(a, b *ringdex.Contact) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	args := make([]any, 0, len(contacts)*insertContact.width)
	for _, c := range contacts {
		args = append(args, org, c.ID[:], c.Version, nullable(ringdex.Fold(c.UserName)), int64(c.Roles), millis(c.Updated), encodeContact(c), seq, seq)
	}
	return args
}

// Remember implements ringdex.Writer.
func (w *writer) Remember(marks map[ringdex.ID]ringdex.Mark) error {
	if err := w.waitForStaged(slices.Collect(maps.Keys(marks))); err != nil {
		return err
	}
	for id, mark := range marks {
		w.tx.window.addExternalID(ringdex.ExternalID{Source: mark.Source, ID: mark.ExternalID}, id, mark.Digest)
	}
	return w.tx.window.writeFull(w.tx)
}

// digest returns the mark's digest for this external id; 0 means that the contact has changed
// otherwise.
func digest(mark *ringdex.Mark, x ringdex.ExternalID) uint64 {
	if mark == nil || mark.Source != x.Source || mark.ExternalID != x.ID {
		return 0
	}
	return mark.Digest
}

func nullable(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// without returns the elements of list that other lacks.
func without[K comparable](list, other []K) []K {
	if len(other) == 0 {
		return list
	}
	var kept []K
	for _, k := range list {
		if !slices.Contains(other, k) {
			kept = append(kept, k)
		}
	}
	return kept
}
