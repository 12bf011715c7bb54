package native

import "ringdex/internal/ringdex"

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
		out.ExternalIDs, out.Record = givenIDs(contact.ExternalIDs), v.Contact(contact)
	case company != nil:
		out.ExternalIDs, out.Record = givenIDs(company.ExternalIDs), v.Company(company)
	default:
		return nil
	}
	return out
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

// givenIDs returns the external ids by source, without generated ones.
func givenIDs(ids []ringdex.ExternalID) map[string]string {
	given := map[string]string{}
	for _, x := range ids {
		if id := ringdex.GivenID(x.ID); id != "" {
			given[x.Source] = id
		}
	}
	return given
}
