package native

import (
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// Change is a change of a record.
type Change struct {
	ID          string            `json:"id"`
	ExternalIDs map[string]string `json:"externalIds"`
	Source      string            `json:"source"`
	Actor       string            `json:"actor"`
	Run         string            `json:"run,omitempty"`
	Seq         int64             `json:"seq"`
	Record      Object            `json:"record"`
	Changes     []Delta           `json:"changes"`
}

// Delta is one field of an update.
type Delta struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Change returns a change with the record after it, or before it if it is a deletion; nil if the
// journal no longer has an image of the record. Deltas are those of View.Deltas.
func (v *View) Change(c *ringdex.Change, deltas []ringdex.Delta) *Change {
	out := &Change{ID: c.Ref.String(), Source: c.Cause.Source, Actor: c.Cause.Actor, Seq: c.Seq, Changes: Deltas(deltas)}
	if !c.Cause.Run.IsZero() {
		out.Run = c.Cause.Run.String()
	}
	switch contact, company := c.Contact.Record(), c.Company.Record(); {
	case contact != nil:
		out.ExternalIDs = GivenIDs(contact.ExternalIDs)
	case company != nil:
		out.ExternalIDs = GivenIDs(company.ExternalIDs)
	default:
		return nil
	}
	out.Record = v.image(c)
	return out
}

// Entry is a change in the history of a record.
type Entry struct {
	Seq     int64          `json:"seq"`
	At      time.Time      `json:"at"`
	Action  ringdex.Action `json:"action"`
	Actor   string         `json:"actor"`
	Source  string         `json:"source,omitempty"`
	Door    string         `json:"door,omitempty"`
	Run     string         `json:"run,omitempty"`
	Changes []Delta        `json:"changes"`
	Record  Object         `json:"record,omitempty"` // that was created or deleted
}

// Entry returns the JSON of a change with its images.
func (v *View) Entry(c *ringdex.Change, door string) Entry {
	e := Entry{
		Seq: c.Seq, At: c.Cause.At, Action: c.Action, Actor: c.Cause.Actor, Source: c.Cause.Source, Door: door,
		Changes: Deltas(v.Deltas(c)),
	}
	if !c.Cause.Run.IsZero() {
		e.Run = c.Cause.Run.String()
	}
	if c.Action != ringdex.Updated {
		e.Record = v.image(c)
	}
	return e
}

// image returns the record after a change, or before its deletion; nil if the journal no longer has
// it.
func (v *View) image(c *ringdex.Change) Object {
	switch contact, company := c.Contact.Record(), c.Company.Record(); {
	case contact != nil:
		return v.Contact(contact)
	case company != nil:
		return v.Company(company)
	}
	return nil
}

// Event is a change in the feed of all changes.
type Event struct {
	Seq         int64             `json:"seq"`
	At          time.Time         `json:"at"`
	Kind        ringdex.Kind      `json:"kind"`
	Action      ringdex.Action    `json:"action"`
	ID          string            `json:"id"`
	ExternalIDs map[string]string `json:"externalIds,omitempty"`
	Actor       string            `json:"actor"`
	Source      string            `json:"source,omitempty"`
	Run         string            `json:"run,omitempty"`
	Changes     []Delta           `json:"changes"`
	Record      Object            `json:"record"` // after the change, or before a deletion; null if it is no longer known
}

// Event returns the JSON of a change with its images.
func (v *View) Event(c *ringdex.Change) Event {
	e := Event{
		Seq: c.Seq, At: c.Cause.At, Kind: c.Ref.Kind, Action: c.Action, ID: c.Ref.String(), Actor: c.Cause.Actor, Source: c.Cause.Source,
		Changes: Deltas(v.Deltas(c)), Record: v.image(c),
	}
	if !c.Cause.Run.IsZero() {
		e.Run = c.Cause.Run.String()
	}
	if contact := c.Contact.Record(); contact != nil {
		e.ExternalIDs = GivenIDs(contact.ExternalIDs)
	} else if company := c.Company.Record(); company != nil {
		e.ExternalIDs = GivenIDs(company.ExternalIDs)
	}
	return e
}

// Deltas returns the changes of an update by the names of FieldName, and none of other actions.
func (v *View) Deltas(c *ringdex.Change) []ringdex.Delta {
	if c.Action != ringdex.Updated {
		return nil
	}
	var deltas []ringdex.Delta
	switch {
	case c.Contact.Before != nil && c.Contact.After != nil:
		deltas = ringdex.CompareContacts(c.Contact.Before, c.Contact.After)
	case c.Company.Before != nil && c.Company.After != nil:
		deltas = ringdex.CompareCompanies(c.Company.Before, c.Company.After)
	}
	if len(deltas) > 1 { // beside other changes it says nothing that they do not
		deltas = slices.DeleteFunc(deltas, func(d ringdex.Delta) bool { return d.Field == ringdex.SaidField })
	}
	for i := range deltas {
		deltas[i].Field = v.FieldName(c.Ref.Kind, deltas[i].Field)
	}
	return deltas
}

// Deltas returns the JSON of deltas, never null.
func Deltas(list []ringdex.Delta) []Delta {
	all := make([]Delta, len(list))
	for i, d := range list {
		all[i] = Delta(d)
	}
	return all
}

// GivenIDs returns the external ids by source, without generated ones.
func GivenIDs(ids []ringdex.ExternalID) map[string]string {
	given := map[string]string{}
	for _, x := range ids {
		if id := ringdex.GivenID(x.ID); id != "" {
			given[x.Source] = id
		}
	}
	return given
}
