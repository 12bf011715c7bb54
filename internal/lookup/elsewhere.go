package lookup

import (
	"cmp"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// FoundElsewhere returns the answer for a number that nobody has here and a contact has in another
// system. The contact has no id; fields are the custom fields of the organization.
func FoundElsewhere(n phone.Number, c *ringdex.Contact, fields []ringdex.Field) Answer {
	card := Card{
		Ref: c.Ref(), Source: c.Source, ExternalID: c.ExternalID(c.Source), FirstName: c.FirstName, LastName: c.LastName,
		Name: c.FullName(), Organization: c.Organization, Language: c.Language, Agents: c.Agents, Updated: c.Updated,
	}
	return Answer{
		Step: External, Number: cmp.Or(n.E164, n.Text), Candidates: []Card{card}, Total: 1, Elsewhere: &Elsewhere{c, fields},
	}
}

// ID returns the id of the record, "" if it is not here.
func (c *Card) ID() string {
	if c.Ref.Kind == ringdex.KindContact && c.Ref.Contact.IsZero() {
		return ""
	}
	return c.Ref.String()
}
