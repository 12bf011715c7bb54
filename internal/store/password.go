package store

import (
	"ringdex/internal/ringdex"
)

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

// A deleted contact's password waits in a table of its own until the contact is created again under
// its id: the journal, which restores everything else, has no secrets.

// keepPasswords moves the passwords of deleted contacts there.
func (w *writer) keepPasswords(writes []write[ringdex.Contact]) error {
	for i := range writes {
		wr := &writes[i]
		if !wr.deleted || wr.before == nil || wr.before.PasswordChanged.IsZero() {
			continue
		}
		if err := w.movePassword("contact_passwords", "deleted_passwords", wr.before.ID); err != nil {
			return err
		}
	}
	return nil
}

// returnPasswords moves the passwords of contacts that are created again back.
func (w *writer) returnPasswords(writes []write[ringdex.Contact]) error {
	for i := range writes {
		wr := &writes[i]
		if wr.after == nil || wr.before != nil && !wr.deleted || wr.after.PasswordChanged.IsZero() {
			continue
		}
		if err := w.movePassword("deleted_passwords", "contact_passwords", wr.after.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) movePassword(from, to string, contact ringdex.ID) error {
	args := []any{w.org, contact[:]}
	err := w.tx.exec("INSERT INTO "+to+" (organization, contact, hash) SELECT organization, contact, hash FROM "+from+
		" WHERE organization = $1 AND contact = $2 ON CONFLICT (organization, contact) DO UPDATE SET hash = excluded.hash", args...)
	if err != nil {
		return err
	}
	return w.tx.exec("DELETE FROM "+from+" WHERE organization = $1 AND contact = $2", args...)
}
