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
)

// Statements that delete index rows by key.
var (
	removeContact           = removal("contacts", "id")
	removeContactPassword   = removal("contact_passwords", "contact")
	removeContactExternalID = removal("contact_external_ids", "source", "external_id")
	releaseUserName         = keyed{"UPDATE contacts SET user_name = NULL", "contacts", []string{"id"}}
)

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
	if err := w.keepPasswords(writes); err != nil {
		return err
	}
	if err := w.removeGone(&gone, writes, keep); err != nil {
		return err
	}
	var contacts []*ringdex.Contact
	for i := range writes {
		if c := writes[i].after; c != nil {
			contacts = append(contacts, c)
			w.tx.window.add(&writes[i])
			w.tx.keys.changed.add(keysOf(c).without(keysOf(writes[i].before)), c.ID, false)
		}
	}
	if err := w.tx.insertAll(insertContact, contactArgs(int64(w.org), contacts, seq)); err != nil {
		return err
	}
	if err := w.tx.window.writeFull(w.tx); err != nil {
		return err
	}
	if err := w.tx.keys.writeFull(w.tx); err != nil {
		return err
	}
	if err := w.returnPasswords(writes); err != nil {
		return err
	}
	return w.putContactUniques(writes)
}

// contactsGone collects what contacts no longer have: keys for the log, and keys of deleted rows by
// table.
type contactsGone struct {
	keys                                        keyChanges
	externalIDs, passwords, contacts, userNames []any
}

func (g *contactsGone) add(wr *write[ringdex.Contact]) {
	if wr.before == nil {
		return
	}
	id := wr.before.ID[:]
	g.keys.add(keysOf(wr.before).without(keysOf(wr.after)), wr.before.ID, true)
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

func (g *contactsGone) remove(w *writer) error {
	w.tx.keys.changed.append(&g.keys)
	return w.removeAll([]gone{
		{removeContactExternalID, g.externalIDs},
		{removeContactPassword, g.passwords},
		{releaseUserName, g.userNames},
		{removeContact, g.contacts},
	})
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
