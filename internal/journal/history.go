package journal

import (
	"context"
	"time"

	"ringdex/internal/ringdex"
)

// History returns the changes of a record, newest first, at most limit, each with its images before
// and after. It is empty for a record that never existed.
//
// A creation has no entry in the index of records, because that would cost every import. History
// finds it by the time at which the record says it was created, among the changes of that hour.
func (j *Journal) History(
	ctx context.Context, org ringdex.OrganizationID, ref ringdex.Ref, limit int,
) (changes []ringdex.Change, err error) {
	err = j.store.View(ctx, org, func(r ringdex.Reader) error {
		h := history{r: r, ref: ref, limit: limit, before: r.Head().Changes + 1}
		err := h.read()
		changes = h.changes
		return err
	})
	return changes, err
}

// history reads backwards.
type history struct {
	r       ringdex.Reader
	ref     ringdex.Ref
	limit   int
	changes []ringdex.Change
	image   image // the record before the changes read so far
	before  int64 // sequence of the oldest change read
}

// image is a contact or a company at one moment; zero if it did not exist.
type image struct {
	contact *ringdex.Contact
	company *ringdex.Company
}

func (i image) exists() bool { return i.contact != nil || i.company != nil }

func (i image) created() time.Time {
	if i.contact != nil {
		return i.contact.Created
	}
	return i.company.Created
}

func (h *history) read() (err error) {
	if h.image, err = h.present(); err != nil {
		return err
	}
	entries, err := h.r.Past(ringdex.Entries{Of: h.ref}, h.before, h.limit)
	if err != nil {
		return err
	}
	for i := range entries {
		if err := h.add(&entries[i]); err != nil {
			return err
		}
	}
	return h.addCreation(0)
}

// present reads the current record.
func (h *history) present() (image, error) {
	if h.ref.Kind == ringdex.KindCompany {
		found, err := h.r.Companies([]int64{h.ref.Company})
		return image{company: found[h.ref.Company]}, err
	}
	found, err := h.r.Contacts([]ringdex.ID{h.ref.Contact})
	return image{contact: found[h.ref.Contact]}, err
}

// add adds an entry. A record that exists after a deletion was created again, so add inserts the
// creation.
func (h *history) add(c *ringdex.Change) error {
	if c.Action == ringdex.Deleted {
		if err := h.addCreation(c.Seq); err != nil {
			return err
		}
	}
	h.push(*c)
	h.image, h.before = image{c.Contact.Before, c.Company.Before}, c.Seq
	return nil
}

// push adds a change; its After is h.image.
func (h *history) push(c ringdex.Change) {
	if len(h.changes) < h.limit {
		c.Contact.After, c.Company.After = h.image.contact, h.image.company
		h.changes = append(h.changes, c)
	}
}

// addCreation adds the creation of h.image, which is after a sequence.
func (h *history) addCreation(after int64) error {
	if !h.image.exists() || len(h.changes) >= h.limit {
		return nil
	}
	from, err := Since(h.r, h.image.created())
	if err != nil {
		return err
	}
	from = min(max(from, after), h.before)
	found, err := h.findCreation(from, h.before)
	if err == nil && !found {
		_, err = h.findCreation(after, from+1) // its time does not match: it was restored, or a clock was wrong
	}
	h.image = image{}
	return err
}

// findCreation adds the creation if it is between two sequences, exclusive.
func (h *history) findCreation(after, before int64) (found bool, err error) {
	for after+1 < before {
		changes, err := h.r.Changes(after, portion)
		if err != nil || len(changes) == 0 {
			return false, err
		}
		for _, c := range changes {
			if after = c.Seq; after < before && c.Ref == h.ref && c.Action == ringdex.Created {
				h.push(c)
				return true, nil
			}
		}
	}
	return false, nil
}
