package store

import (
	"database/sql"

	"ringdex/internal/ringdex"
)

// FillAfter implements ringdex.JournalReader: the After of a change is the Before of the record's
// next change, either among the given ones or later in the journal, or else the row.
func (r *reader) FillAfter(changes []ringdex.Change, wanted func(*ringdex.Change) bool) error {
	if len(changes) == 0 {
		return nil
	}
	next := map[ringdex.Ref]*ringdex.Change{}
	var last []*ringdex.Change // of each record
	for i := len(changes) - 1; i >= 0; i-- {
		c := &changes[i]
		if later := next[c.Ref]; later != nil {
			c.Contact.After, c.Company.After = later.Contact.Before, later.Company.Before
			c.Erased = c.Erased || later.Erased
		} else if c.Action != ringdex.Deleted && (wanted == nil || wanted(c)) {
			last = append(last, c)
		}
		next[c.Ref] = c
	}
	last, err := r.fromJournal(last, changes[len(changes)-1].Seq)
	if err != nil {
		return err
	}
	return r.fromRows(last)
}

// fromJournal fills images from changes after seq, and returns the changes without one. Each record
// has at most one change in the list.
func (r *reader) fromJournal(changes []*ringdex.Change, seq int64) (rest []*ringdex.Change, err error) {
	if seq == r.seq || len(changes) == 0 {
		return changes, nil // the frequent case: a reader at the head
	}
	keys := make([][]byte, len(changes))
	missing := make(map[string]*ringdex.Change, len(changes))
	for i, c := range changes {
		keys[i] = recordKey(c.Ref)
		missing[string(keys[i])] = c
	}
	err = r.nextImages(keys, seq, func(key []byte, image sql.RawBytes) error {
		c := missing[string(key)]
		delete(missing, string(key))
		return decodeAfter(c, image)
	})
	for i, c := range changes {
		if missing[string(keys[i])] != nil {
			rest = append(rest, c)
		}
	}
	return rest, err
}

// nextImages returns the first image after seq of each record. Its single statement descends the
// index once for each record, like separate look-ups.
func (r *reader) nextImages(keys [][]byte, seq int64, found func(key []byte, image sql.RawBytes) error) error {
	text := "WITH wanted(record) AS (" + r.tx.store.engine.IDList("$2") + ") SELECT record, (SELECT before FROM changes" + r.tx.use("changes_record") + `
		WHERE organization = $1 AND changes.record = wanted.record AND seq > $3 AND before IS NOT NULL ORDER BY seq LIMIT 1) FROM wanted`
	return r.tx.rows(text, []any{r.org, listOfKeys(keys), seq}, func(rows *sql.Rows) error {
		var key, image sql.RawBytes
		if err := rows.Scan(&key, &image); err != nil || image == nil {
			return err
		}
		return found(key, image)
	})
}

// decodeAfter sets the After of a change.
func decodeAfter(c *ringdex.Change, image sql.RawBytes) (err error) {
	if string(image) == erasedImage {
		c.Erased, c.Contact.After = true, &ringdex.Contact{ID: c.Ref.Contact}
		return nil
	}
	if c.Ref.Kind == ringdex.KindCompany {
		c.Company.After, err = decodeCompany(image)
	} else {
		c.Contact.After, err = decodeContact(image)
	}
	return err
}

func (r *reader) fromRows(changes []*ringdex.Change) error {
	var contacts []ringdex.ID
	var companies []int64
	for _, c := range changes {
		if c.Ref.Kind == ringdex.KindCompany {
			companies = append(companies, c.Ref.Company)
		} else {
			contacts = append(contacts, c.Ref.Contact)
		}
	}
	people, err := r.Contacts(contacts)
	if err != nil {
		return err
	}
	firms, err := r.Companies(companies)
	if err != nil {
		return err
	}
	for _, c := range changes {
		c.Contact.After, c.Company.After = people[c.Ref.Contact], firms[c.Ref.Company]
	}
	return nil
}
