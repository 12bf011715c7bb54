package directory

import (
	"context"
	"slices"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
)

// MayChangeField reports whether a caller who may change a contact may change this field of it.
// Smart users and end users may not change those for the staff.
func MayChangeField(p auth.Principal, field string) bool {
	name, _, _ := strings.Cut(field, ".")
	if name == "adminNote" && !p.May(auth.Administer) {
		return false // it is not shown either
	}
	return p.May(auth.Edit) || !slices.Contains(staffOnly, name)
}

// MayUndo returns the record of a change that the caller may take back: any with the right to
// import, else an own one of a record that the caller may change. NotFound if there is no such
// change, Denied for one of others.
func (d *Records) MayUndo(ctx context.Context, p auth.Principal, seq int64) (ref ringdex.Ref, err error) {
	err = d.store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		changes, err := r.Changes(seq-1, 1)
		if err != nil {
			return err
		}
		if len(changes) == 0 || changes[0].Seq != seq {
			return ringdex.Fail(ringdex.NotFound, "undo.no_change", seq)
		}
		ref = changes[0].Ref
		if p.May(auth.Import) {
			return nil
		}
		return undoesOwn(r, p, &changes[0])
	})
	return ref, err
}

func undoesOwn(r ringdex.Reader, p auth.Principal, c *ringdex.Change) error {
	a, err := accessFor(r, p, auth.Edit)
	if err != nil {
		return err
	}
	if p.Contact.IsZero() || c.Cause.Actor != p.Actor {
		return ringdex.Fail(ringdex.Denied, "undo.not_own")
	}
	if a.all {
		return nil
	}
	if c.Ref.Kind == ringdex.KindCompany {
		return ringdex.Fail(ringdex.Denied, "undo.not_own")
	}
	_, err = a.find(r, c.Ref.Contact)
	return err
}
