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
	lastJob      int64
	lastRunEnd   int64 // the number of the run that ended last
	configSeq    int64
	staged       staging // by a run whose changes are not to be seen yet
	stages       bool    // the transaction is one of that run
	reconfigured bool    // by this transaction
}

// open reads the organization, and takes it when lock says so.
func (r *reader) open(lock string) error {
	var run []byte
	found, err := r.tx.row("SELECT seq, last_company, last_job, last_run_end, config_seq, staged_run, staged_from, staged_to, staged_new FROM organizations WHERE id = $1"+lock,
		[]any{r.org}, &r.seq, &r.lastCompany, &r.lastJob, &r.lastRunEnd, &r.configSeq, &run, &r.staged.from, &r.staged.to, &r.staged.created)
	r.staged.run = toID(run)
	if err == nil && !found {
		return ringdex.Fail(ringdex.NotFound, "organization.unknown", r.org)
	}
	return err
}

// Head implements ringdex.JournalReader.
func (r *reader) Head() int64 { return r.seq }

// writer is ringdex.Writer.
type writer struct {
	reader
	unique   []ringdex.Field // the unique fields, once read
	moved    bool            // one of the organization's counters did
	restaged bool            // what is staged did
	blocked  error           // what the transaction has to wait for
	onBlock  func()          // called before it waits
}

var _ ringdex.Writer = (*writer)(nil)

// finish writes the rows that wait, when the transaction is to be committed.
func (w *writer) finish(err error) error {
	if err != nil {
		return err
	}
	return w.tx.window.write(w.tx)
}

// flush writes the organization's counters back, once a transaction.
func (w *writer) flush() error {
	if w.restaged {
		err := w.tx.exec("UPDATE organizations SET staged_run = $2, staged_from = $3, staged_to = $4, staged_new = $5 WHERE id = $1",
			w.org, runKey(w.staged.run), w.staged.from, w.staged.to, w.staged.created)
		if err != nil {
			return err
		}
	}
	if !w.moved {
		return nil
	}
	return w.tx.exec("UPDATE organizations SET seq = $2, last_company = $3, last_job = $4, last_run_end = $5, config_seq = $6 WHERE id = $1",
		w.org, w.seq, w.lastCompany, w.lastJob, w.lastRunEnd, w.configSeq)
}

// reconfigure notes that settings change with this transaction. They say what contacts may be, also those that a run has
// staged, so its end is waited for.
func (w *writer) reconfigure() error {
	if w.aside() {
		return w.block()
	}
	if !w.reconfigured {
		w.configSeq++
	}
	w.moved, w.reconfigured = true, true
	return nil
}

// NewCompanyID implements ringdex.Writer.
func (w *writer) NewCompanyID() int64 {
	w.moved = true
	w.lastCompany++
	return w.lastCompany
}
