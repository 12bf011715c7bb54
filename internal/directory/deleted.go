package directory

import (
	"context"

	"ringdex/internal/ringdex"
)

// DeletedPage is deletions with what shows their records, from one snapshot.
type DeletedPage struct {
	Changes []ringdex.Change
	Fields  []ringdex.Field
}

// Deleted returns at most limit deletions of contacts and companies, last ones first, each with the
// record as it was. before is the sequence of the last one read, 0 for the beginning. A record that
// is there again is among them.
func (d *Directory) Deleted(ctx context.Context, org ringdex.OrganizationID, before int64, limit int) (page DeletedPage, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		if before == 0 {
			before = r.Head().Changes + 1
		}
		if page.Changes, err = r.Past(ringdex.Entries{Deletions: true}, before, limit); err != nil {
			return err
		}
		page.Fields, err = ringdex.Fields(r)
		return err
	})
	return page, err
}

// Deletion returns the last deletion of a record; NotFound if there is none, or if the record is
// there again.
func (d *Directory) Deletion(ctx context.Context, org ringdex.OrganizationID, ref ringdex.Ref) (deletion ringdex.Change, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		changes, err := r.Past(ringdex.Entries{Of: ref}, r.Head().Changes+1, 1)
		if err != nil {
			return err
		}
		if len(changes) == 0 || changes[0].Action != ringdex.Deleted {
			return ringdex.Fail(ringdex.NotFound, "undo.not_deleted", ref.String())
		}
		deletion = changes[0]
		return nil
	})
	return deletion, err
}

// NameOf returns the name of the record of a change, "" if the change has no image of it.
func NameOf(c *ringdex.Change) string {
	if contact := c.Contact.Record(); contact != nil {
		return contact.FullName()
	}
	if company := c.Company.Record(); company != nil {
		return company.Name
	}
	return ""
}
