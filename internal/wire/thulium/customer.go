// Package thulium has the shapes of the external CRM lookup of Thulium, and the conversions from
// contacts and companies. It only converts: no HTTP, no store.
package thulium

import (
	"bytes"
	"encoding/json"

	"ringdex/internal/ringdex"
)

// Customer is the answer (seed 003), with members in the order of its sample. An empty identifier
// or note is an empty text, as in the sample; other empty members are omitted.
type Customer struct {
	Name          string       `json:"name,omitempty"`
	Surname       string       `json:"surname,omitempty"`
	PhoneNumber   OneOrMany    `json:"phone_number,omitempty"`
	Email         OneOrMany    `json:"email,omitempty"`
	Identifier    string       `json:"identifier"`
	PESEL         string       `json:"pesel,omitempty"`
	REGON         string       `json:"regon,omitempty"`
	Fax           string       `json:"fax,omitempty"`
	Note          string       `json:"note"`
	BirthDate     string       `json:"birthdate,omitempty"`
	BirthPlace    string       `json:"birthplace,omitempty"`
	MaritalStatus string       `json:"marital_status,omitempty"`
	Gender        string       `json:"gender,omitempty"`
	NIP           string       `json:"nip,omitempty"`
	Job           string       `json:"job,omitempty"`
	JobTitle      string       `json:"job_title,omitempty"`
	Homepage      string       `json:"homepage,omitempty"`
	Industry      string       `json:"industry,omitempty"`
	Address       *Address     `json:"address,omitempty"`
	MailDrop      *Address     `json:"mail_drop_address,omitempty"`
	Invoice       *Address     `json:"invoice_address,omitempty"`
	CustomFields  CustomFields `json:"custom_fields,omitempty"`
}

// Printed returns the customer without control characters, which could affect the display of a
// phone. Notes and custom fields keep their line breaks. E-mail addresses were checked when they
// were stored.
func (c *Customer) Printed() *Customer {
	texts := []*string{
		&c.Name, &c.Surname, &c.Identifier, &c.PESEL, &c.REGON, &c.Fax, &c.BirthPlace, &c.MaritalStatus, &c.Gender, &c.NIP, &c.Job,
		&c.JobTitle, &c.Homepage, &c.Industry,
	}
	for i := range c.PhoneNumber {
		texts = append(texts, &c.PhoneNumber[i])
	}
	for _, a := range []*Address{c.Address, c.MailDrop, c.Invoice} {
		texts = append(texts, a.texts()...)
	}
	for _, text := range texts {
		*text = ringdex.OneLine(*text)
	}
	c.Note = ringdex.Printable(c.Note)
	c.CustomFields.print()
	return c
}

func (a *Address) texts() []*string {
	if a == nil {
		return nil
	}
	return []*string{&a.Street, &a.Building, &a.Flat, &a.Postcode, &a.City, &a.Country}
}

func (fields CustomFields) print() {
	for i := range fields {
		if text, ok := fields[i].Value.(string); ok {
			fields[i].Value = ringdex.Printable(text)
		}
	}
}

// Address is a postal address of a customer.
type Address struct {
	Street   string `json:"street,omitempty"`
	Building string `json:"building,omitempty"`
	Flat     string `json:"flat,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
	Country  string `json:"country,omitempty"`
}

// OneOrMany is encoded as a text if it has one element, as an array if it has several.
type OneOrMany []string

// MarshalJSON implements json.Marshaler.
func (m OneOrMany) MarshalJSON() ([]byte, error) {
	if len(m) == 1 {
		return json.Marshal(m[0])
	}
	return json.Marshal([]string(m))
}

// CustomFields is an object of titles and values in the order of the fields, which a map would not
// keep.
type CustomFields []CustomField

// CustomField is the value of a custom field under its title.
type CustomField struct {
	Title string
	Value any // nil if the contact has none
}

// MarshalJSON implements json.Marshaler.
func (fields CustomFields) MarshalJSON() ([]byte, error) {
	b := bytes.NewBufferString("{")
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		title, err := json.Marshal(f.Title)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.Value)
		if err != nil {
			return nil, err
		}
		b.Write(title)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
