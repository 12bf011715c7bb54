package daktela

import (
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
)

// attributes are the values of a record by attribute; an attribute without values is empty there.
type attributes map[string][]string

// wanted returns what Daktela should have of a record, without its name and its database. A problem
// says what Daktela would refuse.
func (d *Daktela) wanted(c *connector.Change, b *connector.Batch) (attributes, error) {
	want := attributes{}
	if c.Contact != nil {
		want.person(c.Contact)
		want.set(attrAccount, d.account(c.Contact, b))
	} else {
		want.set(attrTitle, c.Company.Name)
		want.set(attrDescription, c.Company.Description)
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

func (a attributes) set(name, text string) {
	a[name] = nil
	if text = strings.TrimSpace(text); text != "" {
		a[name] = []string{text}
	}
}

// person sets the names. Daktela requires a last name; a contact without one gives the last word of
// its title, and the rest is the first name (wire/daktela.md 2.3).
func (a attributes) person(c *ringdex.Contact) {
	title := c.FullName()
	first, last := strings.TrimSpace(c.FirstName+" "+c.MiddleName), c.LastName
	if last == "" {
		words := strings.Fields(title)
		last = strings.Join(words[max(0, len(words)-1):], "")
		first = strings.Join(words[:max(0, len(words)-1)], " ")
	}
	a.set(attrTitle, title)
	a.set(attrFirst, first)
	a.set(attrLast, last)
	a.set(attrDescription, c.Note)
}

// account returns the name of the contact's account, "" for none.
func (d *Daktela) account(c *ringdex.Contact, b *connector.Batch) string {
	if company, ok := b.Companies[c.DefaultCompany]; ok {
		return d.prefix + company.Key
	}
	return ""
}

// body returns attributes as they are sent: custom fields are arrays, all others are scalars, and a
// missing relation is null.
func (a attributes) body() map[string]any {
	body, custom := map[string]any{}, map[string][]string{}
	for name, values := range a {
		field, isCustom := strings.CutPrefix(name, customPrefix)
		switch {
		case isCustom:
			custom[field] = append([]string{}, values...)
		case len(values) > 0:
			body[name] = values[0]
		case name == attrAccount:
			body[name] = nil
		default:
			body[name] = ""
		}
	}
	if len(custom) > 0 {
		body[customFields] = custom
	}
	return body
}
