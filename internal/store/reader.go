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
	lastRunEnd   int64 // number of the run that ended last
	configSeq    int64
	staged       staging // unpublished changes of a run
	stages       bool    // this transaction stages for that run
	reconfigured bool    // by this transaction
}

// open reads the organization's row, and locks it if lock is set.
func (r *reader) open(lock string) error {
	var run []byte
	found, err := r.tx.row("SELECT seq, last_company, last_job, last_run_end, config_seq, staged_run, staged_from, staged_to, staged_new, keys_merged, keys_logged FROM organizations WHERE id = $1"+lock,
		[]any{r.org}, &r.seq, &r.lastCompany, &r.lastJob, &r.lastRunEnd, &r.configSeq, &run, &r.staged.from, &r.staged.to, &r.staged.created,
		&r.tx.keys.merged, &r.tx.keys.logged)
	r.staged.run, r.tx.keys.org = toID(run), r.org
	if err == nil && !found {
		return ringdex.Fail(ringdex.NotFound, "organization.unknown", r.org)
	}
	return err
}

// Head implements ringdex.JournalReader.
func (r *reader) Head() ringdex.Head {
	return ringdex.Head{Cursor: ringdex.Cursor{Changes: r.seq, Runs: r.lastRunEnd}, Staging: r.staged.run}
}

// writer is ringdex.Writer.
type writer struct {
	reader
	unique   []ringdex.Field // unique fields, read on first use
	moved    bool            // a counter of the organization has changed
	restaged bool            // staged has changed
	blocked  error           // set if the transaction must wait for a staging run
	onBlock  func()          // called before it waits
}

var _ ringdex.Writer = (*writer)(nil)

// finish writes the pending rows before a commit.
func (w *writer) finish(err error) error {
	if err != nil {
		return err
	}
	if err := w.tx.window.write(w.tx); err != nil {
		return err
	}
	err = w.tx.keys.write(w.tx)
	w.moved = w.moved || w.tx.keys.moved
	return err
}

// flush stores the organization's counters, once a transaction.
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
	return w.tx.exec("UPDATE organizations SET seq = $2, last_company = $3, last_job = $4, last_run_end = $5, config_seq = $6,"+
		" keys_merged = $7, keys_logged = $8 WHERE id = $1",
		w.org, w.seq, w.lastCompany, w.lastJob, w.lastRunEnd, w.configSeq, w.tx.keys.merged, w.tx.keys.logged)
}

// reconfigure marks that this transaction changes settings. They say what contacts may be, also
// those that a run has staged, so its end is waited for.
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
