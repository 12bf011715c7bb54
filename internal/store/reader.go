package store

import (
	"ringdex/internal/ringdex"
)

// reader is ringdex.Reader: a session bound to one organization.
type reader struct {
	tx           *session
	org          ringdex.OrganizationID
	seq          int64
	lastCompany  int64
	configSeq    int64
	reconfigured bool // by this transaction
}

// open reads the organization, and takes it when lock says so.
func (r *reader) open(lock string) error {
	found, err := r.tx.row("SELECT seq, last_company, config_seq FROM organizations WHERE id = $1"+lock, []any{r.org},
		&r.seq, &r.lastCompany, &r.configSeq)
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
	return w.tx.exec("UPDATE organizations SET seq = $2, last_company = $3, config_seq = $4 WHERE id = $1", w.org, w.seq, w.lastCompany, w.configSeq)
}

// reconfigure notes that settings change with this transaction.
func (w *writer) reconfigure() {
	if !w.reconfigured {
		w.configSeq++
	}
	w.moved, w.reconfigured = true, true
}

// NewCompanyID implements ringdex.Writer.
func (w *writer) NewCompanyID() int64 {
	w.moved = true
	w.lastCompany++
	return w.lastCompany
}
