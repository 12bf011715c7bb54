package store

import (
	"database/sql"

	"ringdex/internal/ringdex"
)

// FillAfter implements ringdex.JournalReader: what came after a change is what stood before the next one of the same
// record, among the changes given, later in the journal, or else the row.
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

// fromJournal takes images from changes after seq, and gives back those of which none is there.
func (r *reader) fromJournal(changes []*ringdex.Change, seq int64) (rest []*ringdex.Change, err error) {
	if seq == r.seq {
		return changes, nil // nobody asks oftener than who is at the head
	}
	for _, c := range changes {
		found, err := r.nextBefore(c, seq)
		if err != nil {
			return nil, err
		}
		if !found {
			rest = append(rest, c)
		}
	}
	return rest, nil
}

func (r *reader) nextBefore(c *ringdex.Change, seq int64) (bool, error) {
	var image []byte
	found, err := r.tx.row("SELECT before FROM changes"+r.tx.use("changes_record")+` WHERE organization = $1 AND record = $2 AND seq > $3
		AND before IS NOT NULL ORDER BY seq LIMIT 1`, []any{r.org, recordKey(c.Ref), seq}, &image)
	if err != nil || !found {
		return false, err
	}
	if c.Ref.Kind == ringdex.KindCompany {
		c.Company.After, err = decodeCompany(sql.RawBytes(image))
	} else {
		c.Contact.After, err = decodeContact(sql.RawBytes(image))
	}
	return true, err
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
