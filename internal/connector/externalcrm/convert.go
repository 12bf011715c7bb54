package externalcrm

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// customer is the answer (wire/thulium.md 4.1, seed 003).
type customer struct {
	Name          texts            `json:"name"`
	Surname       texts            `json:"surname"`
	PhoneNumber   texts            `json:"phone_number"`
	Email         texts            `json:"email"`
	Identifier    texts            `json:"identifier"`
	PESEL         texts            `json:"pesel"`
	REGON         texts            `json:"regon"`
	Fax           texts            `json:"fax"`
	Note          texts            `json:"note"`
	BirthDate     texts            `json:"birthdate"`
	BirthPlace    texts            `json:"birthplace"`
	MaritalStatus texts            `json:"marital_status"`
	Gender        texts            `json:"gender"`
	NIP           texts            `json:"nip"`
	Job           texts            `json:"job"`
	JobTitle      texts            `json:"job_title"`
	Homepage      texts            `json:"homepage"`
	Industry      texts            `json:"industry"`
	Address       address          `json:"address"`
	MailDrop      address          `json:"mail_drop_address"`
	Invoice       address          `json:"invoice_address"`
	CustomFields  map[string]texts `json:"custom_fields"`
}

type address struct {
	Street   texts `json:"street"`
	Building texts `json:"building"`
	Flat     texts `json:"flat"`
	Postcode texts `json:"postcode"`
	City     texts `json:"city"`
	Country  texts `json:"country"`
}

// texts are a text, a number, or an array of them: any CRM may write either.
type texts []string

// UnmarshalJSON implements json.Unmarshaler. A value of another type is none.
func (t *texts) UnmarshalJSON(text []byte) error {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return err
	}
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	*t = nil
	for _, item := range list {
		switch v := item.(type) {
		case string:
			if v != "" {
				*t = append(*t, v)
			}
		case float64:
			*t = append(*t, strconv.FormatFloat(v, 'f', -1, 64))
		case bool:
			*t = append(*t, strconv.FormatBool(v))
		}
	}
	return nil
}

func (t texts) first() string {
	if len(t) == 0 {
		return ""
	}
	return t[0]
}

// single are the fields with one value, in the order of operations.
func (c *customer) single() []field {
	all := []field{
		{"firstName", c.Name},
		{"lastName", c.Surname},
		{"identifier", c.Identifier},
		{"pesel", c.PESEL},
		{"regon", c.REGON},
		{"fax", c.Fax},
		{"note", c.Note},
		{"birthDate", c.BirthDate},
		{"birthPlace", c.BirthPlace},
		{"maritalStatus", c.MaritalStatus},
		{"gender", c.Gender},
		{"nip", c.NIP},
		{"job", c.Job},
		{"jobTitle", c.JobTitle},
		{"homepage", c.Homepage},
		{"industry", c.Industry},
	}
	for _, a := range []struct {
		name string
		address
	}{{"home", c.Address}, {"mailDrop", c.MailDrop}, {"invoice", c.Invoice}} {
		all = append(all, field{a.name + ".street", a.Street}, field{a.name + ".building", a.Building}, field{a.name + ".flat", a.Flat},
			field{a.name + ".postalCode", a.Postcode}, field{a.name + ".city", a.City}, field{a.name + ".country", a.Country})
	}
	return all
}

type field struct {
	name   string
	values texts
}

// empty reports whether the answer says nothing of anybody.
func (c *customer) empty() bool {
	for _, f := range append(c.single(), field{"", c.PhoneNumber}, field{"", c.Email}) {
		if len(f.values) > 0 {
			return false
		}
	}
	return true
}

// record returns a customer as a contact of the CRM. A customer without a number has the one that
// was asked for: else the next lookup would not find the contact.
func (c *CRM) record(who *customer, number string) intake.Record {
	numbers := who.PhoneNumber
	if len(numbers) == 0 {
		numbers = texts{number}
	}
	rec := intake.Record{Ops: []ringdex.Op{set("phones", list(numbers)), set("emails", list(who.Email))}}
	for _, f := range who.single() {
		if text := f.values.first(); text != "" {
			rec.Ops = append(rec.Ops, set(f.name, text))
		}
	}
	for _, title := range slices.Sorted(maps.Keys(c.custom)) {
		if text := who.CustomFields[title].first(); text != "" {
			rec.Ops = append(rec.Ops, set(c.custom[title], text))
		}
	}
	if rec.Identity.ExternalID = who.Identifier.first(); rec.Identity.ExternalID == "" {
		rec.Identity.ExternalID = ringdex.MadeID(number)
	}
	return rec
}

func set(name string, value any) ringdex.Op {
	return ringdex.Op{Verb: ringdex.Set, Field: name, Value: value, At: name}
}

func list(values texts) any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}
