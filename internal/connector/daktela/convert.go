package daktela

import (
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/ringdex"
)

// wanted returns what Daktela should have of a record, without its name and its database. A problem
// says what Daktela would refuse.
func (d *Daktela) wanted(c *connector.Change, b *connector.Batch) (attribute.Set, error) {
	want := attribute.Set{}
	if c.Contact != nil {
		person(want, c.Contact)
		want.Put(attrAccount, d.account(c.Contact, b))
	} else {
		want.Put(attrTitle, strings.TrimSpace(c.Company.Name))
		want.Put(attrDescription, strings.TrimSpace(c.Company.Description))
	}
	if len(want[attrTitle]) == 0 {
		return nil, ringdex.Problem(attrTitle, "connector.no_name")
	}
	for field, custom := range d.custom {
		if custom != "" && connector.HasField(c.Ref.Kind, field, b.Fields) {
			want[customPrefix+custom] = append(want[customPrefix+custom], c.Values(field, b.Fields)...)
		}
	}
	return want, nil
}

// person sets the names. Daktela requires a last name; a contact without one gives the last word of
// its title, and the rest is the first name (wire/daktela.md 2.3).
func person(want attribute.Set, c *ringdex.Contact) {
	title := c.FullName()
	first, last := strings.TrimSpace(c.FirstName+" "+c.MiddleName), c.LastName
	if last == "" {
		words := strings.Fields(title)
		last = strings.Join(words[max(0, len(words)-1):], "")
		first = strings.Join(words[:max(0, len(words)-1)], " ")
	}
	want.Put(attrTitle, title)
	want.Put(attrFirst, first)
	want.Put(attrLast, strings.TrimSpace(last))
	want.Put(attrDescription, strings.TrimSpace(c.Note))
}

// account returns the name of the contact's account, "" for none.
func (d *Daktela) account(c *ringdex.Contact, b *connector.Batch) string {
	company, _ := b.CompanyOf(c)
	if company.Key == "" {
		return ""
	}
	return d.prefix + company.Key
}

// body returns attributes as they are sent: custom fields are arrays, all others are scalars, and a
// missing relation is null.
func body(set attribute.Set) map[string]any {
	out, custom := map[string]any{}, map[string][]string{}
	for name, values := range set {
		field, isCustom := strings.CutPrefix(name, customPrefix)
		switch {
		case isCustom:
			custom[field] = append([]string{}, values...)
		case len(values) > 0:
			out[name] = values[0]
		case name == attrAccount:
			out[name] = nil
		default:
			out[name] = ""
		}
	}
	if len(custom) > 0 {
		out[customFields] = custom
	}
	return out
}
