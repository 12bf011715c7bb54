package voipex

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// FromRecord returns a contact as VOIPEX takes it: the first two valid numbers in international
// form, texts in one line, the default company's name if the contact has no organization. left is
// how many numbers it has besides.
func FromRecord(c *ringdex.Contact, fields []ringdex.Field, company, externalID string) (values Values, left int) {
	last := c.LastName
	if c.FirstName == "" && last == "" {
		last = c.DisplayName
	}
	phones := validNumbers(c)
	values = Values{
		"firstName": oneLine(c.FirstName + " " + c.MiddleName), "lastName": oneLine(last),
		"organization": oneLine(cmp.Or(c.Organization, company)), "email": c.Email(), "externalId": externalID,
		"phone1": textAt(phones, 0), "phone2": textAt(phones, 1), "agent1": textAt(c.Agents, 0), "agent2": textAt(c.Agents, 1),
	}
	for _, key := range CustomFields {
		if f, ok := ringdex.FindField(fields, ringdex.KindContact, key); ok {
			values[key] = oneLine(f.Shown(c.Custom[f.ID]))
		}
	}
	for field, uri := range c.Links {
		values[LinkColumn(field)] = uri
	}
	return values, len(c.Phones) - min(len(phones), 2)
}

func validNumbers(c *ringdex.Contact) []string {
	var all []string
	for _, n := range c.Phones {
		if n.Valid() && !slices.Contains(all, n.E164) {
			all = append(all, n.E164)
		}
	}
	return all
}

// oneLine replaces line breaks by spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
