package voipex

import (
	"strconv"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Contact is a contact in JSON: the CSV's columns and id, without empty values.
type Contact map[string]string

// FromContact returns a contact, with its external id of a source.
func FromContact(c *ringdex.Contact, source string, ids CustomIDs) Contact {
	out := Contact{"id": c.ID.String()}
	put := func(name, value string) {
		if value != "" {
			out[name] = value
		}
	}
	put("firstName", c.FirstName)
	put("lastName", c.LastName)
	put("organization", c.Organization)
	put("externalId", ringdex.GivenID(c.ExternalID(source)))
	put("email", c.Email())
	put("phone1", numberAt(c.Phones, 0))
	put("phone2", numberAt(c.Phones, 1))
	put("agent1", textAt(c.Agents, 0))
	put("agent2", textAt(c.Agents, 1))
	for _, name := range CustomFields {
		if id, err := strconv.ParseInt(strings.TrimPrefix(ids[name], "custom."), 10, 64); err == nil {
			put(name, c.Custom[id])
		}
	}
	for field, uri := range c.Links {
		put(LinkColumn(field), uri)
	}
	return out
}

func numberAt(numbers []phone.Number, i int) string {
	switch {
	case i >= len(numbers):
		return ""
	case numbers[i].Valid():
		return numbers[i].E164
	}
	return numbers[i].Text
}

func textAt(texts []string, i int) string {
	if i >= len(texts) {
		return ""
	}
	return texts[i]
}
