package erasure

import (
	"context"

	"ringdex/internal/auth"
	"ringdex/internal/journal"
	"ringdex/internal/ringdex"
)

// Dossier is all that is known of a person.
type Dossier struct {
	Contact   *ringdex.Contact // as it is, or as it was last
	Deleted   bool
	Companies map[int64]*ringdex.Company // that it belongs to
	Fields    []ringdex.Field
	Changes   []ringdex.Change      // newest first, with their images
	Doors     map[ringdex.ID]string // by run
	Mentions  []ringdex.Mention     // refused rows, and deliveries to webhooks
}

// mostChanges limits the changes of a dossier.
const mostChanges = 10_000

// Export returns all that is known of a person by the id of its contact. Denied without the right
// to administer, NotFound if neither the directory nor the journal has such a contact, Conflict if
// it was erased.
func (e *Erasures) Export(ctx context.Context, p auth.Principal, id ringdex.ID) (d Dossier, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return d, err
	}
	err = e.deps.Store.View(ctx, p.Organization, func(r ringdex.Reader) error { return d.read(r, id) })
	if err != nil {
		return d, err
	}
	ref := ringdex.Ref{Kind: ringdex.KindContact, Contact: id}
	if d.Changes, err = journal.New(e.deps.Store).History(ctx, p.Organization, ref, mostChanges); err != nil {
		return d, err
	}
	return d, e.deps.Store.View(ctx, p.Organization, d.readDoors)
}

func (d *Dossier) read(r ringdex.Reader, id ringdex.ID) error {
	past, err := pastOf(r, id)
	if err != nil {
		return err
	}
	d.Contact, d.Deleted = past.images[0], past.now == nil
	if d.Companies, err = r.Companies(d.Contact.Companies); err != nil {
		return err
	}
	if d.Fields, err = ringdex.Fields(r); err != nil {
		return err
	}
	d.Mentions, err = ringdex.Part[Reader](r).Mentions(&past.traces)
	return err
}

// readDoors reads the doors of the runs. Runs that became figures of their day have none.
func (d *Dossier) readDoors(r ringdex.Reader) error {
	d.Doors = map[ringdex.ID]string{}
	for i := range d.Changes {
		id := d.Changes[i].Cause.Run
		if _, asked := d.Doors[id]; asked || id.IsZero() {
			continue
		}
		run, err := r.Run(id)
		if err != nil && ringdex.CodeOf(err) != ringdex.NotFound {
			return err
		}
		d.Doors[id] = run.Door
	}
	return nil
}
