package thulium

import (
	"encoding/json"
	"strconv"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// FromContact returns a contact in Thulium's form. Numbers of the region are national, others
// international.
func FromContact(c *ringdex.Contact, fields []ringdex.Field, region string) *Customer {
	out := &Customer{
		Name: c.FirstName, Surname: c.LastName, PhoneNumber: numbers(c.Phones, region), Email: c.Emails,
		Identifier: c.Identifier, PESEL: c.PESEL, REGON: c.REGON, Fax: c.Fax, Note: c.Note, BirthDate: c.BirthDate,
		BirthPlace: c.BirthPlace, MaritalStatus: c.MaritalStatus, Gender: c.Gender, NIP: c.NIP, Job: c.Job, JobTitle: c.JobTitle,
		Homepage: c.Homepage, Industry: c.Industry,
		Address: toAddress(c.Home), MailDrop: toAddress(c.MailDrop), Invoice: toAddress(c.Invoice), CustomFields: toCustom(c, fields),
	}
	if out.Name == "" && out.Surname == "" && c.Named() {
		out.Surname = c.FullName() // an organization or a display name, never a number or an address
	}
	return out
}

// FromCompany returns a company without a matching contact: its name is in the surname.
func FromCompany(c *ringdex.Company, region string) *Customer {
	return &Customer{
		Surname: c.Name, PhoneNumber: numbers(c.Phones, region), Email: c.Emails, Homepage: c.Web, Note: c.Description,
		Address: toAddress(ringdex.Address{Street: c.Street, PostalCode: c.PostalCode, City: c.City, Country: c.Country}),
	}
}

// numbers returns numbers of the region in national form without a prefix, others in international
// form, and invalid ones as written.
func numbers(list []phone.Number, region string) OneOrMany {
	var texts OneOrMany
	for _, n := range list {
		national, ok := phone.National(n.E164, region)
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

func toAddress(a ringdex.Address) *Address {
	if a.IsZero() {
		return nil
	}
	return &Address{a.Street, a.Building, a.Flat, a.PostalCode, a.City, a.Country}
}

// toCustom returns all fields of contacts, with null for missing values.
func toCustom(c *ringdex.Contact, fields []ringdex.Field) CustomFields {
	var all CustomFields
	for i := range fields {
		if f := &fields[i]; f.Kind == ringdex.KindContact {
			all = append(all, CustomField{f.Title, toValue(f, c.Custom[f.ID])})
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
