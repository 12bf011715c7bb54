package export

import (
	"cmp"
	"io"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/csv"
	"ringdex/internal/wire/voipex"
)

// The file that VOIPEX takes (wire/voipex.md 5.1). It omits rows that VOIPEX would refuse: an
// upload replaces everything, so a refused contact would be deleted there silently.

func (e *Export) writeVoipex(w io.Writer, each func(func(*ringdex.Contact) error) error) error {
	out := csv.NewWriter(w, table.Layout{Encoding: charset.UTF8, Delimiter: ';', LineEnd: "\r\n"})
	if err := out.Write(voipex.Columns); err != nil {
		return err
	}
	err := each(func(c *ringdex.Contact) error {
		values := e.voipexValues(c)
		if why := values.Refused(); why != "" {
			e.LeftOut[why]++
			return nil
		}
		e.Written++
		return out.Write(values.Row())
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (e *Export) voipexValues(c *ringdex.Contact) voipex.Values {
	last := c.LastName
	if c.FirstName == "" && last == "" {
		last = c.DisplayName
	}
	phones := validNumbers(c)
	values := voipex.Values{
		"firstName": oneLine(joinName(c.FirstName, c.MiddleName)), "lastName": oneLine(last),
		"organization": oneLine(cmp.Or(c.Organization, e.defaultCompany(c))), "email": c.Email(),
		"externalId": ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source))),
		"phone1":     at(phones, 0), "phone2": at(phones, 1), "agent1": at(c.Agents, 0), "agent2": at(c.Agents, 1),
	}
	for _, key := range voipex.CustomFields {
		if f, ok := ringdex.FindField(e.Fields, ringdex.KindContact, key); ok {
			values[key] = oneLine(f.Shown(c.Custom[f.ID]))
		}
	}
	for field, uri := range c.Links {
		values[voipex.LinkColumn(field)] = uri
	}
	return values
}

func validNumbers(c *ringdex.Contact) []string {
	var all []string
	for _, n := range c.Phones {
		if n.Valid() {
			all = append(all, n.E164)
		}
	}
	return all
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func joinName(parts ...string) string { return strings.TrimSpace(strings.Join(parts, " ")) }
