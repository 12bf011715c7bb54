package fileimport

import (
	"bytes"
	"context"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// doubles finds contacts that were created although the source had one of that name and number
// before, under another key: a file has lost its ids, or writes names in another way.
type doubles struct {
	ctx     context.Context // of the run
	store   Store
	org     ringdex.OrganizationID
	source  string
	since   ringdex.ID // ids before it are of contacts from before the run
	off     bool
	waiting []newcomer
	found   int
	same    []SameRow
}

// newcomer is a contact that was just created, with the line of its row.
type newcomer struct {
	line    int
	contact *ringdex.Contact
}

// asked is how many contacts are looked up together.
const asked = 500

// begin starts a run.
func (d *doubles) begin(ctx context.Context, now time.Time) {
	d.ctx, d.since = ctx, ringdex.FirstID(now)
}

func (d *doubles) add(line int, c *ringdex.Contact) error {
	if d.off || len(c.Phones) == 0 {
		return nil
	}
	if d.waiting = append(d.waiting, newcomer{line, c}); len(d.waiting) < asked {
		return nil
	}
	return d.look()
}

// look compares the waiting contacts with those that have their numbers.
func (d *doubles) look() error {
	if len(d.waiting) == 0 {
		return nil
	}
	err := d.store.View(d.ctx, d.org, d.compare)
	d.waiting = d.waiting[:0]
	return err
}

func (d *doubles) compare(r ringdex.Reader) error {
	older, err := d.older(r)
	if err != nil {
		return err
	}
	var ids []ringdex.ID
	for _, some := range older {
		ids = append(ids, some...)
	}
	if len(ids) == 0 {
		return nil
	}
	contacts, err := r.Contacts(ids)
	if err != nil {
		return err
	}
	for _, n := range d.waiting {
		d.judge(n, older, contacts)
	}
	return nil
}

// older returns the contacts from before the run that have the numbers of the waiting ones.
func (d *doubles) older(r ringdex.Reader) (map[phone.Digits][]ringdex.ID, error) {
	var keys []phone.Digits
	for _, n := range d.waiting {
		for i := range n.contact.Phones {
			if key := n.contact.Phones[i].Digits(); key != 0 {
				keys = append(keys, key)
			}
		}
	}
	found, err := ringdex.ContactsByPhone(r, keys)
	older := map[phone.Digits][]ringdex.ID{}
	for key, ids := range found {
		for _, id := range ids {
			if bytes.Compare(id[:], d.since[:]) < 0 {
				older[key] = append(older[key], id)
			}
		}
	}
	return older, err
}

func (d *doubles) judge(n newcomer, older map[phone.Digits][]ringdex.ID, contacts map[ringdex.ID]*ringdex.Contact) {
	for i := range n.contact.Phones {
		for _, id := range older[n.contact.Phones[i].Digits()] {
			was := contacts[id]
			if was == nil || was.Source != d.source || !ringdex.SameName(was.FullName(), n.contact.FullName()) {
				continue
			}
			if d.found++; d.found <= KeptNotes {
				d.same = append(d.same, SameRow{n.line, n.contact.FullName(), id})
			}
			return
		}
	}
}
