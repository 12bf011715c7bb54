package thulium

import (
	"encoding/json"
	"strconv"
	"time"

	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func (a *api) fromContact(c *ringdex.Contact, fields []ringdex.Field) *customer {
	out := &customer{
		Name: c.FirstName, Surname: c.LastName, PhoneNumber: a.numbers(c.Phones), Email: c.Emails,
		Identifier: c.Identifier, PESEL: c.PESEL, REGON: c.REGON, Fax: c.Fax, Note: c.Note, BirthDate: c.BirthDate,
		BirthPlace: c.BirthPlace, MaritalStatus: c.MaritalStatus, Gender: c.Gender, NIP: c.NIP, Job: c.Job, JobTitle: c.JobTitle,
		Homepage: c.Homepage, Industry: c.Industry,
		Address: toAddress(c.Home), MailDrop: toAddress(c.MailDrop), Invoice: toAddress(c.Invoice), CustomFields: toCustom(c, fields),
	}
	if out.Name == "" && out.Surname == "" && c.Named() {
		out.Surname = c.FullName() // an organization, or a display name; a number or an address is no name
	}
	return out
}

// fromCompany is a company that nobody of its own was found for: its name where a surname would be.
func (a *api) fromCompany(c *ringdex.Company) *customer {
	return &customer{
		Surname: c.Name, PhoneNumber: a.numbers(c.Phones), Email: c.Emails, Homepage: c.Web, Note: c.Description,
		Address: toAddress(ringdex.Address{Street: c.Street, PostalCode: c.PostalCode, City: c.City, Country: c.Country}),
	}
}

// fromCard is what the index knows, for when the store does not answer: a name and the number that was found.
func (a *api) fromCard(c *lookup.Card, number string) *customer {
	out := &customer{Name: c.FirstName, Surname: c.LastName, PhoneNumber: oneOrMany{number}}
	if out.Name == "" && out.Surname == "" {
		out.Surname = c.Name
	}
	if national, ok := phone.National(number, a.Region); ok {
		out.PhoneNumber[0] = national
	}
	return out
}

// numbers are national without a prefix in the dialect's region, international elsewhere, as written when not valid.
func (a *api) numbers(numbers []phone.Number) oneOrMany {
	var texts oneOrMany
	for _, n := range numbers {
		national, ok := phone.National(n.E164, a.Region)
		switch {
		case !n.Valid():
			texts = append(texts, n.Text)
		case ok:
			texts = append(texts, national)
		default:
			texts = append(texts, n.E164)
		}
	}
	return texts
}

func toAddress(a ringdex.Address) *address {
	if a.IsZero() {
		return nil
	}
	return &address{a.Street, a.Building, a.Flat, a.PostalCode, a.City, a.Country}
}

// toCustom has every field of contacts, null where this one has no value.
func toCustom(c *ringdex.Contact, fields []ringdex.Field) customFields {
	var all customFields
	for i := range fields {
		if f := &fields[i]; f.Kind == ringdex.KindContact {
			all = append(all, customField{f.Title, toValue(f, c.Custom[f.ID])})
		}
	}
	return all
}

func toValue(f *ringdex.Field, text string) any {
	if text == "" {
		return nil
	}
	switch f.Type {
	case ringdex.TypeCheckBox:
		return text == "true"
	case ringdex.TypeInteger, ringdex.TypeDecimal:
		return json.Number(text)
	case ringdex.TypeDate:
		return ringdex.Time(text).Format(time.DateOnly)
	case ringdex.TypeDropDown:
		for _, item := range f.Items {
			if strconv.FormatInt(item.ID, 10) == text {
				return item.Title
			}
		}
	}
	return text
}
