package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// A long run commits its changes in portions, so that others can write in between, and publishes
// them together. Staged changes are in the normal tables, and in the journal with sequences far
// beyond its head. Publishing moves the head past them. Until then a reader that finds a contact
// with such a sequence uses the journal's image before the run's first change instead, and skips
// contacts that the run created. A writer of such a contact waits for the end of the run.
//
// The images also serve the rollback of an aborted run. Only contacts are staged, and no change
// that frees a user name or a unique value: another contact could take it before the rollback. Old
// keys stay in the index tables until the run publishes. Until then the index tables have stale
// entries, so readers compare each match with the contact.

// stagingGap is how many changes others can make during a run. Sequences stay far below 2^53, the
// limit of exact numbers in JSON.
const stagingGap = 1 << 24

// staging is the state of the staging run in the organization's row.
type staging struct {
	run      ringdex.ID // zero for none
	from, to int64      // its sequences: after from, up to to
	created  int64      // contacts
}

// any reports whether changes are staged. A run of refused and unchanged records stages none.
func (s *staging) any() bool { return s.to > s.from }

// aside reports whether another run has staged changes that this session must not see.
func (r *reader) aside() bool { return !r.staged.run.IsZero() && !r.stages }

// Stage implements ringdex.Writer.
func (w *writer) Stage(run ringdex.ID) (began bool, err error) {
	if w.aside() && w.staged.run != run {
		return false, w.block()
	}
	if began = w.staged.run.IsZero(); began {
		w.staged = staging{run: run, from: w.seq + stagingGap, to: w.seq + stagingGap}
		w.restaged = true
	}
	w.stages = true
	return began, nil
}

// Publish implements ringdex.Writer.
func (w *writer) Publish(run ringdex.ID) error {
	if w.staged.run != run {
		return ringdex.Fail(ringdex.Conflict, "staging.nothing", run)
	}
	w.stages = true // for reads of its own contacts
	if err := w.removeKept(); err != nil {
		return err
	}
	if w.staged.to > w.staged.from {
		w.seq = w.staged.to
	}
	return w.endStaging()
}

func (w *writer) endStaging() error {
	w.staged, w.stages = staging{}, false
	w.moved, w.restaged = true, true
	return w.tx.exec("DELETE FROM staged_keys WHERE organization = $1", w.org)
}

// undone returns the id for a run in rollback, so that the run can no longer stage or publish under
// its own id.
func undone(run ringdex.ID) ringdex.ID {
	run[6] |= 0xf0 // the version of an id
	return run
}

// RollBack implements ringdex.Writer.
func (w *writer) RollBack(run ringdex.ID, limit int) (more bool, err error) {
	if w.staged.run.IsZero() || undone(w.staged.run) != undone(run) {
		return false, nil
	}
	w.staged.run, w.stages = undone(run), true
	newest, err := w.newestStaged(limit)
	if err != nil {
		return false, err
	}
	if len(newest) == 0 {
		return false, w.endStaging()
	}
	oldest := newest[len(newest)-1].Seq
	if err := w.undo(newest); err != nil {
		return false, err
	}
	w.staged.to, w.restaged = oldest-1, true
	return true, w.tx.exec("DELETE FROM changes WHERE organization = $1 AND seq >= $2 AND seq <= $3", w.org, oldest, newest[0].Seq)
}

// newestStaged returns about limit changes, newest first, in whole journal entries.
func (w *writer) newestStaged(limit int) (newest []ringdex.Change, err error) {
	err = w.tx.rows(entryColumns+" WHERE organization = $1 AND seq > $2 AND seq <= $3 ORDER BY seq DESC LIMIT $4",
		[]any{w.org, w.staged.from, w.staged.to, limit}, func(rows *sql.Rows) error {
			entry, err := scanEntry(rows)
			if err != nil {
				return err
			}
			slices.Reverse(entry)
			newest = append(newest, entry...)
			return enough(len(newest), limit)
		})
	return newest, err
}

// undo restores contacts to their state before the changes, newest first.
func (w *writer) undo(newest []ringdex.Change) error {
	before := make(map[ringdex.ID]*ringdex.Contact, len(newest))
	var ids []ringdex.ID
	for i := range newest {
		id := newest[i].Ref.Contact
		if _, known := before[id]; !known {
			ids = append(ids, id)
		}
		before[id] = newest[i].Contact.Before // the oldest wins
		w.staged.created -= number(newest[i].Action == ringdex.Created)
	}
	standing, err := w.Contacts(ids)
	if err != nil {
		return err
	}
	writes := make([]write[ringdex.Contact], len(ids))
	for i, id := range ids {
		writes[i] = write[ringdex.Contact]{before: standing[id], after: before[id], deleted: before[id] == nil}
	}
	if err := w.putContacts(writes, w.seq, false); err != nil {
		return err
	}
	return w.removeBetween(newest, before)
}

// removeBetween removes the keys that contacts had only between two of these changes: staging keeps
// the keys that a change takes away.
func (w *writer) removeBetween(undone []ringdex.Change, restored map[ringdex.ID]*ringdex.Contact) error {
	var gone contactsGone
	for i := range undone {
		if c := undone[i].Contact.Before; c != nil && c != restored[c.ID] {
			gone.add(&write[ringdex.Contact]{before: c, after: restored[c.ID]})
		}
	}
	gone.userNames, gone.contacts = nil, nil // a staged change keeps the user name, and rows are gone by now
	return gone.remove(w)
}

// checkStaging refuses to stage changes that cannot be rolled back, and waits for the run that has
// staged a contact.
func (w *writer) checkStaging(contacts []write[ringdex.Contact], companies []write[ringdex.Company]) error {
	if w.stages {
		return w.stageable(contacts, companies)
	}
	if !w.aside() {
		return nil
	}
	ids := make([]ringdex.ID, len(contacts))
	for i := range contacts {
		ids[i] = contacts[i].ref.Contact
	}
	return w.waitForStaged(ids)
}

// stageable returns an error if a change frees a key that another contact could take.
func (w *writer) stageable(contacts []write[ringdex.Contact], companies []write[ringdex.Company]) error {
	unique, err := w.uniqueFields(ringdex.KindContact)
	if err != nil {
		return err
	}
	if len(companies) > 0 {
		return ringdex.Fail(ringdex.Internal, "staging.companies")
	}
	for i := range contacts {
		w.staged.created += number(contacts[i].before == nil)
		if wr := &contacts[i]; wr.deleted || ringdex.FreesKey(wr.before, wr.after, unique) {
			return ringdex.Fail(ringdex.Internal, "staging.change", contacts[i].ref)
		}
	}
	return nil
}

// waitForStaged makes the transaction restart after the end of another run that has staged one of
// the contacts.
func (w *writer) waitForStaged(ids []ringdex.ID) error {
	if !w.aside() || len(ids) == 0 {
		return nil
	}
	var n int64
	found, err := w.tx.row("SELECT 1 FROM contacts WHERE organization = $1 AND seq > $2 AND id"+w.tx.in(w.tx.store.engine.IDList("$3"))+" LIMIT 1",
		[]any{w.org, w.staged.from, listOfIDs(ids)}, &n)
	if err != nil || !found {
		return err
	}
	return w.block()
}

// block returns the error of a transaction that must wait for the staging run.
func (w *writer) block() error {
	w.blocked = &stagedError{w.staged.run}
	if w.onBlock != nil {
		w.onBlock()
	}
	return w.blocked
}

// WhenBlocked calls do before the writer waits for a run that stages; the transaction then begins
// again. The number index releases what it prepared.
func (w *writer) WhenBlocked(do func()) { w.onBlock = do }

// stagedError aborts an attempt to write staged contacts.
type stagedError struct{ run ringdex.ID }

func (e *stagedError) Error() string { return fmt.Sprintf("the run %s has staged it", e.run) }

// settle returns the result of an attempt. A conflicting key may belong to a staged contact, and
// settings affect staged contacts, so both must wait too.
func (w *writer) settle(err error) error {
	switch {
	case w.blocked != nil:
		return w.blocked
	case w.aside() && ringdex.CodeOf(w.tx.failed) == ringdex.Conflict:
		return w.block()
	case w.aside() && w.seq >= w.staged.from:
		return ringdex.Fail(ringdex.Unavailable, "staging.too_long")
	}
	return err
}

// stagingPoll is the polling interval for the end of a run.
const stagingPoll = 20 * time.Millisecond

// afterStaging returns when the run has published or rolled back.
func (s *Store) afterStaging(wait context.Context, org ringdex.OrganizationID, run ringdex.ID) error {
	ticker := time.NewTicker(stagingPoll)
	defer ticker.Stop()
	for {
		select {
		case <-wait.Done():
			return ringdex.Fail(ringdex.Unavailable, "store.staging").Because(context.Cause(wait))
		case <-ticker.C:
		}
		var now ringdex.ID
		err := s.View(wait, org, func(r ringdex.Reader) error { now = r.Head().Staging; return nil })
		if err != nil || now != run {
			return err
		}
	}
}
