package store

import (
	"database/sql"
	"slices"

	"ringdex/internal/ringdex"
)

// Apply implements ringdex.Writer. A record that changes several times is written once, in its
// final form; the journal has every change.
func (w *writer) Apply(changes []ringdex.Change) error {
	if len(changes) == 0 {
		return nil
	}
	contacts, companies := gather(changes)
	if err := w.checkStaging(contacts, companies); err != nil {
		return err
	}
	seq, err := w.journal(changes)
	if err != nil {
		return err
	}
	if err := w.putContacts(contacts, seq, w.stages); err != nil {
		return err
	}
	return w.putCompanies(companies)
}

var insertChange = insert{
	head: "INSERT INTO changes (organization, seq, kind, record, action, before, source, run, actor, at) VALUES ", width: 10,
}

// journal appends the changes and returns the sequence of the last one.
func (w *writer) journal(changes []ringdex.Change) (seq int64, err error) {
	args := make([]any, 0, len(changes)*insertChange.width)
	org, last := any(int64(w.org)), w.last()
	for len(changes) > 0 {
		entry := firstEntry(changes)
		c := &entry[0]
		*last += int64(len(entry))
		args = append(args, org, *last, string(c.Ref.Kind), entryKey(entry), string(c.Action), before(c),
			c.Cause.Source, runKey(c.Cause.Run), c.Cause.Actor, millis(c.Cause.At))
		changes = changes[len(entry):]
	}
	return *last, w.tx.insertAll(insertChange, args)
}

// last returns a pointer to the journal's last sequence: the staged one or the published one.
func (w *writer) last() *int64 {
	if w.stages {
		w.restaged = true
		return &w.staged.to
	}
	w.moved = true
	return &w.seq
}

// before returns the image that the entry stores: nil for a creation, whose result is the row or
// the image of the next change.
func before(c *ringdex.Change) any {
	switch {
	case c.Erased:
		return erasedImage
	case c.Contact.Before != nil:
		return encodeContact(c.Contact.Before)
	case c.Company.Before != nil:
		return encodeCompany(c.Company.Before)
	}
	return nil
}

func recordKey(ref ringdex.Ref) []byte {
	if ref.Kind == ringdex.KindCompany {
		return fromNumber(ref.Company)
	}
	return ref.Contact[:]
}

func runKey(run ringdex.ID) any {
	if run.IsZero() {
		return nil
	}
	return run[:]
}

// write is the sum of all changes of one record.
type write[T any] struct {
	ref           ringdex.Ref
	before, after *T
	mark          *ringdex.Mark
	deleted       bool // at some point; the record may have been created again
}

// gather groups the changes by record, in the order of their first occurrence.
func gather(changes []ringdex.Change) ([]write[ringdex.Contact], []write[ringdex.Company]) {
	contacts := make([]write[ringdex.Contact], 0, len(changes))
	var companies []write[ringdex.Company]
	at := make(map[ringdex.Ref]int, len(changes))
	for i := range changes {
		c := &changes[i]
		if c.Ref.Kind == ringdex.KindCompany {
			companies = merge(companies, at, c.Ref, c.Company, c.Mark)
		} else {
			contacts = merge(contacts, at, c.Ref, c.Contact, c.Mark)
		}
	}
	return contacts, companies
}

func merge[T any](writes []write[T], at map[ringdex.Ref]int, ref ringdex.Ref, images ringdex.Images[T], mark *ringdex.Mark) []write[T] {
	if i, ok := at[ref]; ok {
		wr := &writes[i]
		wr.after, wr.mark, wr.deleted = images.After, mark, wr.deleted || images.After == nil
		return writes
	}
	at[ref] = len(writes)
	return append(writes, write[T]{ref, images.Before, images.After, mark, images.After == nil})
}

// Refs implements ringdex.JournalReader.
func (r *reader) Refs(after int64, limit int) ([]ringdex.Ref, int64, error) {
	next := after
	var refs []ringdex.Ref
	err := r.tx.rows("SELECT seq, kind, record FROM changes WHERE organization = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4",
		[]any{r.org, after, r.seq, limit}, func(rows *sql.Rows) error {
			var kind string
			var record sql.RawBytes
			if err := rows.Scan(&next, &kind, &record); err != nil {
				return err
			}
			refs = append(refs, rest(toRefs(kind, record), next, after)...)
			return enough(len(refs), limit)
		})
	if over := len(refs) - limit; over > 0 {
		refs, next = refs[:limit], next-int64(over)
	}
	return lastOfEach(refs), next, err
}

// lastOfEach keeps the last occurrence of each record.
func lastOfEach(refs []ringdex.Ref) []ringdex.Ref {
	seen := make(map[ringdex.Ref]bool, len(refs))
	var kept []ringdex.Ref
	for _, ref := range slices.Backward(refs) {
		if !seen[ref] {
			seen[ref] = true
			kept = append(kept, ref)
		}
	}
	slices.Reverse(kept)
	return kept
}

// Changes implements ringdex.JournalReader.
func (r *reader) Changes(after int64, limit int) ([]ringdex.Change, error) {
	var all []ringdex.Change
	err := r.tx.rows(entryColumns+" WHERE organization = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4",
		[]any{r.org, after, r.seq, limit}, func(rows *sql.Rows) error {
			entry, err := scanEntry(rows)
			if err != nil {
				return err
			}
			all = append(all, rest(entry, entry[len(entry)-1].Seq, after)...)
			return enough(len(all), limit)
		})
	return all[:min(len(all), limit)], err
}

// Past implements ringdex.JournalReader.
func (r *reader) Past(of ringdex.Entries, before int64, limit int) (changes []ringdex.Change, err error) {
	before = min(before, r.seq+1)
	text, args := r.past(of, before, limit)
	err = r.tx.rows(text, args, func(rows *sql.Rows) error {
		entry, err := scanEntry(rows)
		if err != nil {
			return err
		}
		for _, c := range slices.Backward(entry) {
			if c.Seq < before {
				changes = append(changes, c)
			}
		}
		return enough(len(changes), limit)
	})
	return changes[:min(len(changes), limit)], err
}

// past returns the query for entries that begin before a sequence. Only a block of creations may
// begin before it and end behind it; it is in no index but the first.
func (r *reader) past(of ringdex.Entries, before int64, limit int) (text string, args []any) {
	switch args = []any{r.org, before, limit}; {
	case of.Of != (ringdex.Ref{}):
		return entryColumns + r.tx.use("changes_record") +
			" WHERE organization = $1 AND record = $4 AND seq < $2 AND before IS NOT NULL ORDER BY seq DESC LIMIT $3", append(args, recordKey(of.Of))
	case of.Deletions:
		return entryColumns + r.tx.use("changes_deleted") +
			" WHERE organization = $1 AND seq < $2 AND action = 'deleted' ORDER BY seq DESC LIMIT $3", args
	}
	args[1], args[2] = before+blockSize-1, limit+blockSize
	return entryColumns + " WHERE organization = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3", args
}

// enough stops a query after limit rows.
func enough(n, limit int) error {
	if n >= limit {
		return errEnough
	}
	return nil
}
