package voipex

import (
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/voipex"
)

// wanted returns what VOIPEX should have of a contact. problem says what VOIPEX would refuse, note
// what it has no place for.
func (v *Voipex) wanted(c *connector.Change, b *connector.Batch) (values wire.Values, note, problem error) {
	company := ""
	if of, ok := b.Companies[c.Contact.DefaultCompany]; ok && of.Company != nil {
		company = of.Company.Name
	}
	values, left := wire.FromRecord(c.Contact, b.Fields, company, c.Key)
	for field, column := range v.custom {
		if slices.Contains(wire.CustomFields, column) {
			values[column] = strings.Join(c.Values(field, b.Fields), ", ")
		}
	}
	if left > 0 {
		note = message.Err("connector.numbers_left_out", left)
	}
	if phones := c.Contact.Phones; values["phone1"] == "" && len(phones) > 0 {
		return values, note, message.Err("voipex_remote.invalid_number", ringdex.Show(phones[0].Text))
	}
	if problems := append(values.Missing(), values.Check()...); len(problems) > 0 {
		return values, note, problems[0]
	}
	return values, note, nil
}

// rules: VOIPEX has one value of each column, so none comes from elsewhere.
var rules = attribute.Rules{List: func(string) bool { return false }}

// setOf returns values as attributes. A column without a value is there, so that one that was sent
// before is emptied.
func setOf(values wire.Values) attribute.Set {
	set := attribute.Set{}
	for _, column := range wire.Columns {
		set.Put(column, values[column])
	}
	return set
}

// required are the columns of every item: VOIPEX finds and checks the contact by them.
var required = []string{"externalId", "firstName", "lastName", "organization", "phone1"}

// object returns the named columns as they are sent, with the required ones that have a value.
func object(want attribute.Set, names []string) map[string]string {
	out := map[string]string{}
	for _, name := range slices.Concat(required, names) {
		if value := want.First(name); value != "" || slices.Contains(names, name) {
			out[name] = value
		}
	}
	return out
}

// remoteOf returns a contact of VOIPEX with its id apart.
func remoteOf(c wire.Contact) (id string, has attribute.Set) {
	has = setOf(wire.Values(c))
	return c["id"], has
}
