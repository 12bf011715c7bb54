package find

import (
	"slices"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// historyShown is how many changes a page of a record shows.
const historyShown = 20

// entry is one change of a record.
type entry struct {
	ringdex.Change
	Door   string
	Deltas []delta
	Undo   string // address that takes it back; "" if the reader may not
}

// delta is one field of an update.
type delta struct{ Label, Was, Is string }

// history returns the last changes of a record; none for a reader who may not see the history.
func (p *pages) history(c *page.Call, ref ringdex.Ref, fields []ringdex.Field) ([]entry, error) {
	if !c.Who.May(auth.Read) {
		return nil, nil
	}
	past, err := p.Records.History(c.Request.Context(), c.Who.Principal, ref, historyShown)
	if err != nil {
		return nil, err
	}
	entries := make([]entry, len(past.Changes))
	for i, change := range past.Changes {
		entries[i] = entry{Change: change, Door: past.Doors[change.Cause.Run], Deltas: deltas(c.View, &past.Changes[i], fields)}
		if mayUndo(c, &change) {
			entries[i].Undo = undoPath(change.Seq)
		}
	}
	return entries, nil
}

// mayUndo says of which changes a page offers to take them back. Whether it is so is decided by
// package directory.
func mayUndo(c *page.Call, change *ringdex.Change) bool {
	if change.Action == ringdex.Created {
		return false // deleting is a button of its own
	}
	return c.Who.May(auth.Import) || c.Who.May(auth.Edit) && change.Cause.Actor == c.Who.Actor
}

// deltas returns the fields that an update changed.
func deltas(v *ui.View, c *ringdex.Change, fields []ringdex.Field) (list []delta) {
	var changed []ringdex.Delta
	switch {
	case c.Action != ringdex.Updated:
	case c.Contact.Before != nil && c.Contact.After != nil:
		changed = ringdex.CompareContacts(c.Contact.Before, c.Contact.After)
	case c.Company.Before != nil && c.Company.After != nil:
		changed = ringdex.CompareCompanies(c.Company.Before, c.Company.After)
	}
	for _, d := range changed {
		list = append(list, delta{ui.FieldName(v, c.Ref.Kind, d.Field, fields), shownDelta(v, c, d.Field, d.Old, fields), shownDelta(v, c, d.Field, d.New, fields)})
	}
	return list
}

func shownDelta(v *ui.View, c *ringdex.Change, name, value string, fields []ringdex.Field) string {
	i := slices.IndexFunc(fields, func(f ringdex.Field) bool { return f.Kind == c.Ref.Kind && f.Name() == name })
	if i < 0 || value == "" {
		return value
	}
	return shownCustom(v, &fields[i], value)
}

// doneWith says what was done with a record, with the address that takes it back.
func (p *pages) doneWith(c *page.Call, ref ringdex.Ref, key, name string) error {
	past, err := p.Records.History(c.Request.Context(), c.Who.Principal, ref, 1)
	undo := ""
	switch {
	case ringdex.CodeOf(err) == ringdex.Denied: // smart users and end users see no history
	case err != nil:
		return err
	default:
		undo = undoPath(past.Changes[0].Seq)
	}
	c.Flash(doneFlash(key, name, undo))
	return nil
}
