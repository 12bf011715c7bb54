package store

import (
	"ringdex/internal/ringdex"
)

// reader is ringdex.Reader: a session bound to one organization.
type reader struct {
	tx          *session
	org         ringdex.OrganizationID
	seq         int64
	lastCompany int64
}

// open reads the organization, and takes it when lock says so.
func (r *reader) open(lock string) error {
	found, err := r.tx.row("SELECT seq, last_company FROM organizations WHERE id = $1"+lock, []any{r.org}, &r.seq, &r.lastCompany)
	if err == nil && !found {
		return ringdex.Errorf(ringdex.NotFound, "there is no organization %d", r.org)
	}
	return err
}

// Head implements ringdex.JournalReader.
func (r *reader) Head() int64 { return r.seq }

// writer is ringdex.Writer.
type writer struct {
	reader
	unique []ringdex.Field // the unique fields, once read
	moved  bool            // seq or lastCompany did
}

var _ ringdex.Writer = (*writer)(nil)

// flush writes the organization's counters back, once a transaction.
func (w *writer) flush() error {
	if !w.moved {
		return nil
	}
	return w.tx.exec("UPDATE organizations SET seq = $2, last_company = $3 WHERE id = $1", w.org, w.seq, w.lastCompany)
}

// NewCompanyID implements ringdex.Writer.
func (w *writer) NewCompanyID() int64 {
	w.moved = true
	w.lastCompany++
	return w.lastCompany
}
